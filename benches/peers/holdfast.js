import { entry } from "../lib/package.js";
import { ADDRESS } from "./request.js";

const { createFetch, fetchWithRetry, RetryPolicy } = await import(entry());

const at = (wait) => (wait === undefined ? {} : { backoff: { type: "constant", base: wait }, jitter: "none" });

/** As the peers are by default: nothing bounds the time or the retries of many calls together. */
export function unlimited({ wait }) {
  const policy = new RetryPolicy({ ...at(wait), attemptTimeout: false, deadline: false, budget: false });
  return (signal, address = ADDRESS) => fetchWithRetry(address, policy, signal && { signal });
}

/** The time limits of the default policy alone. */
export function bounded({ wait }) {
  const policy = new RetryPolicy({ ...at(wait), budget: false });
  return (signal, address = ADDRESS) => fetchWithRetry(address, policy, signal && { signal });
}

/** A breaker and a retry budget, but no time limit. Neither runs out where half of all attempts fail. */
export function sharing({ wait }) {
  const shared = { budget: { ratio: 1 }, breaker: { failureRate: 0.9 } };
  const policy = new RetryPolicy({ ...at(wait), ...shared, attemptTimeout: false, deadline: false });
  return (signal, address = ADDRESS) => fetchWithRetry(address, policy, signal && { signal });
}

/** The default policy: 30 s for an attempt, 3 min for a call, and a budget. */
export function standard({ wait }) {
  const policy = new RetryPolicy({ preset: "standard", budget: { ratio: 1 }, ...at(wait) });
  return (signal, address = ADDRESS) => fetchWithRetry(address, policy, signal && { signal });
}

export function created({ wait }) {
  const holding = createFetch({ preset: "standard", budget: { ratio: 1 }, ...at(wait) });
  return (signal, address = ADDRESS) => holding(address, signal && { signal });
}
