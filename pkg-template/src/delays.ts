import { instantiateExplain } from "./explain-module.js";

/** The longest waits of the default policy. */
export function delays(): number[] {
  const { delays, io, memory } = instantiateExplain();
  return [...new Float64Array(memory.buffer, io(), delays())];
}
