// The core comes as text inside the file. It is unpacked wherever there is WebAssembly, whatever else is missing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { fileOfPackage } from "./support/installed.js";

const MISSING = {
  nothing: "",
  // Jest's jsdom has none, and polyfills of it are older than encodeInto.
  TextEncoder: "delete globalThis.TextEncoder;",
  "TextEncoder.prototype.encodeInto": "delete TextEncoder.prototype.encodeInto;",
  // Node 18 has none.
  crypto: "delete globalThis.crypto;",
};

for (const [what, without] of Object.entries(MISSING)) {
  test(`what is compiled are the bytes of core.wasm; missing: ${what}`, async () => {
    const program = `${without}
      let seen = "";
      const { Module } = WebAssembly;
      WebAssembly.Module = class extends Module {
        constructor(bytes) {
          super(bytes);
          seen = Buffer.from(bytes).toString("base64");
        }
      };
      const { parseRetryAfter } = await import("holdfast-fetch");
      console.log(JSON.stringify([parseRetryAfter("5"), seen]));`;
    const [wait, seen] = await printed(program);
    assert.equal(wait, 5000);
    assert.ok(seen === readFileSync(fileOfPackage("dist/core.wasm"), "base64"));
  });
}
