import fetchRetry from "fetch-retry";
import { ADDRESS, RETRIED } from "./request.js";

export function plain({ wait }) {
  const retrying = fetchRetry(globalThis.fetch, { retries: 3, retryDelay: wait ?? 1000, retryOn: RETRIED });
  return () => retrying(ADDRESS);
}

/** It has no time limits; this is the caller's way to bound the whole call. */
export function limited({ wait }) {
  const retrying = fetchRetry(globalThis.fetch, { retries: 3, retryDelay: wait ?? 1000, retryOn: RETRIED });
  return () => retrying(ADDRESS, { signal: AbortSignal.timeout(30_000) });
}
