// docs/troubleshooting.md: it speaks of every reason, and what no other test holds of it is so.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { ENTRY, fetchWithRetry, fileOfPackage, RetryError, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";

const page = readFileSync(fileOfPackage("docs/troubleshooting.md"), "utf8");
const stage = await openStage();
const url = "http://server.test/";

test("every reason has its part", () => {
  const types = readFileSync(fileOfPackage("dist/index.d.ts"), "utf8");
  const [, union] = /type StopReason = ([^;]+);/.exec(types);
  const reasons = union.match(/[\w-]+/g);
  assert.ok(reasons.length >= 14, union);
  for (const reason of reasons) assert.match(page, new RegExp(`^### \`${reason}\`$`, "m"));
});

test("the program at its top tells the reason and the attempts", async () => {
  const { url } = await stage.play(["503;retry-after-ms=10", "200"]);
  const [, program] = /^```js\n\/\/ ES module\n(.*?)^```$/ms.exec(page);
  const { code, stdout, stderr } = await run(program.replaceAll("https://api.example.com", url));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^success \[$/m);
  assert.match(stdout + stderr, /^holdfast #1 .*503/m);
});

test("an attempt more than the budget has ends for that reason, and budgets() shows why", async () => {
  const policy = new RetryPolicy({ ...QUICK, budget: {}, fetch: scripted(503) });
  const reasons = [];
  for (let call = 0; call < 3; call++) reasons.push(reportOf(await fetchWithRetry(url, policy)).reason);
  assert.deepEqual(reasons, ["attempts", "attempts", "budget"]);
  assert.ok(policy.budgets()[0].credit < 1);
});

test("a POST is sent again where the policy says that this is safe", async () => {
  for (const [said, count] of [
    [{}, 1],
    [{ idempotencyKey: true }, 2],
    [{ idempotent: true }, 2],
    [{ unprocessed: [425, 429, 503] }, 2],
  ]) {
    const fetch = scripted(503, 200);
    await fetchWithRetry(url, { ...QUICK, ...said, fetch }, { method: "POST", body: "x" });
    assert.equal(fetch.sent.length, count, JSON.stringify(said));
  }
});

test("a stream is sent once, a function that makes it and a Request with a body are sent again", async () => {
  const stream = () => new Blob(["x"]).stream();
  for (const [count, input, init] of [
    [1, url, { method: "PUT", body: stream(), duplex: "half" }],
    [2, url, { method: "PUT", body: stream, duplex: "half" }],
    [2, new Request(url, { method: "PUT", body: "x" }), {}],
  ]) {
    const fetch = scripted(503, 200);
    await fetchWithRetry(input, { ...QUICK, fetch }, init);
    assert.equal(fetch.sent.length, count);
  }
});

test("retry() around fetchWithRetry() repeats what that gave up, but no error that would come again", async () => {
  const calls = async (...steps) => {
    const fetch = scripted(...steps);
    const inner = () => fetchWithRetry(url, { ...QUICK, retries: 3, throwOnStatus: true, fetch });
    await outcome(retry(inner, QUICK));
    return fetch.sent.length;
  };
  assert.equal(await calls(503), 16);
  assert.equal(await calls(new TypeError("Invalid URL", { cause: { code: "ERR_INVALID_URL" } })), 1);
});

test("a hint of an hour ends the call; without a deadline it is waited for, unless it has a cap", async () => {
  const hint = () => answer(503, { "retry-after": "3600" });
  const ended = async (policy, init) => {
    const { value, error } = await outcome(fetchWithRetry(url, { ...QUICK, ...policy, fetch: scripted(hint) }, init));
    return error?.name ?? reportOf(value).reason;
  };
  assert.equal(await ended({}), "deadline");
  assert.equal(await ended({ deadline: false, retryAfter: { cap: "1m" } }), "hint-too-long");
  assert.equal(await ended({ deadline: false }, { signal: AbortSignal.timeout(100) }), "TimeoutError");
});

test("a signal for the whole covers the body, a deadline does not", async () => {
  const slow = { status: 200, fault: "slow", bytes: 1, every: 400, body: "four" };
  const body = async (policy, init) => {
    const { url } = await stage.play([slow]);
    const response = await fetchWithRetry(url, policy, init);
    return outcome(response.text());
  };
  assert.deepEqual(await body({ deadline: 1000 }), { value: "four" });
  const { error } = await body({}, { signal: AbortSignal.timeout(700) });
  assert.equal(error.name, "TimeoutError");
});

test("a program that awaits a wait with unref at its top ends with code 13", async () => {
  const { code, stdout } = await run(`
    import { fetchWithRetry } from "holdfast-fetch";
    const fetch = async () => ({ status: 503, headers: new Headers() });
    await fetchWithRetry("${url}", { unref: true, attemptTimeout: false, deadline: false, backoff: { type: "constant", base: "1h", cap: "1h" }, jitter: "none", fetch });
    console.log("after");`);
  assert.deepEqual([code, stdout], [13, ""]);
});

test("on a platform as bare as React Native's, all but random keys works", async () => {
  const absent = ["crypto", "ReadableStream", "structuredClone", "DOMException", "caches", "BroadcastChannel", "MessageChannel"];
  const { code, stdout, stderr } = await run(`
    import { fetchWithRetry } from "holdfast-fetch/no-wasm";
    // Node loads its own fetch when it is first used, and compiles WebAssembly for it: no concern of this test.
    process.on("unhandledRejection", (error) => {
      if (!error.stack.includes("lazyllhttp")) throw error;
    });
    new Response("x");
    for (const name of ${JSON.stringify(["WebAssembly", ...absent])}) delete globalThis[name];
    delete AbortSignal.any;
    delete AbortSignal.timeout;
    Object.defineProperty(globalThis, "navigator", { value: { product: "ReactNative" } });
    const statuses = [503, 200];
    globalThis.fetch = async () => ({ status: statuses.shift() ?? 200, headers: { get: () => null, has: () => false } });
    const policy = { backoff: { base: 1 } };
    const statusOf = (promise) => promise.then(({ status }) => status, ({ cause }) => cause.message);
    console.log(await statusOf(fetchWithRetry("${url}", policy)));
    const order = { method: "POST" };
    console.log(await statusOf(fetchWithRetry("${url}", { ...policy, idempotencyKey: true }, order)));
    console.log(await statusOf(fetchWithRetry("${url}", { ...policy, idempotencyKey: () => "mine" }, order)));`);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^200\nidempotencyKey: this platform has no crypto.*\n200\n$/);
});

test("the error of another copy is told by its name", async () => {
  const { error } = await outcome(fetchWithRetry(url, { ...QUICK, fetch: scripted(new Error("x")) }));
  assert.ok(error instanceof RetryError);
  // Another copy of everything, whichever entry is under test.
  const other = ENTRY === "holdfast-fetch" ? "holdfast-fetch/no-wasm" : "holdfast-fetch";
  const { stdout } = await run(`
    import { RetryError } from "holdfast-fetch";
    import { fetchWithRetry } from '${other}';
    const fetch = async () => { throw new Error("x"); };
    const error = await fetchWithRetry("${url}", { retries: 0, fetch }).catch((error) => error);
    console.log(error instanceof RetryError, error.name);`);
  assert.equal(stdout, "false RetryError\n");
});
