// What everything is compared to: the transport alone.
import { ADDRESS } from "./request.js";

/** For one retry: the same two requests, by hand. */
export const plain = ({ again }) =>
  again
    ? async () => {
        await fetch(ADDRESS);
        return fetch(ADDRESS);
      }
    : () => fetch(ADDRESS);
