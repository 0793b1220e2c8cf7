// A line for each call: its attempts, the waits between them, and how it ended.

import type { Film } from "../film.js";
import { type Area, font, type Ink, TONES } from "./ink.js";

export function drawLanes(
  context: CanvasRenderingContext2D,
  { top, height }: Area,
  film: Film,
  until: number,
  x: (time: number) => number,
  ink: Ink,
): void {
  const { attempts, calls } = film.recording;
  const pitch = height / Math.max(1, calls.begun.length);
  const bar = Math.min(12, pitch - 3);
  const clip = (time: number): number => x(Math.min(time, until));
  for (const [call, ofCall] of film.ofCall.entries()) {
    const middle = top + (call + 0.5) * pitch;
    const [begun, ended] = [calls.begun[call] as number, calls.ended[call] as number];
    if (begun > until) continue;
    context.fillStyle = ink["wait-ink"];
    context.fillRect(x(begun), middle - 0.5, clip(Math.min(ended, film.length)) - x(begun), 1);
    for (const attempt of ofCall) {
      const [sent, known] = [attempts.sent[attempt] as number, attempts.known[attempt] as number];
      if (sent > until) break;
      context.fillStyle = ink[known > until ? "accent" : (TONES[attempts.outcome[attempt] as number] ?? "accent")];
      context.fillRect(x(sent), middle - bar / 2, Math.max(2, clip(Math.min(known, film.length)) - x(sent)), bar);
    }
    if (ended > until) continue;
    const isGood = film.reason[call] === "success";
    sayEnd(context, film.reason[call] ?? "", x(ended), middle, Math.min(11, pitch), isGood ? ink.ok : ink.broken);
  }
}

function sayEnd(context: CanvasRenderingContext2D, word: string, at: number, middle: number, size: number, tone: string): void {
  context.fillStyle = tone;
  context.font = font(size);
  context.textAlign = "left";
  context.textBaseline = "middle";
  const room = context.canvas.clientWidth - at - 8;
  if (context.measureText(word).width <= room) context.fillText(word, at + 5, middle);
}
