// A bad policy is a TypeError that names the field, what was given and what is allowed, before anything is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CircuitBreaker, createFetch, fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { BAD, GOOD } from "./support/policies.js";
import { scripted } from "./support/transport.js";

const show = (policy) => JSON.stringify(policy)?.slice(0, 80) ?? String(policy);

test("good policies are accepted", () => {
  assert.ok(GOOD.length > 130);
  for (const { policy } of GOOD) assert.doesNotThrow(() => new RetryPolicy(policy), show(policy));
});

test("bad policies are TypeErrors that name the field, what was given and what is allowed", () => {
  assert.ok(BAD.length > 350);
  for (const { policy, field, allowed, message } of BAD) {
    assert.throws(
      () => new RetryPolicy(policy),
      (error) => {
        assert.ok(error instanceof TypeError, show(policy));
        assert.deepEqual({ field: error.field, allowed: error.allowed, message: error.message }, { field, allowed, message });
        return true;
      },
      show(policy),
    );
  }
});

test("what JSON cannot hold is refused too", () => {
  const bad = {
    retries: [Number.NaN, Number.POSITIVE_INFINITY, 3n, Symbol("3"), () => 3, new Date()],
    deadline: [Number.NaN, Number.POSITIVE_INFINITY, 10n, () => 10],
    onEvent: [null, {}, "log", console],
    shouldRetry: [true, /5../],
    fetch: [null, {}, "fetch"],
    random: [0.5],
    now: [0, new Date()],
    idempotencyKey: [Symbol("key"), ["key"]],
    budget: [() => 3, new Map([["initial", 3]])],
    breaker: [() => true, new Map()],
    fallback: [new Response(), Promise.resolve(), Symbol("cache")],
    refresh: [new Headers(), Promise.resolve({})],
    until: [/found/, new Date()],
    log: ["console", {}, { info: "yes" }, [console]],
  };
  for (const [field, values] of Object.entries(bad)) {
    for (const value of values)
      assert.throws(() => new RetryPolicy({ [field]: value }), { name: "TypeError", field }, `${field}: ${String(value)}`);
  }
});

test("an object of another kind is not an empty policy", () => {
  // Most likely a forgotten await, or the wrong argument: it must not quietly become the default.
  const strangers = [
    Promise.resolve({ retries: 0 }),
    new Map([["retries", 0]]),
    new Date(),
    new Headers(),
    new AbortController(),
    /x/,
    new Error("x"),
  ];
  for (const stranger of strangers) {
    assert.throws(() => new RetryPolicy(stranger), { name: "TypeError", field: "" }, Object.prototype.toString.call(stranger));
  }
});

test("a policy without end is refused", () => {
  const endless = { backoff: {} };
  endless.backoff.list = [endless];
  assert.throws(() => new RetryPolicy(endless), { name: "TypeError", field: "backoff.list[0]" });
});

test("undefined counts as not written", () => {
  assert.deepEqual(new RetryPolicy({ retries: undefined, onEvent: undefined, preset: undefined }).toJSON(), {});
  assert.deepEqual(new RetryPolicy(undefined).explain(), new RetryPolicy("standard").explain());
});

test("fetchWithRetry rejects, it does not throw, and nothing is sent", async () => {
  const transport = scripted(200);
  for (const policy of [{ retries: -1, fetch: transport }, { fetch: transport, backof: {} }, "none", null, 7]) {
    const error = await rejection(fetchWithRetry("http://server.test/", policy));
    assert.ok(error instanceof TypeError);
    assert.equal(typeof error.field, "string");
  }
  assert.equal(transport.sent.length, 0);
});

test("createFetch throws at once, and its fetch rejects a bad init.retry", async () => {
  assert.throws(() => createFetch({ retries: "many" }), { name: "TypeError", field: "retries" });
  const transport = scripted(200);
  const send = createFetch({ fetch: transport });
  for (const retry of [{ retries: "many" }, "none", null, [], { retires: 1 }]) {
    assert.ok((await rejection(send("http://server.test/", { retry }))) instanceof TypeError, show(retry));
  }
  assert.equal(transport.sent.length, 0);
});

test("a policy whose getter throws is refused with that error, not with a crash", async () => {
  const transport = scripted(200);
  const broken = new Error("no config");
  const policy = {
    fetch: transport,
    get retries() {
      throw broken;
    },
  };
  assert.throws(() => new RetryPolicy(policy), broken);
  assert.equal(await rejection(fetchWithRetry("http://server.test/", policy)), broken);
  // The core must be as good as before, however often that happens: an exception that passes through it leaves its stack as it was.
  for (let i = 0; i < 20_000; i++) assert.throws(() => new RetryPolicy(policy));
  const { value } = await outcome(fetchWithRetry("http://server.test/", { fetch: transport }));
  assert.equal(value.status, 200);
});

test("what looks like a good policy in JSON is not taken for it, though that one was used before", async (t) => {
  const fetch = scripted(200);
  const breaker = new CircuitBreaker();
  const good = [
    {},
    { fetch },
    { log: console },
    { breaker },
    { retries: 1, deadline: "5s", backoff: {}, budget: { initial: 3 } },
    { shouldRetry() {}, tiers: [{ retries: 1, backoff: () => 1 }] },
  ];
  t.mock.method(globalThis, "fetch", fetch);
  for (const policy of good) await fetchWithRetry("http://server.test/", policy);
  const like = [
    Promise.resolve({}),
    new Map(),
    { foo: Symbol("x") },
    { fetch: "a function" },
    { fetch: Symbol("x") },
    { log: 42 },
    { log: {} },
    { breaker: "a CircuitBreaker 1" },
    { breaker: `a CircuitBreaker ${breaker.__holdfast}` },
    { retries: new Number(1), deadline: "5s", backoff: {}, budget: { initial: 3 } },
    { retries: 1, deadline: new String("5s"), backoff: {}, budget: { initial: 3 } },
    { retries: 1, deadline: "5s", backoff: new Map(), budget: { initial: 3 } },
    { retries: 1, deadline: "5s", backoff: {}, budget: new Set() },
    { shouldRetry: "a function", tiers: [{ retries: 1, backoff: () => 1 }] },
    { shouldRetry() {}, tiers: [{ retries: 1, backoff: "a function" }] },
  ];
  for (const policy of like) {
    const { error } = await outcome(fetchWithRetry("http://server.test/", policy));
    assert.equal(error?.name, "TypeError", show(policy));
    assert.equal(typeof error.field, "string");
  }
});
