// What a recording comes to, in numbers. The sentences of the scenes, which are their text alternatives too, are made of these.

import type { StopReason } from "holdfast-fetch";
import type { Recording } from "./protocol.js";

export interface Summary {
  calls: number;
  succeeded: number;
  /** How many calls ended for each reason, the most frequent first; `undefined`: they had not ended. */
  reasons: [reason: StopReason | undefined, calls: number][];
  requests: number;
  /** The longest time that a call took. */
  longest: number;
  /** What POSTs have made on the server. */
  orders: number;
  /** The share of the calls begun in this time that succeeded, from 0 to 1. */
  share(from: number, to: number): number;
  /** Requests that reached the server in this time. */
  arrivals(from: number, to: number): number;
  /** The most requests that reached the server within any time so long, from that moment on. */
  peak(span: number, from?: number): number;
  /** The mean time until a call that was begun in this time had failed. */
  failedAfter(from: number, to: number): number;
}

export function reasonOf({ calls, reasons }: Recording, call: number): StopReason | undefined {
  return Number.isFinite(calls.ended[call]) ? reasons[calls.reason[call] ?? 0] : undefined;
}

export function summarise(recording: Recording): Summary {
  const { attempts, calls, orders } = recording;
  const all = [...calls.begun.keys()].map((call) => {
    const begun = calls.begun[call] ?? 0;
    return { begun, took: (calls.ended[call] ?? 0) - begun, reason: reasonOf(recording, call) };
  });
  const within = (from: number, to: number) => all.filter(({ begun }) => begun >= from && begun < to);
  const succeeded = (some: typeof all): number => some.filter(({ reason }) => reason === "success").length;
  const arrived = attempts.arrived.filter(Number.isFinite).sort();
  const tally = new Map<StopReason | undefined, number>();
  for (const { reason } of all) tally.set(reason, (tally.get(reason) ?? 0) + 1);
  return {
    calls: all.length,
    succeeded: succeeded(all),
    reasons: [...tally].sort(([, a], [, b]) => b - a),
    requests: attempts.sent.length,
    longest: Math.max(0, ...all.map(({ took }) => took).filter(Number.isFinite)),
    orders: orders.length,
    share: (from, to) => succeeded(within(from, to)) / Math.max(1, within(from, to).length),
    arrivals: (from, to) => arrived.filter((at) => at >= from && at < to).length,
    peak: (span, from = 0) =>
      most(
        arrived.filter((at) => at >= from),
        span,
      ),
    failedAfter: (from, to) => {
      const failed = within(from, to).filter(({ reason, took }) => reason !== "success" && Number.isFinite(took));
      return failed.reduce((sum, { took }) => sum + took, 0) / Math.max(1, failed.length);
    },
  };
}

function most(sorted: Float32Array, span: number): number {
  let first = 0;
  let best = 0;
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? 0) >= span) first += 1;
    best = Math.max(best, last - first + 1);
  }
  return best;
}
