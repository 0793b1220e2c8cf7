// The running core.
import type { CoreExports } from "./core-exports.js";
import { instantiate, instantiateAhead } from "./module.js";

let running: CoreExports | undefined;

export function core(): CoreExports {
  running ??= instantiate();
  return running;
}

/** Starts the core before its first use. */
export async function preload(): Promise<void> {
  running ??= await instantiateAhead();
}
