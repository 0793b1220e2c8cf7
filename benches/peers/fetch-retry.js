import fetchRetry from "fetch-retry";
import { ADDRESS, RETRIED } from "./request.js";

export function plain({ wait }) {
  const retrying = fetchRetry(globalThis.fetch, { retries: 3, retryDelay: wait ?? 1000, retryOn: RETRIED });
  return (signal, address = ADDRESS) => retrying(address, signal && { signal });
}

/** It has no time limits; this is the caller's way to bound the whole call. */
export function limited({ wait }) {
  const retrying = fetchRetry(globalThis.fetch, { retries: 3, retryDelay: wait ?? 1000, retryOn: RETRIED });
  return (signal, address = ADDRESS) => {
    const limit = AbortSignal.timeout(30_000);
    return retrying(address, { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
  };
}
