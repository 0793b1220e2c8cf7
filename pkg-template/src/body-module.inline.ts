// For everything that may compile WebAssembly from bytes: browsers, Node, Deno, Bun, bundlers. One file with the module
// inside: no address to resolve, no file to lose, no loader to configure.

import type { BodyExports } from "./body-exports.js";
import { length, text } from "./built/body-text.js";
import { instance } from "./instance.js";
import { unpack } from "./unpack.js";

let compiled: WebAssembly.Module | undefined;

/** Synchronously, because the first use may be a constructor. Browsers allow that on the main thread for modules this small. */
export function instantiateBody(): BodyExports {
  return instance(() => {
    compiled ??= new WebAssembly.Module(bytes());
    return compiled;
  });
}

function bytes(): Uint8Array<ArrayBuffer> {
  return unpack(length, text);
}
