// Where the packed package is installed, with the compilers and the types of platforms and clients.
import { resolve } from "node:path";

if (!process.env.HOLDFAST_INSTALLED) {
  throw new Error("HOLDFAST_INSTALLED must name a folder with the packed holdfast-fetch: run `cargo xtask test --only types`.");
}

export const INSTALLED = resolve(process.env.HOLDFAST_INSTALLED);
