// For everything that may compile WebAssembly from bytes: browsers, Node, Deno, Bun, bundlers. One file with the core
// inside: no address to resolve, no file to lose, no loader to configure.
import { length, text } from "./built/core-text.js";
import type { CoreExports } from "./core-exports.js";
import { instance, instanceAhead } from "./instance.js";
import { unpack } from "./unpack.js";

let compiled: WebAssembly.Module | undefined;
let compiling: Promise<WebAssembly.Module> | undefined;

/** Synchronously, because the first use may be a constructor. Browsers allow that on the main thread for modules this small. */
export function instantiate(): CoreExports {
  return instance(() => {
    compiled ??= new WebAssembly.Module(bytes());
    return compiled;
  });
}

export function instantiateAhead(): Promise<CoreExports> {
  return instanceAhead(async () => {
    try {
      // Once for all who ask before it is done; what failed is tried again.
      compiling ??= WebAssembly.compile(bytes());
      compiled ??= await compiling;
      return compiled;
    } finally {
      compiling = undefined;
    }
  });
}

function bytes(): Uint8Array<ArrayBuffer> {
  return unpack(length, text);
}
