export { preload } from "./core.js";
export { delays } from "./delays.js";
export { RetryError } from "./errors.js";
export { fetchWithRetry } from "./fetch.js";
export { parseRetryAfter } from "./retry-after.js";
