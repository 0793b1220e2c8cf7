import ky from "ky";
import { ADDRESS } from "./request.js";

const at = (wait) => (wait === undefined ? {} : { delay: () => wait });

/** Without the time limit that it has by default. */
export function unlimited({ wait }) {
  const client = ky.create({ retry: { limit: 3, ...at(wait) }, timeout: false });
  return (signal, address = ADDRESS) => client(address, signal && { signal });
}

/** 10 s for an attempt. */
export function plain({ wait }) {
  const client = ky.create({ retry: { limit: 3, ...at(wait) } });
  return (signal, address = ADDRESS) => client(address, signal && { signal });
}
