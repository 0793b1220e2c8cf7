// The values of index.d.ts that Rust makes, by name: what else the glue exports is its own affair.
export {
  CircuitBreaker,
  createFetch,
  fetchWithRetry,
  keepAlive,
  parseRetryAfter,
  RetryError,
  RetryPolicy,
  reportOf,
  retry,
} from "./holdfast_fetch_bg.js";
