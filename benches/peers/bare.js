// What everything is compared to: the transport alone.
import { ADDRESS } from "./request.js";

/** For one retry: the same two requests and the same wait, by hand. */
export function plain({ again, wait }) {
  if (!again) return (signal, address = ADDRESS) => fetch(address, signal && { signal });
  return async (_signal, address = ADDRESS) => {
    await fetch(address);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    return fetch(address);
  };
}
