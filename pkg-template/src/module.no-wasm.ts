// For where there is no WebAssembly: the same core, translated to JavaScript when the package is built.
import { instance } from "./built/core-script.js";
import type { CoreExports } from "./core-exports.js";

export function instantiate(): CoreExports {
  return instance() as CoreExports;
}

export async function instantiateAhead(): Promise<CoreExports> {
  return instantiate();
}
