import ky from "ky";
import { ADDRESS } from "./request.js";

const at = (wait) => (wait === 0 ? { delay: () => 0 } : {});

/** Without the time limit that it has by default. */
export function unlimited({ wait }) {
  const client = ky.create({ retry: { limit: 3, ...at(wait) }, timeout: false });
  return () => client(ADDRESS);
}

/** 10 s for an attempt. */
export function plain({ wait }) {
  const client = ky.create({ retry: { limit: 3, ...at(wait) } });
  return () => client(ADDRESS);
}
