import { core } from "./core.js";

/**
 * What a `Retry-After` asks for, in milliseconds; `undefined` if it says nothing that can be read.
 *
 * @category How calls end
 */
export function parseRetryAfter(value: string, now: number = Date.now()): number | undefined {
  const { text, retryAfter, memory } = core();
  const bytes = new Uint8Array(memory.buffer, text(), 8192);
  for (let i = 0; i < value.length; i++) bytes[i] = value.charCodeAt(i);
  const wait = retryAfter(value.length, now);
  return Number.isNaN(wait) ? undefined : wait;
}
