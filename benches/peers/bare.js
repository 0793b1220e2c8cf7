// What everything is compared to: the transport alone.
import { ADDRESS } from "./request.js";

/** For one retry: the same two requests and the same wait, by hand. */
export function plain({ again, wait }) {
  if (!again) return (signal) => fetch(ADDRESS, signal && { signal });
  return async () => {
    await fetch(ADDRESS);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return fetch(ADDRESS);
  };
}
