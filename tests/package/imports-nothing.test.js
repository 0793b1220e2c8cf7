// Between the core and the page are only numbers: its WebAssembly imports nothing, so it can reach nothing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { core, crossings } from "./support/core.js";
import { CircuitBreaker, fetchWithRetry, fileOfPackage, keepAlive, parseRetryAfter, RetryPolicy } from "./support/installed.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";

test("no .wasm of the package has imports", () => {
  const files = readdirSync(fileOfPackage("."), { recursive: true }).filter((name) => name.endsWith(".wasm"));
  assert.ok(files.length > 0);
  for (const name of files) {
    const module = new WebAssembly.Module(readFileSync(join(fileOfPackage("."), name)));
    assert.deepEqual(WebAssembly.Module.imports(module), [], name);
  }
});

test("nothing that is instantiated has, whatever of the package is used", async () => {
  const policy = new RetryPolicy({ ...QUICK, breaker: true, fetch: scripted(503, 200) });
  await fetchWithRetry(url, policy);
  policy.explain();
  policy.delays();
  parseRetryAfter("5");
  new CircuitBreaker().snapshot();
  keepAlive(url, { interval: "1h" }).stop();
  assert.ok(core.instances > 0 && crossings() > 0, "the core was not seen");
  assert.deepEqual(core.imports.flat(), []);
});

test("what it exports are functions, and its memory", () => {
  for (const name of readdirSync(fileOfPackage("dist")).filter((name) => name.endsWith(".wasm"))) {
    const module = new WebAssembly.Module(readFileSync(fileOfPackage(`dist/${name}`)));
    const others = WebAssembly.Module.exports(module).filter(({ kind }) => kind !== "function");
    assert.deepEqual(others, [{ name: "memory", kind: "memory" }], name);
  }
});
