// WebAssembly travels inside the JavaScript as text, by the code that xtask/src/packing.rs writes and explains: a byte is one
// character, or two for those that are rare. The characters are those from the space on, without the quotation mark and the
// backslash.

import { lowest, unpacker } from "./built/unpacker.js";

// Where the text begins in the unpacker's memory; before it lies the table of bytes.
const TEXT = 384;
const ROW = 125;

interface Unpacker {
  readonly memory: WebAssembly.Memory;
  unpack(end: number): void;
}

/** So many bytes, by a module of WebAssembly of its own, xtask/src/unpack.wat: a loop of JavaScript's would take longer than all else. */
export function unpack(length: number, text: string): Uint8Array<ArrayBuffer> {
  const compiled = new WebAssembly.Module(new Uint8Array(unpacker));
  const { memory, unpack } = new WebAssembly.Instance(compiled).exports as unknown as Unpacker;
  const bytes = new Uint8Array(memory.buffer);
  bytes.set(byCharacter());
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

// Three rows: characters by themselves, after the one prefix, after the other one. Some characters stand for the lowest bytes, all
// others for themselves; what is left takes two.
function byCharacter(): Uint8Array {
  const table = new Uint8Array(3 * ROW);
  const placed = new Set<number>();
  let byte = 0;
  for (let at = 0; at < table.length; at++) {
    const code = at % ROW;
    if (code < 32 || code === 34 || code === 92) continue;
    if (at < ROW) {
      const low = lowest.indexOf(String.fromCharCode(code));
      table[at] = low < 0 ? code : low;
      placed.add(table[at] as number);
    } else {
      while (placed.has(byte)) byte++;
      table[at] = byte++;
    }
  }
  return table;
}
