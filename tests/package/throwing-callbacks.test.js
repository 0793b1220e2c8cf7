// Callbacks that throw never hang a call, and the history is kept.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryError, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, FREE, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const broken = new Error("a bug in the callback");
const throwing = () => {
  throw broken;
};

const BROKEN = {
  "shouldRetry throws": { shouldRetry: throwing },
  "shouldRetry rejects": { shouldRetry: async () => throwing() },
  "shouldRetry throws a text": {
    shouldRetry: () => {
      throw "text";
    },
  },
  "statusOf throws": { statusOf: throwing },
  "statusOf rejects": { statusOf: async () => throwing() },
  "statusOf says a text": { statusOf: () => "503" },
  "statusOf says no status": { statusOf: () => 99 },
  "statusOf says half a status": { statusOf: () => 503.5 },
  "statusOf says true": { statusOf: () => true },
  "fallback says a text": { retries: 0, fallback: () => "second best" },
  "fallback says a plain object": { retries: 0, fallback: () => ({ status: 200, items: [] }) },
  "backoff throws": { backoff: throwing },
  "backoff says nonsense": { backoff: () => "soon" },
  "backoff says nothing": { backoff: () => undefined },
  "backoff says a negative duration": { backoff: () => -5 },
};

for (const [name, callback] of Object.entries(BROKEN)) {
  test(`${name}: the call ends with a RetryError that has the history`, async () => {
    const failed = answer(503);
    const transport = scripted(() => failed, 200);
    const error = await rejection(fetchWithRetry(url, { ...QUICK, ...callback, fetch: transport }));
    assert.ok(error instanceof RetryError);
    assert.equal(error.reason, "error");
    assert.deepEqual(
      error.attempts.map(({ status }) => status),
      [503],
    );
    if (name.endsWith("throws") || name.endsWith("rejects")) assert.equal(error.cause, broken);
    const [asked] = name.split(" ");
    const fault = name.includes(" says ") ? `what ${asked} returned is of no use` : `${asked} threw`;
    assert.ok(error.message.startsWith(`GET ${url}: ${fault} (1 attempt: 503`), error.message);
    if (name.includes(" says ")) assert.match(error.cause.message, /(statusOf|backoff|fallback): the function must return/);
    assert.equal(reportOf(error).reason, "error");
    assert.equal(transport.sent.length, 1);
    assert.equal(failed.bodyUsed, true, "the body that nobody will get is let go");
  });
}

test("a backoff function of a later tier that throws", async () => {
  const policy = { ...QUICK, retries: 1, tiers: [{ retries: 1, backoff: throwing }], fetch: scripted(503) };
  const error = await rejection(fetchWithRetry(url, policy));
  assert.equal(error.cause, broken);
  assert.equal(error.attempts.length, 2);
});

test("onEvent that throws is heard of on the console, and changes nothing", async (t) => {
  const complaints = t.mock.method(console, "error", () => {});
  const response = await fetchWithRetry(url, { ...QUICK, onEvent: throwing, fetch: scripted(503, 200) });
  assert.equal(response.status, 200);
  assert.deepEqual(
    complaints.mock.calls.map((call) => call.arguments[0]),
    [broken, broken, broken, broken, broken, broken],
  );
});

test("onEvent that rejects changes nothing either", async (t) => {
  const complaints = t.mock.method(console, "error", () => {});
  const rejections = [];
  const onRejection = (error) => rejections.push(error);
  process.on("unhandledRejection", onRejection);
  t.after(() => process.off("unhandledRejection", onRejection));
  const response = await fetchWithRetry(url, { ...QUICK, onEvent: async () => throwing(), fetch: scripted(503, 200) });
  assert.equal(response.status, 200);
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(rejections, [], "an async onEvent must not end the process");
  assert.equal(complaints.mock.callCount(), 6);
});

test("a console that is broken as well does not matter", async (t) => {
  t.mock.method(console, "error", throwing);
  const { value } = await outcome(fetchWithRetry(url, { ...QUICK, onEvent: throwing, fetch: scripted(503, 200) }), 500);
  assert.equal(value.status, 200);
});

test("a key function that throws, or makes no key: nothing is sent, and the error has a report", async () => {
  const functions = [throwing, () => "", () => undefined, () => 7, () => "two\nlines", () => "☃"];
  for (const key of functions) {
    for (const idempotencyKey of [key, { key }]) {
      const transport = scripted(200);
      const error = await rejection(fetchWithRetry(url, { ...QUICK, fetch: transport, idempotencyKey }, { method: "POST" }));
      assert.ok(error instanceof RetryError, `${error}`);
      assert.equal(error.reason, "error");
      assert.deepEqual(error.attempts, []);
      if (key === throwing) assert.equal(error.cause, broken);
      assert.equal(transport.sent.length, 0);
    }
  }
});

test("random and now that throw or talk nonsense: the platform's own stand in, and waits keep their bounds", async () => {
  const nonsense = [throwing, () => Number.NaN, () => "x", () => undefined, () => -7, () => 7, () => Number.POSITIVE_INFINITY];
  for (const random of nonsense) {
    const response = await fetchWithRetry(url, { ...FREE, backoff: { base: 4 }, random, fetch: scripted(503, 200) });
    const { wait } = reportOf(response).attempts[0];
    assert.ok(wait >= 0 && wait <= 4, `${random}: ${wait}`);
  }
  for (const now of nonsense) {
    const { value } = await outcome(fetchWithRetry(url, { ...QUICK, now, fetch: scripted(503, 200) }));
    assert.equal(value.status, 200, `${now}`);
  }
});

test("every callback may make a call of its own", async () => {
  const inner = async () => (await fetchWithRetry(url, { ...QUICK, fetch: scripted(503, 200) })).status;
  for (const name of ["onEvent", "shouldRetry", "backoff", "random", "now", "fetch", "idempotencyKey"]) {
    const calls = [];
    let depth = 0;
    const transport = scripted(503, 200);
    const results = { shouldRetry: true, backoff: 1, random: 0.5, idempotencyKey: "key" };
    const callback = (...given) => {
      if (depth++ < 20) calls.push(inner());
      if (name === "fetch") return transport(...given);
      return name === "now" ? Date.now() : results[name];
    };
    const policy = { ...FREE, jitter: "full", backoff: { base: 2 }, fetch: transport, [name]: callback };
    const { value } = await outcome(fetchWithRetry(url, policy, { method: "PUT" }));
    assert.equal(value.status, 200, name);
    const expected = name === "idempotencyKey" ? 0 : 1;
    assert.ok(calls.length >= expected, `${name} was called ${calls.length} times`);
    assert.deepEqual(new Set(await Promise.all(calls)), new Set(calls.length ? [200] : []), name);
  }
});

test("that call may share all that there is with the one that it is made in", async () => {
  const results = {
    shouldRetry: true,
    backoff: 1,
    random: 0.5,
    now: 1_900_000_000_000,
    until: true,
    refresh: undefined,
    key: "one",
    onChange: undefined,
  };
  for (const name of ["onEvent", "fetch", "fallback", ...Object.keys(results)]) {
    const calls = [];
    let depth = 0;
    const transport = scripted(401, 503, 200);
    const callback = (...given) => {
      // Another origin each time, so that there is something to be made for it as well.
      if (depth++ < 5) calls.push(outcome(fetchWithRetry(`http://${depth}.test/`, policy)), outcome(fetchWithRetry(url, policy)));
      policy?.breaker.snapshot();
      policy?.budgets();
      if (name === "fetch") return transport(...given);
      return name === "fallback" ? answer(200) : results[name];
    };
    const breaker = { minimum: 100, ...(name === "key" && { key: callback }) };
    const policy = new RetryPolicy({
      ...QUICK,
      budget: {},
      throttle: true,
      breaker,
      fetch: transport,
      refresh() {},
      [name]: callback,
      key: undefined,
      onChange: undefined,
    });
    if (name === "onChange") policy.breaker.onChange(callback);
    const call = outcome(fetchWithRetry(url, policy));
    if (name === "onChange") policy.breaker.isolate("http://any.test");
    const { value, error } = await call;
    assert.ok(value instanceof Response || error instanceof RetryError, `${name}: ${error}`);
    for (const { value, error } of await Promise.all(calls))
      assert.ok(value instanceof Response || error instanceof RetryError, `${name}: ${error}`);
    assert.equal((await fetchWithRetry(url, { ...QUICK, fetch: scripted(200) })).status, 200, name);
  }
});

test("a clock or a generator that asks its own policy is not asked without end", async () => {
  const asking = {
    "now: breaker.snapshot": (policy) => policy.breaker.snapshot(),
    "now: fetchWithRetry": (policy) => fetchWithRetry(url, policy).catch(() => {}),
    "random: delays": (policy) => policy.delays(),
  };
  for (const [name, ask] of Object.entries(asking)) {
    let policy;
    let depth = 0;
    let deepest = 0;
    let calls = 0;
    const source = () => {
      deepest = Math.max(deepest, ++depth);
      try {
        if (policy && depth < 100 && calls++ < 1000) ask(policy);
        return name.startsWith("now") ? Date.now() : 0.5;
      } finally {
        depth--;
      }
    };
    const options = { ...FREE, backoff: { base: 1 }, jitter: "full", breaker: { minimum: 100 }, fetch: scripted(503, 200) };
    policy = new RetryPolicy({ ...options, [name.split(":")[0]]: source });
    const { value } = await outcome(fetchWithRetry(url, policy));
    assert.equal(value.status, 200, name);
    assert.equal(deepest, 2, name);
    assert.equal((await fetchWithRetry(url, { ...QUICK, fetch: scripted(200) })).status, 200, name);
  }
});

test("each function is named by the error that it ends a call with", async () => {
  const until = { not: 404, done: throwing, backoff: { base: 1 } };
  const named = {
    "until threw": { until, fetch: scripted(200) },
    "refresh threw": { refresh: throwing, fetch: scripted(401) },
    "what refresh returned is of no use": { refresh: () => ({ "no header": "\n" }), fetch: scripted(401) },
    "fallback threw": { fallback: throwing, retries: 0, fetch: scripted(503) },
    "breaker.key gave no key": { breaker: { key: throwing }, fetch: scripted(200) },
    "the idempotency key cannot be sent": { idempotencyKey: throwing, fetch: scripted(200) },
  };
  for (const [words, policy] of Object.entries(named)) {
    const error = await rejection(fetchWithRetry(url, { ...QUICK, ...policy }, policy.idempotencyKey && { method: "POST" }));
    assert.ok(error.message.includes(`: ${words} (`), error.message);
    assert.equal(error.reason, "error");
  }
  const body = { method: "PUT", body: throwing };
  const error = await rejection(fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }, body));
  assert.ok(error.message.includes(": the function for the body threw ("), error.message);
});
