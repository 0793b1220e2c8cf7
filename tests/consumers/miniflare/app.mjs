import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";

const dist = "node_modules/holdfast-fetch/dist";
const runtime = new Miniflare({
  compatibilityDate: "2026-07-01",
  modules: [
    { type: "ESModule", path: "worker.js" },
    { type: "ESModule", path: "holdfast-fetch", contents: readFileSync(`${dist}/workerd.js`) },
    ...["core.wasm", "explain.wasm"].map((path) => ({ type: "CompiledWasm", path, contents: readFileSync(`${dist}/${path}`) })),
  ],
});
const response = await runtime.dispatchFetch(`http://app.test/?${new URLSearchParams({ url: process.argv[2] })}`);
console.log(await response.text());
await runtime.dispose();
