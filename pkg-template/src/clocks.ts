// The time by the clocks that a call goes by: the platform's, or one of the caller's.
import { askNumber } from "./ask.js";
import type { Bound } from "./policy.js";

/** In milliseconds, never running backwards. */
export function monotonicOf({ now }: Bound): number {
  return (now && askNumber(now)) ?? performance.now();
}

/** The wall clock, where anything goes by it. A clock of the caller's is both. */
export function wallOf({ now }: Bound, monotonic: number, isNeeded: boolean): number {
  if (!isNeeded) return Number.NaN;
  return now ? monotonic : Date.now();
}

/** By the clock of a circuit: whoever shares one goes by that, not by a clock of his own. */
export function sharedOf({ sharing, now }: Bound, monotonic: number): number {
  const { circuits } = sharing;
  return circuits !== undefined && (circuits.hasOwnClock || now !== undefined) ? circuits.now() : monotonic;
}
