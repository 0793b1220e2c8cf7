// The entry beside the main one: the same functions, one instance, and no harm where OpenTelemetry is absent or fails.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { diag, propagation, trace } from "@opentelemetry/api";
import { printed } from "./support/child.js";
import { fileOfPackage, fetchWithRetry as plainly, RetryPolicy, reportOf, requireThere } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { createFetch, fetchWithRetry, metricsListener, observePolicy, traced, under } from "./support/tracing.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://api.test/orders";
const CALM = { ...QUICK, budget: false };

test("import and require give the same functions", () => {
  const required = requireThere("holdfast-fetch/opentelemetry");
  const imported = { createFetch, fetchWithRetry, metricsListener, observePolicy, traced };
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported));
  for (const api of [imported, required]) for (const name of Object.keys(imported)) assert.equal(typeof api[name], "function");
});

test("it shares the instance of the main entry: policies and reports", async () => {
  const policy = new RetryPolicy({ ...CALM, retries: 1, fetch: scripted(503) });
  for (const api of [{ createFetch, fetchWithRetry }, requireThere("holdfast-fetch/opentelemetry")]) {
    for (const response of [await api.fetchWithRetry(url, policy), await api.createFetch(policy)(url)]) {
      assert.equal(reportOf(response).attempts.length, 2);
    }
  }
});

test("traced calls and others draw on one budget", async () => {
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 1 }, fetch: scripted(503) });
  const reasons = [];
  for (const send of [fetchWithRetry, plainly, fetchWithRetry]) reasons.push(reportOf(await send(url, policy)).reason);
  assert.deepEqual(reasons, ["budget", "budget", "budget"]);
  assert.deepEqual(policy.budgets(), [{ key: "http://api.test", credit: 0, earned: 0 }]);
});

test("where ES modules cannot be required, the CommonJS files serve, and share an instance", async () => {
  const program = `
    const { RetryPolicy, reportOf } = require("holdfast-fetch");
    const { fetchWithRetry } = require("holdfast-fetch/opentelemetry");
    const policy = new RetryPolicy({ retries: 0, fetch: async () => new Response(null, { status: 503 }) });
    fetchWithRetry("http://api.test/", policy).then((response) => console.log(JSON.stringify({
      file: require.resolve("holdfast-fetch/opentelemetry").replaceAll("\\\\", "/").split("/").at(-1),
      reason: reportOf(response).reason,
    })));`;
  const seen = await printed(program, { type: "commonjs", flags: ["--no-experimental-require-module"] });
  assert.deepEqual(seen, { file: "opentelemetry.cjs", reason: "attempts" });
});

test("without @opentelemetry/api the package works, and only this entry says what it lacks", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(fileOfPackage("."), join(folder, "node_modules/holdfast-fetch"), { recursive: true });
  const program = `
    process.chdir(${JSON.stringify(folder)});
    const from = require("node:module").createRequire(${JSON.stringify(join(folder, "x.js"))});
    const missing = { code: "", message: "" };
    try { from("holdfast-fetch/opentelemetry"); } catch (error) { Object.assign(missing, { code: error.code, message: error.message }); }
    from("holdfast-fetch").fetchWithRetry("http://api.test/", { fetch: async () => new Response("fine") })
      .then((response) => response.text()).then((text) => console.log(JSON.stringify({ ...missing, text })));`;
  const { code, message, text } = await printed(program, { type: "commonjs" });
  // The longer name is that of a Node which can require ES modules.
  assert.match(code, /^(ERR_)?MODULE_NOT_FOUND$/);
  assert.match(message, /@opentelemetry\/api/);
  assert.equal(text, "fine");
});

test("the dependency is optional, and the only one", () => {
  const { peerDependencies, peerDependenciesMeta, dependencies } = requireThere("holdfast-fetch/package.json");
  assert.deepEqual(Object.keys(peerDependencies), ["@opentelemetry/api"]);
  assert.deepEqual(peerDependenciesMeta, { "@opentelemetry/api": { optional: true } });
  assert.equal(dependencies, undefined);
});

test("where no SDK is registered, calls are as they are without tracing", async () => {
  const program = `
    import { fetchWithRetry } from "holdfast-fetch/opentelemetry";
    const sent = [];
    const fetch = async (input, init) => { sent.push(Reflect.ownKeys(init)); return new Response("fine"); };
    const response = await fetchWithRetry("http://api.test/", { fetch });
    console.log(JSON.stringify({ sent, text: await response.text() }));`;
  assert.deepEqual(await printed(program), { sent: [["signal"]], text: "fine" });
});

test("bad input is refused as by the main entry", async () => {
  const own = scripted(200);
  assert.throws(() => createFetch({ retries: -1 }), { name: "TypeError", field: "retries" });
  assert.match((await rejection(fetchWithRetry(url, { retries: -1 }))).message, /retries/);
  assert.match((await rejection(fetchWithRetry(url, { fetch: own }, 5))).message, /init is not an object/);
  const unreadable = Object.defineProperty({}, "method", {
    enumerable: true,
    get() {
      throw new Error("unreadable");
    },
  });
  assert.equal((await rejection(fetchWithRetry(url, { fetch: own }, unreadable))).message, "unreadable");
  assert.equal(own.sent.length, 0);
});

test("bad options are refused at once, by name", () => {
  for (const [name, value] of [
    ["tracerProvider", {}],
    ["tracerProvider", null],
    ["propagate", "yes"],
    ["knownMethods", "GET"],
    ["meterProvider", {}],
    ["meterProvider", null],
  ]) {
    assert.throws(() => createFetch("standard", { [name]: value }), {
      name: "TypeError",
      message: new RegExp(`: ${name} must be`),
    });
  }
});

test("a tracer provider of one's own is used instead of the registered one", async () => {
  const names = [];
  const tracerProvider = { getTracer: (name) => ({ startSpan: () => names.push(name) && trace.getTracer("x").startSpan("y") }) };
  await createFetch({ fetch: scripted(200) }, { tracerProvider })(url);
  assert.deepEqual(names, ["holdfast-fetch"]);
});

const fault = () => {
  throw new Error("a fault in tracing");
};
const FAULTS = {
  "a tracer that throws": { tracerProvider: { getTracer: () => ({ startSpan: fault }) } },
  "a span that throws": {
    tracerProvider: { getTracer: () => ({ startSpan: () => ({ setAttribute: fault, setStatus: fault, end: fault }) }) },
  },
  "a propagate that throws": { propagate: fault },
};

for (const [what, options] of Object.entries(FAULTS)) {
  test(`${what} does not break the call, and is heard of`, async (t) => {
    const heard = [];
    const logger = { error: (...said) => heard.push(said), warn() {}, info() {}, debug() {}, verbose() {} };
    diag.setLogger(logger);
    t.after(() => diag.disable());
    const transport = scripted(503, 200);
    const fetch = createFetch({ ...CALM, fetch: transport }, options);
    const { value } = await under("test", () => fetch(url));
    assert.equal(value.status, 200);
    assert.equal(transport.sent.length, 2);
    assert.ok(heard.some(([, error]) => error.message === "a fault in tracing"));
  });
}

test("a propagator that throws costs its headers, not the call", async (t) => {
  t.mock.method(propagation, "inject", fault);
  const transport = scripted(200);
  const { value, spans } = await under("test", () => fetchWithRetry(url, { fetch: transport }));
  assert.equal(value.status, 200);
  assert.equal(spans.length, 1);
});

test("no listener is left on a signal", async (t) => {
  // What has a body may still be aborted while that is read.
  const empty = async () => new Response(null);
  const controller = new AbortController();
  const added = t.mock.method(EventTarget.prototype, "addEventListener");
  const removed = t.mock.method(EventTarget.prototype, "removeEventListener");
  for (let call = 0; call < 5; call++) {
    await fetchWithRetry(url, { fetch: empty, attemptTimeout: false, deadline: false });
    await fetchWithRetry(url, { fetch: empty }, { signal: controller.signal });
  }
  const listeners = ({ mock }) => mock.calls.filter(({ arguments: [type] }) => type === "abort").length;
  assert.ok(listeners(added) >= 10);
  assert.equal(listeners(added), listeners(removed));
});
