// What a RetryError says, and where its stack leads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { shell } from "./support/shell.js";

const { RetryError, raise, traits } = await shell("errors");
const attempt = (more) => ({ number: 1, tier: 1, startedAt: 0, duration: 1, ...more });
const failing = (more) => ({
  request: "GET http://a.test/",
  isOperation: false,
  reason: "attempts",
  attempts: [],
  elapsed: 7,
  ...more,
});
const message = (more) => RetryError.of(failing(more)).message;
const refused = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) });

test("how many attempts there were, and how the last one ended", () => {
  assert.equal(message({ reason: "circuit-open" }), "GET http://a.test/: the circuit is open (nothing was sent)");
  assert.equal(message({ attempts: [attempt({ status: 503 })] }), "GET http://a.test/: failed (1 attempt: 503)");
  const attempts = [attempt({ status: 503 }), attempt({ failure: "network" })];
  assert.equal(message({ attempts, cause: refused }), "GET http://a.test/: failed (2 attempts, the last: network ECONNREFUSED)");
  assert.equal(
    message({ attempts, cause: new Error("http://user:pw@a.test/") }),
    "GET http://a.test/: failed (2 attempts, the last: network)",
  );
});

test("what an operation said: in one line, and without secrets", () => {
  const operation = { request: "operation load", isOperation: true, attempts: [attempt({ failure: "permanent" })] };
  const said = (cause) => message({ ...operation, cause });
  assert.equal(said(new RangeError("db not ready")), "operation load: failed (1 attempt: RangeError: db not ready)");
  assert.equal(said(refused), "operation load: failed (1 attempt: TypeError ECONNREFUSED: fetch failed)");
  assert.equal(
    said(new Error("GET https://u:pw@a.test/b?key=SECRET, it says\nno")),
    "operation load: failed (1 attempt: Error: GET https://a.test/b it says no)",
  );
  assert.ok(said(new Error("x".repeat(1000))).length < 300);
  // Who throws what has no name, or none of one word, gets the kind.
  assert.equal(said({}), "operation load: failed (1 attempt: permanent)");
  const named = Object.assign(new Error("no"), { name: "Error at ?key=SECRET" });
  assert.equal(said(named), "operation load: failed (1 attempt: permanent: no)");
  // A status says more than a name.
  const judged = message({ ...operation, attempts: [attempt({ status: 503 })], cause: new Error("busy") });
  assert.equal(judged, "operation load: failed (1 attempt: 503: busy)");
});

test("it is an Error with a name, and shows what there is", () => {
  const error = RetryError.of(failing({ response: undefined, cause: undefined, probeIn: undefined }));
  assert.ok(error instanceof Error);
  assert.equal(error.name, "RetryError");
  assert.match(error.stack, /^RetryError: GET http/);
  assert.deepEqual(Object.keys(error), ["reason", "attempts", "elapsed"]);
  assert.equal("cause" in error, false);
  assert.doesNotMatch(inspect(error), /name:/);
  const whole = RetryError.of(failing({ response: {}, cause: refused, probeIn: 5 }));
  assert.deepEqual([whole.response, whole.cause, whole.probeIn], [{}, refused, 5]);
});

test("its stack leads to who waits for the call", async () => {
  // A promise as that of a call, settled by a timer.
  const call = () => new Promise((resolve) => setTimeout(() => resolve(raise(() => RetryError.of(failing())))));
  async function loadOrders() {
    return await call();
  }
  const { stack } = await loadOrders().catch((error) => error);
  assert.match(stack, /at async loadOrders/);
});

// What several addresses came to, as Node has it.
const tried = (details) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ETIMEDOUT" }, details) });

test("traits of what is thrown", () => {
  for (const [thrown, expected] of [
    [refused, "TypeError|fetch failed|ECONNREFUSED|x|ECONNREFUSED"],
    [Object.assign(new Error("two\nlines"), { code: "X" }), "Error|two lines|X||X"],
    [{ name: "AbortError", lineNumber: 0, message: "" }, "NetworkError||||"],
    [{ name: "AbortError", lineNumber: 7, message: "" }, "AbortError||||"],
    [{ name: "RetryError", reason: "error", cause: refused }, "TypeError|fetch failed|ECONNREFUSED|x|ECONNREFUSED|RetryError"],
    [{ name: "RetryError", reason: "attempts", message: "m" }, "RetryError|m||||RetryError"],
    [tried({ syscall: "connect" }), "TypeError|fetch failed|ETIMEDOUT|x|connect"],
    [tried({ syscall: "connect", errors: [] }), "TypeError|fetch failed|ETIMEDOUT|x|connect"],
    [tried({ syscall: "connect", errors: "none" }), "TypeError|fetch failed|ETIMEDOUT|x|connect"],
    [tried({ errors: [{ syscall: "connect" }, { code: "X" }] }), "TypeError|fetch failed|ETIMEDOUT|x|connect|X"],
    [tried({ errors: [{ syscall: "connect", code: "X" }, null, {}] }), "TypeError|fetch failed|ETIMEDOUT|x|connect||"],
    [Object.assign(new Error("x"), { code: "X", syscall: "read" }), "Error|x|X||read"],
    ["text", "||||"],
    [undefined, "||||"],
    [new Proxy({}, { get: () => assert.fail("a trap") }), "TypeError||||"],
  ]) {
    assert.equal(traits(thrown), expected.replaceAll("|", "\n"));
  }
});
