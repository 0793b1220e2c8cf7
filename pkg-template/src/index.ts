/// <reference lib="esnext.disposable" />
/**
 * A `fetch` that holds on: the platform's own, wrapped in a retry policy that is data.
 *
 * Start at {@link fetchWithRetry}, {@link createFetch} and {@link PolicyOptions}. Defaults are those of the preset `standard`; the other
 * presets have their own, see {@link PresetName}.
 *
 * @module holdfast-fetch
 */
export * from "./api.js";
