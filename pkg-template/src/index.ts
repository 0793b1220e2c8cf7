/**
 * A `fetch` that holds on: the platform's own, wrapped in a retry policy that is data.
 *
 * @module holdfast-fetch
 */
export * from "./api.js";
