// For Cloudflare Workers, which forbid compiling bytes but hand out modules compiled at deployment.

import compiled from "./body.wasm";
import type { BodyExports } from "./body-exports.js";
import { instance } from "./instance.js";

export function instantiateBody(): BodyExports {
  return instance(() => compiled);
}
