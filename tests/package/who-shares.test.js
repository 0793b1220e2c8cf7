// Options that are written in the call share what calls share with all that differ in nothing but what is of one call, by the same
// transport and clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { CircuitBreaker, createFetch, fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/";
const { budget: _, ...PAYING } = QUICK;
const end = (outcome) => [reportOf(outcome).reason, reportOf(outcome).attempts.length];
const ALL_SPENT = ["budget", 1];

/** A literal with two tokens, all of which have been spent. Its transport is its own. */
async function spent(more) {
  const literal = { ...PAYING, retries: 2, budget: { initial: 2 }, fetch: scripted(503), ...more };
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal })), ["attempts", 3]);
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal })), ALL_SPENT, "the same again");
  return literal;
}

const OF_ONE_CALL = {
  idempotencyKey: "order-1",
  deadline: "41s",
  attemptTimeout: "9s",
  fallback: () => undefined,
  until: { not: [404] },
  throwOnStatus: false,
  unref: true,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  onEvent() {},
  shouldRetry() {},
  refresh: () => false,
  random: () => 0.5,
};

for (const [name, value] of Object.entries(OF_ONE_CALL)) {
  test(`${name} is of one call`, async () => {
    const literal = await spent();
    assert.deepEqual(end(await fetchWithRetry(url, { ...literal, [name]: value })), ALL_SPENT);
  });
}

test("a circuit breaker of one's own is the same one in each literal", async () => {
  const breaker = new CircuitBreaker({ minimum: 1000 });
  const literal = await spent({ breaker });
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal, onEvent() {} })), ALL_SPENT);
  const another = new CircuitBreaker({ minimum: 1000 });
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal, breaker: another })), ["attempts", 3]);
  for (const number of Array(100).keys()) {
    await assert.rejects(fetchWithRetry(url, { ...literal, breaker: { number, breaker: true } }), TypeError);
  }
});

test("a policy that is changed in what is of one call shares with what it is made of, breaker and all", async () => {
  for (const more of [{}, { breaker: new CircuitBreaker() }, { breaker: { key: () => "all" } }, { log: OF_ONE_CALL.log }]) {
    const policy = new RetryPolicy({ ...PAYING, retries: 2, budget: { initial: 2 }, fetch: scripted(503), ...more });
    assert.deepEqual(end(await fetchWithRetry(url, policy.with({ onEvent() {} }))), ["attempts", 3]);
    assert.deepEqual(end(await fetchWithRetry(url, policy)), ALL_SPENT, JSON.stringify(more));
    assert.deepEqual(policy.with({ deadline: "41s" }).budgets(), policy.budgets());
  }
});

test("the order in which options are written does not matter", async () => {
  const reordered = Object.fromEntries(Object.entries(await spent()).reverse());
  assert.deepEqual(end(await fetchWithRetry(url, reordered)), ALL_SPENT);
});

test("whatever else they say makes them another policy", async () => {
  const literal = await spent();
  const others = [
    { retries: 1 },
    { budget: { initial: 1 } },
    { statuses: ["5xx"] },
    { breaker: true },
    { preset: "statusCodes" },
  ];
  for (const other of others) {
    assert.notDeepEqual(end(await fetchWithRetry(url, { ...literal, ...other })), ALL_SPENT, JSON.stringify(other));
  }
});

test("another transport is another server's, or another test's; the same one is not", async () => {
  const literal = await spent();
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal, fetch: scripted(503) })), ["attempts", 3]);
  const both = createFetch(literal);
  assert.deepEqual(end(await both(url)), ALL_SPENT);
  const other = createFetch({ ...literal, fetch: scripted(503) });
  assert.deepEqual(end(await other(url)), ["attempts", 3]);
  assert.deepEqual(end(await other(url)), ALL_SPENT, "two calls of one created fetch");
});

test("another clock too, since what is shared goes by one", async () => {
  const now = () => 5;
  const literal = await spent({ now });
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal, now: () => 5 })), ["attempts", 3]);
  assert.deepEqual(end(await fetchWithRetry(url, { ...literal, now })), ALL_SPENT);
});

test("what differs from the default, or from a preset, in what is of one call shares with its name", async (t) => {
  const time = virtualTime(t);
  t.mock.method(globalThis, "fetch", scripted(503));
  const spend = async (policy) => {
    for (let last = ""; last !== "budget"; ) last = reportOf(await time.until(fetchWithRetry(url, policy))).reason;
  };
  await spend(undefined);
  for (const own of [{}, { deadline: "1m" }, { preset: "standard", onEvent() {} }])
    assert.deepEqual(end(await fetchWithRetry(url, own)), ALL_SPENT);
  await spend("statusCodes");
  assert.deepEqual(end(await fetchWithRetry(url, { preset: "statusCodes", throwOnStatus: false })), ALL_SPENT);
  assert.notDeepEqual(end(await time.until(fetchWithRetry(url, new RetryPolicy()))), ALL_SPENT);
});

test("changes by init.retry that name what is shared share with those that say the same, functions or not", async () => {
  const send = createFetch({ ...PAYING, retries: 2, fetch: scripted(503) });
  const changes = (initial) => ({ retry: { budget: { initial }, onEvent() {} } });
  assert.deepEqual(end(await send(url, changes(2))), ["attempts", 3]);
  assert.deepEqual(end(await send(url, changes(2))), ALL_SPENT);
  assert.deepEqual(end(await send(url, changes(1))), ["budget", 2]);
});

test("keys by the thousand push nobody out", async () => {
  const literal = await spent();
  for (let i = 0; i < 1000; i++) await fetchWithRetry(url, { ...literal, idempotencyKey: `order-${i}` });
  assert.deepEqual(end(await fetchWithRetry(url, literal)), ALL_SPENT);
});

test("transports by the thousand push nobody out, whatever else their literals say", async () => {
  const literal = await spent();
  for (let i = 0; i < 1000; i++) {
    await fetchWithRetry(url, { ...literal, retries: i % 200, fetch: async () => new Response() });
  }
  assert.deepEqual(end(await fetchWithRetry(url, literal)), ALL_SPENT);
});

test("other literals by the hundred push no preset out", async (t) => {
  const time = virtualTime(t);
  t.mock.method(globalThis, "fetch", scripted(503));
  for (const preset of [undefined, "statusCodes"]) {
    // Once by its name, and then only by a literal.
    for (let last = ""; last !== "budget"; ) last = reportOf(await time.until(fetchWithRetry(url, preset))).reason;
    for (let i = 0; i < 120; i++) await fetchWithRetry("http://other.test/", { retries: 0, backoff: { base: i } });
    assert.deepEqual(end(await time.until(fetchWithRetry(url, { preset: preset ?? "standard", deadline: "41s" }))), ALL_SPENT);
    assert.deepEqual(end(await time.until(fetchWithRetry(url, preset))), ALL_SPENT);
  }
});

test("other literals by the hundred push out one that nobody uses any more", async () => {
  const literal = await spent();
  for (let i = 0; i < 120; i++) await fetchWithRetry("http://other.test/", { ...literal, retries: 0, backoff: { base: i } });
  assert.deepEqual(end(await fetchWithRetry(url, literal)), ["attempts", 3]);
});

test("changes by init.retry that name another transport or clock share apart, and by the same one together", async () => {
  const send = createFetch({ ...PAYING, retries: 0, fetch: scripted(503) });
  const breaker = { minimum: 2, window: "1h" };
  const [one, other] = [scripted(500), scripted(500)];
  const by = (changes) =>
    send(url, { retry: { breaker, ...changes } }).then(
      ({ status }) => status,
      ({ reason }) => reason,
    );
  for (const [changes, different] of [
    [{ fetch: one }, { fetch: other }],
    [{ now: () => 5 }, { now: () => 7 }],
  ]) {
    assert.deepEqual(
      [await by(changes), await by(changes), await by(changes)],
      [changes.now ? 503 : 500, changes.now ? 503 : 500, "circuit-open"],
    );
    assert.equal(await by(different), changes.now ? 503 : 500);
  }
});

test("a transport that nobody has any more is let go of, with all that its calls shared", async () => {
  const program = `
    import { fetchWithRetry } from "holdfast-fetch";
    const left = [];
    for (let i = 0; i < 50; i++) {
      const fetch = async () => new Response();
      left.push(new WeakRef(fetch));
      await fetchWithRetry("http://server.test/", { breaker: true, fetch, now: () => i });
    }
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      gc();
    }
    console.log(left.filter((ref) => ref.deref() !== undefined).length);`;
  const kept = Number(await printed(program, { flags: ["--expose-gc"] }));
  assert.ok(kept <= 2, `${kept} of 50`);
});
