// The entry for Vercel's edge runtime: as in workerd.js, but its bundlers know a compiled module by the suffix `?module`.
import core from "./core.wasm?module";
import { startLazily } from "./start.js";

export * from "./api.js";

export const preload = startLazily(
  () => core,
  async () => core,
);
