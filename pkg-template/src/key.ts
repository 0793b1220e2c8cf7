// Idempotency keys: what tells a repetition from a second order.

import { isPrintable } from "./characters.js";

// RFC 8941 3.3.3: a string's characters. White space at either end would not arrive: fetch takes it off.
function isFit(key: string): boolean {
  return key.length <= 255 && isPrintable(key) && key.trim() === key;
}

/**
 * A key that was given, as it is.
 *
 * @throws TypeError of one that would not arrive as it is
 */
export function checkedKey(key: unknown): string {
  if (typeof key === "string" && isFit(key)) return key;
  const allowed = "a text of 1 to 255 printable ASCII characters, without white space at either end";
  throw new TypeError(`idempotencyKey: the function must return ${allowed}`);
}

/**
 * A random UUID, version 4 (RFC 9562 5.4).
 *
 * @throws Error where the platform has no crypto: a key that another client may guess is worse than none
 */
export function randomKey(): string {
  const { crypto } = globalThis;
  if (typeof crypto?.getRandomValues !== "function") {
    throw new Error("idempotencyKey: this platform has no crypto; give a key or a function");
  }
  return uuid(crypto.getRandomValues(new Uint8Array(16)));
}

/** The UUID of 16 bytes, of which six bits say what it is. */
export function uuid(bytes: Uint8Array): string {
  const fixed = bytes.map((byte, at) => (at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte));
  const digits = Array.from(fixed, (byte) => (byte + 0x100).toString(16).slice(1)).join("");
  const parts = [0, 8, 12, 16, 20, 32].map((end, at, ends) => digits.slice(ends[at - 1], end));
  return parts.slice(1).join("-");
}

/** A structured-field string (RFC 8941 4.1.6), as the draft of the IETF has it. */
export function quoted(key: string): string {
  return `"${key.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
