// For Vercel's edge runtime: as in module.workerd.ts, but its bundlers know a compiled module by the suffix `?module`.
import compiled from "./core.wasm?module";
import type { CoreExports } from "./core-exports.js";
import { instance } from "./instance.js";

export function instantiate(): CoreExports {
  return instance(() => compiled);
}

export async function instantiateAhead(): Promise<CoreExports> {
  return instantiate();
}
