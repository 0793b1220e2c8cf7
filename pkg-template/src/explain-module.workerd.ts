// For Cloudflare Workers, which forbid compiling bytes but hand out modules compiled at deployment.

import type { ExplainExports } from "./core-exports.js";
import compiled from "./explain.wasm";
import { instance } from "./instance.js";

export function instantiateExplain(): ExplainExports {
  return instance(() => compiled);
}
