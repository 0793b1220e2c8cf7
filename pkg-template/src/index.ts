// The entry for everything that may compile WebAssembly from bytes. The build puts the right module.js beside it for each entry.
export * from "./api.js";
