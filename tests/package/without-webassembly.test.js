// Where there is no WebAssembly, or a page forbids it, the error says so, and names what to import instead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";

// As where there is none: Lockdown Mode, React Native, some embedded engines.
const ABSENT = {
  "is no WebAssembly": "delete globalThis.WebAssembly;",
  "is something else by that name": "globalThis.WebAssembly = undefined;",
  "is a WebAssembly without anything in it": "globalThis.WebAssembly = {};",
};

// Node's own fetch compiles WebAssembly when it is first loaded. What comes of that is no concern of these tests.
const ALONE = `
  process.on("unhandledRejection", (error) => {
    if (!error.stack.includes("lazyllhttp")) throw error;
  });`;

// A content security policy without 'wasm-unsafe-eval', as engines enforce it.
const FORBIDDEN = `${ALONE}
  const refuse = () => { throw new WebAssembly.CompileError("Refused to compile or instantiate WebAssembly module because 'wasm-unsafe-eval' is not allowed"); };
  new Response("");
  WebAssembly.Module = class { constructor() { refuse(); } };
  WebAssembly.compile = WebAssembly.instantiate = async () => refuse();`;

const SAYS = `
  const said = [];
  const note = (error) => said.push([error.name, error.message]);
  let sent = 0;
  globalThis.fetch = async () => { sent++; return new Response("ok"); };
  const holdfast = await import("holdfast-fetch");
  const { fetchWithRetry, createFetch, retry, RetryPolicy, preload, parseRetryAfter } = holdfast;
  for (const begin of [
    () => fetchWithRetry("http://server.test/"),
    () => fetchWithRetry("http://server.test/", { retries: 1 }, { method: "POST", body: "x" }),
    () => createFetch()("http://server.test/"),
    () => retry(() => "x"),
    () => preload(),
  ]) {
    let promise;
    try { promise = begin(); } catch (error) { said.push(["thrown", String(error)]); continue; }
    await promise.then(() => {}, note);
  }
  for (const begin of [() => new RetryPolicy().explain(), () => new RetryPolicy().delays(), () => parseRetryAfter("5")]) {
    try { begin(); } catch (error) { note(error); }
  }
  console.log(JSON.stringify({ said, sent }));`;

for (const [what, absent] of Object.entries(ABSENT)) {
  test(`where there ${what}: every use says so, and names the entry without it`, async () => {
    const { said } = await printed(absent + SAYS);
    assert.ok(said.length >= 6, JSON.stringify(said));
    for (const [name, message] of said) {
      assert.notEqual(name, "ReferenceError", message);
      assert.notEqual(name, "thrown", `a promise should have been rejected: ${message}`);
      assert.match(message, /WebAssembly/);
      assert.match(message, /holdfast-fetch\/no-wasm/);
    }
  });
}

test("where a page forbids it: the error names the directive as well, and stays a CompileError", async () => {
  const { said } = await printed(FORBIDDEN + SAYS);
  assert.ok(said.length >= 6, JSON.stringify(said));
  for (const [name, message] of said) {
    assert.equal(name, "CompileError");
    assert.match(message, /holdfast-fetch\/no-wasm/);
    assert.match(message, /'wasm-unsafe-eval'/);
  }
});

test("what is named there works without it", async () => {
  const program = `${ALONE}
    delete globalThis.WebAssembly;
    const statuses = [503, 200];
    const { fetchWithRetry, reportOf, RetryPolicy, parseRetryAfter } = await import("holdfast-fetch/no-wasm");
    const fetch = async () => new Response("x", { status: statuses.shift() });
    const response = await fetchWithRetry("http://server.test/", { budget: false, backoff: { base: 1 }, fetch });
    const attempts = reportOf(response).attempts.map(({ status }) => status);
    console.log(JSON.stringify({ attempts, wait: parseRetryAfter("5"), delays: new RetryPolicy({ retries: 2 }).delays().length, said: new RetryPolicy().explain().length > 0 }));`;
  assert.deepEqual(await printed(program), { attempts: [503, 200], wait: 5000, delays: 2, said: true });
});

test("importing and looking need none", async () => {
  const program = `
    delete globalThis.WebAssembly;
    const holdfast = await import("holdfast-fetch");
    const { inspect } = await import("node:util");
    console.log(JSON.stringify(inspect(holdfast, { depth: 5, showHidden: true }).length > 0));`;
  assert.equal(await printed(program), true);
});
