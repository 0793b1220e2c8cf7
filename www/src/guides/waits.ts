// The waits of a policy: for each retry what chance may choose from, and what it chose in a number of draws.

import type { RetryPolicy } from "holdfast-fetch";

export interface Wait {
  low: number;
  high: number;
  draws: number[];
}

// random() is below 1, so the longest wait is approached, not reached.
const ALMOST_ONE = 1 - Number.EPSILON;

export function waitsOf(policy: RetryPolicy, draws: number): Wait[] {
  const shortest = policy.delays({ random: () => 0 });
  const longest = policy.delays({ random: () => ALMOST_ONE });
  const drawn = Array.from({ length: draws }, () => policy.delays());
  return shortest.map((low, index) => ({
    low,
    high: longest[index] ?? low,
    draws: drawn.map((delays) => delays[index] ?? low),
  }));
}
