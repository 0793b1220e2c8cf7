// WebAssembly travels inside the JavaScript as text, by the code that xtask/src/packing.rs writes and explains: a byte is one
// character, or two for those that are rare. The characters are those from the space on, without the quotation mark and the
// backslash.

import { unpacker } from "./built/unpacker.js";

/** Bytes as text. */
export interface Packed {
  /** How many bytes. */
  length: number;
  /** The bytes that are one character, in the order of these. */
  singles: readonly number[];
  text: string;
}

// Where the text begins in the unpacker's memory; before it lies the table of bytes.
const TEXT = 384;
const ROW = 125;

interface Unpacker {
  readonly memory: WebAssembly.Memory;
  unpack(end: number): void;
}

/** The bytes, by a module of WebAssembly of its own, xtask/src/unpack.wat: a loop of JavaScript's would take longer than all else. */
export function unpack({ length, singles, text }: Packed): Uint8Array<ArrayBuffer> {
  const compiled = new WebAssembly.Module(new Uint8Array(unpacker));
  const { memory, unpack } = new WebAssembly.Instance(compiled).exports as unknown as Unpacker;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(byCharacter(singles));
  write(text, bytes.subarray(TEXT));
  unpack(TEXT + text.length);
  return bytes.subarray(TEXT, TEXT + length);
}

// There are sandboxes with WebAssembly but without this encoder, Jest's jsdom for one.
function write(text: string, into: Uint8Array): void {
  const encoder = typeof TextEncoder === "function" ? new TextEncoder() : undefined;
  if (encoder?.encodeInto !== undefined) encoder.encodeInto(text, into);
  else for (let i = 0; i < text.length; i++) into[i] = text.charCodeAt(i);
}

// Three rows: characters by themselves, after the one prefix, after the other one.
function byCharacter(singles: readonly number[]): Uint8Array {
  const bytes = new Set(singles);
  for (let byte = 0; byte < 256; byte++) bytes.add(byte);
  const table = new Uint8Array(3 * ROW);
  let at = 0;
  for (const byte of bytes) {
    while (at % ROW < 32 || at % ROW === 34 || at % ROW === 92) at++;
    table[at++] = byte;
  }
  return table;
}
