// A recording as something to be looked at, at any moment of it.

import type { StopReason } from "holdfast-fetch";
import type { Phase, Recording } from "./protocol.js";
import { reasonOf, type Summary, summarise } from "./summary.js";

export interface Film {
  recording: Recording;
  summary: Summary;
  length: number;
  /** For each attempt, when the next one of its call was sent; infinite, if it was the last. */
  next: Float32Array;
  /** The attempts of each call, first to last. */
  ofCall: number[][];
  /** Why each call ended; nothing, if it had not. */
  reason: (StopReason | undefined)[];
}

const made = new WeakMap<Recording, Film>();

export function filmOf(recording: Recording): Film {
  const known = made.get(recording);
  if (known !== undefined) return known;
  const { attempts, calls, plan } = recording;
  const ofCall: number[][] = Array.from(calls.begun, () => []);
  const next = new Float32Array(attempts.sent.length).fill(Number.POSITIVE_INFINITY);
  for (const [attempt, call] of attempts.call.entries()) {
    const others = ofCall[call];
    const last = others?.at(-1);
    if (last !== undefined) next[last] = attempts.sent[attempt] ?? 0;
    others?.push(attempt);
  }
  const reason = [...calls.begun.keys()].map((call) => reasonOf(recording, call));
  const film = { recording, summary: summarise(recording), length: plan.length, next, ofCall, reason };
  made.set(recording, film);
  return film;
}

export function phaseAt({ recording }: Film, time: number): Phase {
  const { phases } = recording.plan.server;
  return phases.findLast(({ from }) => from <= time) ?? (phases[0] as Phase);
}

/** Did it reach a server that never answers? Of all others the answer comes, be it after the end of what is shown. */
export function isSwallowed(film: Film, attempt: number): boolean {
  return phaseAt(film, film.recording.attempts.arrived[attempt] as number).state === "silent";
}

/** Is the server all right, as far as the plan says? */
export function isWell({ state, failing }: Phase): boolean {
  return state === "well" && failing === undefined;
}

/** When most requests are under way or at the server: what a still shows. */
export function fullestOf({ recording: { attempts }, length }: Film): number {
  const { sent, left, known } = attempts;
  let best = length / 2;
  let most = 0;
  for (let time = 0; time < length; time += length / 200) {
    let count = 0;
    for (let attempt = 0; attempt < sent.length; attempt++) {
      const away = left[attempt] as number;
      const end = Math.max(known[attempt] as number, Number.isFinite(away) ? away : 0);
      if ((sent[attempt] as number) <= time && time < end) count += 1;
    }
    if (count > most) {
      most = count;
      best = time;
    }
  }
  return best;
}
