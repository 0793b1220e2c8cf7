// The values of index.d.ts that Rust makes, by name: what else the glue exports is its own affair.
export {
  createFetch,
  fetchWithRetry,
  parseRetryAfter,
  RetryError,
  RetryPolicy,
  reportOf,
} from "./holdfast_fetch_bg.js";
