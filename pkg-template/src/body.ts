/**
 * Bodies that survive: whole answers, downloads that go on where they broke, event streams that lose and double nothing.
 *
 * @module holdfast-fetch/body
 */
export type { Bytes } from "./body-options.js";
