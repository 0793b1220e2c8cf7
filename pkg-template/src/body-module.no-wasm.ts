// For where there is no WebAssembly: the same module, translated to JavaScript when the package is built.

import type { BodyExports } from "./body-exports.js";
import { instance } from "./built/body-script.js";

export function instantiateBody(): BodyExports {
  return instance() as BodyExports;
}
