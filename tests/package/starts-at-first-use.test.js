// Nothing is compiled before it is needed, and a compile that fails says what to do.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { test } from "node:test";
import { printed, run } from "./support/child.js";
import { fileOfPackage } from "./support/installed.js";

const CORE = statSync(fileOfPackage("dist/core.wasm")).size;

// Counts how often the core is compiled, in any way that the platform has. By its size: Node compiles WebAssembly of its own.
const COUNT = `
  let compiled = 0;
  const count = (bytes) => { if (bytes?.byteLength === ${CORE}) compiled++; };
  for (const name of ["compile", "instantiate"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = (...given) => { count(given[0]); return real(...given); };
  }
  WebAssembly.Module = class extends WebAssembly.Module { constructor(...given) { count(given[0]); super(...given); } };`;

// A content security policy without 'wasm-unsafe-eval', as engines enforce it.
const FORBID = `
  new Response(""); // with it, Node compiles WebAssembly of its own
  const real = { Module: WebAssembly.Module, compile: WebAssembly.compile };
  const forbidden = () => new WebAssembly.CompileError("Wasm code generation disallowed by embedder");
  WebAssembly.Module = class { constructor() { throw forbidden(); } };
  WebAssembly.compile = async () => { throw forbidden(); };
  const allow = () => Object.assign(WebAssembly, real);`;

const POLICY = `{ fetch: async () => new Response("fine") }`;

test("importing compiles nothing, looking at the exports neither", async () => {
  const program = `${COUNT}
    const holdfast = await import("holdfast-fetch");
    const { inspect } = await import("node:util");
    inspect(holdfast, { depth: 5, showHidden: true });
    const before = compiled;
    new holdfast.RetryPolicy();
    const after = compiled;
    for (const _ of "12") await holdfast.fetchWithRetry("http://server.test/", ${POLICY});
    console.log(JSON.stringify({ before, after, end: compiled }));`;
  assert.deepEqual(await printed(program), { before: 0, after: 0, end: 1 });
});

test("requiring compiles nothing", async () => {
  const program = `${COUNT}
    const { parseRetryAfter } = require("holdfast-fetch");
    const before = compiled;
    parseRetryAfter("1");
    console.log(JSON.stringify({ before, after: compiled }));`;
  for (const flags of [[], ["--no-experimental-require-module"]]) {
    assert.deepEqual(await printed(program, { type: "commonjs", flags }), { before: 0, after: 1 });
  }
});

test("preload compiles once, however often and wherever it is called", async () => {
  const program = `${COUNT}
    const { preload, fetchWithRetry } = await import("holdfast-fetch");
    const results = await Promise.all([preload(), preload(), fetchWithRetry("http://server.test/", ${POLICY})]);
    results.push(await preload());
    console.log(JSON.stringify({ compiled, results: results.map((result) => typeof result) }));`;
  const { compiled, results } = await printed(program);
  // A call that does not wait for the preload compiles for itself.
  assert.ok(compiled <= 2, `compiled ${compiled} times`);
  assert.deepEqual(results, ["undefined", "undefined", "object", "undefined"]);
});

test("after preload, the first use compiles nothing", async () => {
  const program = `${COUNT}
    const { preload, parseRetryAfter } = await import("holdfast-fetch");
    await preload();
    const before = compiled;
    WebAssembly.Module = class { constructor() { throw new Error("compiled again"); } };
    parseRetryAfter("1");
    console.log(JSON.stringify(before));`;
  assert.equal(await printed(program), 1);
});

test("a bad policy is refused by its constructor at once", async () => {
  const program = `
    import { RetryPolicy } from "holdfast-fetch";
    try { new RetryPolicy({ retries: -1 }); } catch (error) { console.log(JSON.stringify([error.name, error.field])); }`;
  assert.deepEqual(await printed(program), ["TypeError", "retries"]);
});

test("a page that forbids WebAssembly is told which directive to change, a Worker which condition to set", async () => {
  const program = `${FORBID}
    const { parseRetryAfter, preload } = await import("holdfast-fetch");
    const seen = [];
    const note = (error) => seen.push([error.name, error instanceof WebAssembly.CompileError, error.message, error.cause?.message]);
    try { parseRetryAfter("1"); } catch (error) { note(error); }
    await preload().catch(note);
    console.log(JSON.stringify(seen));`;
  const seen = await printed(program);
  assert.equal(seen.length, 2);
  for (const [name, isCompileError, message, cause] of seen) {
    assert.equal(name, "CompileError");
    assert.equal(isCompileError, true);
    assert.match(message, /'wasm-unsafe-eval'/);
    assert.match(message, /script-src/);
    assert.match(message, /'workerd'/);
    assert.match(message, /holdfast-fetch\/no-wasm/);
    assert.equal(cause, "Wasm code generation disallowed by embedder");
  }
});

test("a call that cannot compile rejects: who awaits it need not catch twice", async () => {
  const program = `${FORBID}
    globalThis.fetch = async () => new Response("fine");
    const { fetchWithRetry } = await import("holdfast-fetch");
    let how = "rejected";
    let promise;
    try { promise = fetchWithRetry("http://server.test/"); } catch (error) { how = "thrown"; promise = Promise.reject(error); }
    await promise.catch((error) => console.log(JSON.stringify([how, error.name])));`;
  assert.deepEqual(await printed(program), ["rejected", "CompileError"]);
});

test("once WebAssembly is allowed, the next try works", async () => {
  const program = `${FORBID}
    const { RetryPolicy, fetchWithRetry, preload } = await import("holdfast-fetch");
    await fetchWithRetry("http://server.test/").catch(() => {});
    await preload().catch(() => {});
    allow();
    await preload();
    const response = await fetchWithRetry("http://server.test/", new RetryPolicy(${POLICY}));
    console.log(JSON.stringify(await response.text()));`;
  assert.equal(await printed(program), "fine");
});

test("the import alone keeps no process alive and prints nothing", async () => {
  const result = await run('import "holdfast-fetch";');
  assert.deepEqual(result, { code: 0, stdout: "", stderr: "" });
});

// What happened first: a request was sent, or the core compiled. What unpacks it is smaller by far.
const WATCH = `
  const events = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      if (bytes.byteLength === ${CORE}) events.push("compiled");
    }
  };
  const statuses = [];
  globalThis.fetch = async () => { events.push("sent"); return new Response("", { status: statuses.shift() ?? 200 }); };`;

test("the core compiles once, before the first request is sent, whatever the call", async () => {
  for (const call of [
    `fetchWithRetry("http://server.test/")`,
    `fetchWithRetry("http://server.test/", undefined, { method: "POST" })`,
    `fetchWithRetry(new Request("http://server.test/", { method: "POST", body: "once" }))`,
    `fetchWithRetry("http://server.test/", "copyleaks")`,
    `createFetch()("http://server.test/")`,
    `retry(() => fetch("http://server.test/"))`,
  ]) {
    const program = `${WATCH}
      const { createFetch, fetchWithRetry, retry } = await import("holdfast-fetch");
      for (const _ of "12") await ${call};
      console.log(JSON.stringify(events));`;
    assert.deepEqual(await printed(program), ["compiled", "sent", "sent"], call);
  }
});

test("the success of the first call is remembered as that of any other", async () => {
  // A timeout is retried once where the origin never gave a good answer, and not where its last one is a minute old.
  const attempts = async (first) => {
    const program = `${WATCH}
      let later = 0;
      for (const clock of [performance, Date]) {
        const now = clock.now.bind(clock);
        clock.now = () => now() + later;
      }
      const { fetchWithRetry, reportOf } = await import("holdfast-fetch");
      await fetchWithRetry("${first}");
      later = 60_000;
      statuses.push(504, 504, 504);
      console.log(reportOf(await fetchWithRetry("http://server.test/")).attempts.length);`;
    return printed(program);
  };
  assert.equal(await attempts("http://server.test/"), 1);
  assert.equal(await attempts("http://another.test/"), 2);
});

test("a fetch that calls itself before the core has ever run ends, and later calls are well", async () => {
  const program = `
    const { fetchWithRetry } = await import("holdfast-fetch");
    const { fetch } = globalThis;
    globalThis.fetch = (input) => fetchWithRetry(input);
    const reasons = [await globalThis.fetch("http://server.test/").catch(({ reason }) => reason)];
    globalThis.fetch = async () => new Response("");
    reasons.push((await fetchWithRetry("http://server.test/")).status);
    console.log(JSON.stringify(reasons));`;
  assert.deepEqual(await printed(program), ["error", 200]);
});

test("where the core cannot start, calls fail by its name and nothing is sent", async () => {
  const program = `${FORBID}
    let sent = 0;
    globalThis.fetch = async () => { sent++; return new Response(""); };
    const { fetchWithRetry, retry } = await import("holdfast-fetch");
    const failed = [];
    for (const method of ["POST", "GET"]) {
      await fetchWithRetry("http://server.test/", undefined, { method }).catch((error) => failed.push(error.name));
    }
    await retry(() => sent++).catch((error) => failed.push(error.name));
    console.log(JSON.stringify({ failed, sent }));`;
  assert.deepEqual(await printed(program), { failed: ["CompileError", "CompileError", "CompileError"], sent: 0 });
});
