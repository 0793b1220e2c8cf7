// What is measured of attempts and calls, by the real SDK.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { metrics } from "@opentelemetry/api";
import { createFetch as createPlainFetch, RetryPolicy, retry } from "./support/installed.js";
import { metering, pointOf, said } from "./support/metering.js";
import { createFetch, metricsListener, traced } from "./support/tracing.js";
import { answer, hanging, networkError, QUICK, scripted } from "./support/transport.js";

const url = "https://api.test/orders";
const SERVER = { "server.address": "api.test", "server.port": 443 };
const GET = { "http.request.method": "GET", ...SERVER };

/** The three ways to the same measurements: a fetch made here, one of another maker, and any policy's listener. */
const WAYS = {
  createFetch: (policy, meterProvider) => createFetch(policy, { meterProvider }),
  traced: (policy, meterProvider) => traced(createPlainFetch(policy), { meterProvider }),
  metricsListener: (policy, meterProvider) => createPlainFetch({ ...policy, onEvent: metricsListener({ meterProvider }) }),
};

for (const [way, make] of Object.entries(WAYS)) {
  /** What is measured of some calls of one policy. */
  const measured = async (policy, ...calls) => {
    const { meterProvider, collected } = metering();
    const fetch = make({ ...QUICK, ...policy }, meterProvider);
    for (const [input = url, init] of calls.length > 0 ? calls : [[]]) await fetch(input, init).catch(() => {});
    return collected();
  };

  test(`${way}: each attempt is a request with a duration, by the conventions`, async () => {
    const { "http.client.request.duration": metric } = await measured({ fetch: scripted(503, networkError(), 200) });
    assert.equal(metric.scope, "holdfast-fetch");
    assert.equal(metric.unit, "s");
    assert.deepEqual(said(metric), [
      { ...GET, "http.response.status_code": 503, "error.type": "503", value: 1 },
      { ...GET, "error.type": "ECONNRESET", value: 1 },
      { ...GET, "http.response.status_code": 200, value: 1 },
    ]);
    const [{ value }] = metric.points;
    assert.deepEqual(value.buckets.boundaries, [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]);
  });

  test(`${way}: durations are seconds, of the attempt alone and of the whole call`, async () => {
    const late = () => new Promise((resolve) => setTimeout(resolve, 30, answer(200)));
    const all = await measured({ backoff: { type: "constant", base: 40 }, fetch: scripted(503, late) });
    const request = pointOf(all["http.client.request.duration"], { "http.response.status_code": 200 });
    const wait = pointOf(all["holdfast.wait.duration"], GET);
    const call = pointOf(all["holdfast.call.duration"], GET);
    // Timers may be a millisecond early.
    assert.ok(request.sum >= 0.028 && wait.sum >= 0.04, inspect({ request, wait }));
    assert.ok(call.sum >= request.sum + wait.sum - 0.002, inspect({ request, wait, call }));
  });

  test(`${way}: calls by their ends, with their attempts`, async () => {
    const all = await measured({ retries: 1, fetch: scripted(200, 503, 200, 404, 503, 503) }, [], [], [], []);
    const reasons = [
      { ...GET, "holdfast.reason": "success", value: 2 },
      { ...GET, "holdfast.reason": "status", value: 1 },
      { ...GET, "holdfast.reason": "attempts", value: 1 },
    ];
    assert.deepEqual(said(all["holdfast.call.duration"]), reasons);
    assert.deepEqual(said(all["holdfast.call.attempts"]), reasons);
    assert.equal(pointOf(all["holdfast.call.attempts"], { "holdfast.reason": "success" }).sum, 3);
    assert.equal(pointOf(all["holdfast.call.attempts"], { "holdfast.reason": "attempts" }).sum, 2);
    assert.equal(all["holdfast.call.duration"].unit, "s");
    assert.equal(all["holdfast.call.attempts"].unit, "{attempt}");
  });

  test(`${way}: retries by what came before them, and the waits`, async () => {
    const all = await measured({ fetch: scripted(503, 503, networkError("EPIPE"), 200) });
    assert.deepEqual(said(all["holdfast.retries"]), [
      { ...GET, "error.type": "503", value: 2 },
      { ...GET, "error.type": "EPIPE", value: 1 },
    ]);
    assert.deepEqual(said(all["holdfast.wait.duration"]), [{ ...GET, value: 3 }]);
  });

  test(`${way}: a fallback's answer is told apart`, async () => {
    const all = await measured({ retries: 0, fetch: scripted(503), fallback: () => answer(200) });
    assert.deepEqual(said(all["holdfast.call.duration"]), [
      { ...GET, "holdfast.reason": "attempts", "holdfast.fallback": true, value: 1 },
    ]);
  });

  test(`${way}: a time limit is an error, a caller's abort is none`, async () => {
    const timedOut = await measured({ retries: 0, attemptTimeout: 5, fetch: hanging });
    assert.deepEqual(said(timedOut["http.client.request.duration"]), [{ ...GET, "error.type": "TimeoutError", value: 1 }]);
    const controller = new AbortController();
    const fetch = (...sent) => {
      queueMicrotask(() => controller.abort());
      return hanging(...sent);
    };
    const aborted = await measured({ fetch }, [url, { signal: controller.signal }]);
    assert.deepEqual(said(aborted["http.client.request.duration"]), [{ ...GET, value: 1 }]);
    assert.deepEqual(said(aborted["holdfast.call.duration"]), [{ ...GET, "holdfast.reason": "aborted", value: 1 }]);
  });

  test(`${way}: circuits that change are counted`, async () => {
    const breaker = { failureRate: 0.5, minimum: 2, open: "1h" };
    const all = await measured({ retries: 0, breaker, fetch: scripted(500) }, [], [], []);
    assert.deepEqual(said(all["holdfast.circuit.changes"]), [
      { "holdfast.circuit.key": "https://api.test", "holdfast.circuit.state": "open", value: 1 },
    ]);
    assert.equal(pointOf(all["holdfast.call.duration"], { "holdfast.reason": "circuit-open" }).count, 1);
    assert.equal(pointOf(all["holdfast.call.attempts"], { "holdfast.reason": "circuit-open" }).sum, 0);
  });

  test(`${way}: a thousand addresses of one server are one server, and no secret is told`, async () => {
    const secret = "hunter2";
    const inputs = Array.from({ length: 50 }, (_, index) => [
      `https://${secret}:${secret}@api.test/${secret}/${index}?${secret}=${index}#${secret}`,
      { method: index % 2 ? "GET" : `M${index}` },
    ]);
    const all = await measured({ fetch: scripted(200) }, ...inputs);
    assert.equal(said(all["http.client.request.duration"]).length, 2);
    for (const metric of Object.values(all)) {
      assert.ok(said(metric).length <= 2, metric.name);
      assert.equal(inspect(metric, { depth: 9 }).includes(secret), false);
    }
    assert.equal(pointOf(all["holdfast.call.duration"], { "http.request.method": "_OTHER" }).count, 25);
  });

  test(`${way}: ports are told, and what is no address of a server is not`, async () => {
    const all = await measured({ fetch: scripted(200) }, ["http://[::1]:8080/x"], ["data:text/plain,x"]);
    assert.deepEqual(said(all["http.client.request.duration"]), [
      {
        "http.request.method": "GET",
        "server.address": "[::1]",
        "server.port": 8080,
        "http.response.status_code": 200,
        value: 1,
      },
      { "http.request.method": "GET", "http.response.status_code": 200, value: 1 },
    ]);
  });
}

test("operations are measured by their names, and are no requests", async () => {
  const { meterProvider, collected } = metering();
  let count = 0;
  const sync = async () => {
    if (++count < 3) throw networkError();
  };
  await retry(sync, { ...QUICK, onEvent: metricsListener({ meterProvider }) });
  const all = await collected();
  assert.equal(all["http.client.request.duration"], undefined);
  assert.deepEqual(said(all["holdfast.retries"]), [{ "holdfast.operation": "sync", "error.type": "ECONNRESET", value: 2 }]);
  assert.deepEqual(said(all["holdfast.call.duration"]), [
    { "holdfast.operation": "sync", "holdfast.reason": "success", value: 1 },
  ]);
});

test("a policy's own listener is told as before", async () => {
  const { meterProvider } = metering();
  const types = [];
  const policy = { ...QUICK, fetch: scripted(200), onEvent: ({ type }) => types.push(type) };
  await createFetch(policy, { meterProvider })(url);
  assert.deepEqual(types, ["attempt", "response", "end"]);
});

test("calls at once do not mix", async () => {
  const { meterProvider, collected } = metering();
  const fetch = createFetch({ ...QUICK, fetch: scripted(...Array(20).fill(503), 200) }, { meterProvider });
  await Promise.all(Array.from({ length: 20 }, (_, index) => fetch(`http://s${index}.test/`)));
  const all = await collected();
  assert.equal(said(all["holdfast.call.duration"]).length, 20);
  for (let index = 0; index < 20; index++) {
    assert.equal(pointOf(all["holdfast.retries"], { "server.address": `s${index}.test` }), 1);
  }
});

test("a provider that is registered later measures from then on", async (t) => {
  const heard = [];
  const symbols = (init) => Reflect.ownKeys(init).filter((key) => typeof key === "symbol");
  const fetch = createFetch({ ...QUICK, fetch: async (_, init) => heard.push(symbols(init)) && answer(200) });
  await fetch(url);
  const { meterProvider, collected } = metering();
  metrics.setGlobalMeterProvider(meterProvider);
  t.after(() => metrics.disable());
  await fetch(url);
  assert.equal(pointOf((await collected())["http.client.request.duration"], GET).count, 1);
  assert.deepEqual(heard, [[], []], "no transport gets what travels in the init");
});

test("without a provider nothing is listened to", async () => {
  const LISTENER = Symbol.for("holdfast-fetch.listener");
  const listened = [];
  // What is in the init already sees all that travels there.
  const init = {
    [Symbol.for("holdfast-fetch.around")]: (send, input, init, ...context) => {
      listened.push(LISTENER in init);
      return send(input, init, ...context);
    },
  };
  const policy = { ...QUICK, fetch: scripted(200) };
  await createFetch(policy)(url, init);
  await createFetch(policy, metering())(url, init);
  assert.deepEqual(listened, [false, true]);
});

const fault = () => {
  throw new Error("a fault in measuring");
};

for (const [what, meterProvider] of Object.entries({
  "a provider that throws": { getMeter: fault },
  "instruments that throw": {
    getMeter: () => ({
      createHistogram: () => ({ record: fault }),
      createCounter: () => ({ add: fault }),
      createObservableGauge: () => ({ addCallback: fault }),
    }),
  },
})) {
  test(`${what} do not break calls`, async () => {
    const transport = scripted(503, 200);
    const policy = new RetryPolicy({ ...QUICK, fetch: transport, breaker: true });
    for (const make of Object.values(WAYS).slice(0, 2)) assert.equal((await make(policy, meterProvider)(url)).status, 200);
    const listening = policy.with({ onEvent: metricsListener({ meterProvider }) });
    assert.equal((await createPlainFetch(listening)(url)).status, 200);
    assert.equal(transport.sent.length, 4);
  });
}

test("bad arguments are refused at once, by name", () => {
  for (const [name, act] of Object.entries({
    meterProvider: () => createFetch("standard", { meterProvider: {} }),
    knownMethods: () => metricsListener({ knownMethods: "GET" }),
    fetch: () => traced("standard"),
  })) {
    assert.throws(act, { name: "TypeError", message: new RegExp(`: ${name} must be`) });
  }
});
