import { entry } from "../lib/package.js";
import { ADDRESS } from "./request.js";

const { createFetch, fetchWithRetry, RetryPolicy } = await import(entry());

const at = (wait) => (wait === 0 ? { backoff: { type: "constant", base: 0 }, jitter: "none" } : {});

/** As the peers are by default: nothing bounds the time. */
export function unlimited({ wait }) {
  const policy = new RetryPolicy({ ...at(wait), attemptTimeout: false, deadline: false });
  return () => fetchWithRetry(ADDRESS, policy);
}

/** The default policy: 30 s for an attempt, 3 min for a call. */
export function standard({ wait }) {
  const policy = new RetryPolicy({ preset: "standard", ...at(wait) });
  return () => fetchWithRetry(ADDRESS, policy);
}

export function created({ wait }) {
  const holding = createFetch({ preset: "standard", ...at(wait) });
  return () => holding(ADDRESS);
}
