// A created fetch with a layer around its transport: that of each attempt.
import type { FetchInput, RetryFetch, RetryFetchInit } from "holdfast-fetch";
import { AROUND, type Around, inside } from "./around.js";
import { spreadable } from "./request.js";

/** As global-fetch.ts calls it. */
const BENEATH = /* @__PURE__ */ Symbol.for("holdfast-fetch.beneath");

/**
 * A fetch that calls go by in place of the one that it is made of. It may replace the platform's where that one may.
 */
export function instead(fetch: RetryFetch, call: RetryFetch): RetryFetch {
  const made = {
    // By this name, and with one argument that it needs, as fetch.
    fetch(input: FetchInput, ...[init]: [RetryFetchInit?]): Promise<Response> {
      try {
        return call(input, init);
      } catch (error) {
        return Promise.reject(error);
      }
    },
  }.fetch;
  const { [BENEATH]: tie } = fetch as { [BENEATH]?: object };
  return tie ? Object.defineProperty(made, BENEATH, { value: { ...tie, over: made } }) : made;
}

/**
 * The same fetch, whose attempts go through a layer, inside of those that an init brings along.
 */
export function layered(fetch: RetryFetch, layer: Around): RetryFetch {
  return instead(fetch, (input, init) => {
    return fetch(input, { ...spreadable(init), [AROUND]: inside(init, layer) } as RetryFetchInit);
  });
}
