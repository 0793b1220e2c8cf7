// For Vercel's edge runtime: as in explain-module.workerd.ts, but its bundlers know a compiled module by the suffix `?module`.

import type { ExplainExports } from "./core-exports.js";
import compiled from "./explain.wasm?module";
import { instance } from "./instance.js";

export function instantiateExplain(): ExplainExports {
  return instance(() => compiled);
}
