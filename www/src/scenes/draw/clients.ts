// Each client as a square, and where there is room with a word: what it does, or why its call ended.

import type { Film } from "../film.js";
import { font, type Ink } from "./ink.js";
import type { Places } from "./places.js";

export function drawClients(context: CanvasRenderingContext2D, places: Places, film: Film, time: number, ink: Ink): void {
  const { calls, plan } = film.recording;
  const { size } = places;
  const current = new Int32Array(plan.clients).fill(-1);
  for (let call = 0; call < calls.begun.length && (calls.begun[call] as number) <= time; call++) {
    current[calls.client[call] as number] = call;
  }
  context.font = font(12);
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const [client, call] of current.entries()) {
    const [left, top] = [places.x(client) - size / 2, places.y(client) - size / 2];
    const state = stateOf(film, call, time);
    const tone = ink[state.tone];
    if (state.isOpen) {
      context.strokeStyle = tone;
      context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
    } else {
      context.fillStyle = tone;
      context.fillRect(left, top, size, size);
    }
    if (places.hasWords) {
      context.fillStyle = state.isOpen ? ink.muted : tone;
      context.fillText(state.word, left - 6, places.y(client));
    }
  }
}

interface State {
  word: string;
  tone: keyof Ink;
  isOpen: boolean;
}

function stateOf(film: Film, call: number, time: number): State {
  const { attempts, calls } = film.recording;
  if (call < 0) return { word: "", tone: "line", isOpen: false };
  if ((calls.ended[call] as number) <= time) {
    const reason = film.reason[call] ?? "";
    return { word: reason, tone: reason === "success" ? "ok" : "broken", isOpen: false };
  }
  const last = film.ofCall[call]?.findLast((attempt) => (attempts.sent[attempt] as number) <= time);
  if (last === undefined || (attempts.known[last] as number) > time) return { word: "asks", tone: "accent", isOpen: true };
  const left = (film.next[last] as number) - time;
  const word = Number.isFinite(left) ? `${(left / 1_000).toFixed(1)} s left` : "waits";
  return { word, tone: "wait-ink", isOpen: true };
}
