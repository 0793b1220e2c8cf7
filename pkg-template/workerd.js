// The entry for Cloudflare Workers, which forbid compiling bytes but hand out modules compiled at deployment.
import core from "./core.wasm";
import { startLazily } from "./start.js";

export * from "./api.js";

export const preload = startLazily(
  () => core,
  async () => core,
);
