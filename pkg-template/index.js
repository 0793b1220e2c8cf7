// The entry for everything that may compile WebAssembly from bytes: browsers, Node, Deno, Bun, bundlers. One file with the
// core inside: no address to resolve, no file to lose, no loader to configure.
import { length, singles, text } from "./core.js";
import { startLazily } from "./start.js";
import { unpack } from "./unpack.js";

export * from "./api.js";

// Synchronously, because the first use may be a constructor. Browsers allow that on the main thread for modules this small.
const compile = () => new WebAssembly.Module(unpack(singles, text, length));

export const preload = startLazily(compile, () => WebAssembly.compile(unpack(singles, text, length)));
