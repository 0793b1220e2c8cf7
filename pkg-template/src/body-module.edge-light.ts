// For Vercel's edge runtime: as in body-module.workerd.ts, but its bundlers know a compiled module by the suffix `?module`.

import compiled from "./body.wasm?module";
import type { BodyExports } from "./body-exports.js";
import { instance } from "./instance.js";

export function instantiateBody(): BodyExports {
  return instance(() => compiled);
}
