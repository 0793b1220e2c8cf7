// For Cloudflare Workers, which forbid compiling bytes but hand out modules compiled at deployment.
import compiled from "./core.wasm";
import type { CoreExports } from "./core-exports.js";
import { instance } from "./instance.js";

export function instantiate(): CoreExports {
  return instance(() => compiled);
}

export async function instantiateAhead(): Promise<CoreExports> {
  return instantiate();
}
