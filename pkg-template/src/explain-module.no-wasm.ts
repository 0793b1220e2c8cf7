// For where there is no WebAssembly: the same explain, translated to JavaScript when the package is built.
import { instance } from "./built/explain-script.js";
import type { ExplainExports } from "./core-exports.js";

export function instantiateExplain(): ExplainExports {
  return instance() as ExplainExports;
}
