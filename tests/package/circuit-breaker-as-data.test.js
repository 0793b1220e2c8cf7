// Circuits outlive their process: they go to JSON and come back as they would be by then.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, guarded, url } from "./support/circuit.js";
import { CircuitBreaker, fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const origin = "http://server.test";
const START = Date.UTC(2030, 0, 1);
const options = { minimum: 2, open: "10s" };
const throughJson = (breaker) => JSON.parse(JSON.stringify(breaker));

test("toJSON is options and circuits", async (t) => {
  virtualTime(t);
  const breaker = new CircuitBreaker({ ...options, key: (address) => address, now: () => 7 });
  assert.deepEqual(throughJson(breaker), { options, circuits: [] }, "functions are left out");
  const plain = new CircuitBreaker(options);
  await calls(guarded(plain, scripted(503)), 2);
  await calls(guarded(plain, scripted(200)), 1, "http://good.test/");
  plain.isolate("http://isolated.test");
  assert.deepEqual(throughJson(plain), {
    options,
    circuits: [
      { key: origin, state: "open", opened: 1, probeAt: START + 10_000 },
      { key: "http://good.test", state: "closed", opened: 0, window: { since: START, counts: [[1, 0, 0]] } },
      { key: "http://isolated.test", state: "isolated", opened: 0 },
    ],
  });
});

test("hydrate goes by the wall clock, which has moved on meanwhile", async (t) => {
  for (const [away, state, probeIn] of [
    [0, "open", 10_000],
    [4000, "open", 6000],
    [10_000, "half-open", 0],
    [86_400_000, "half-open", 0],
  ]) {
    const time = virtualTime(t);
    const before = new CircuitBreaker(options);
    await calls(guarded(before, scripted(503)), 2);
    const data = throughJson(before);
    // Another process, whose monotonic clock begins anew.
    t.mock.method(performance, "now", () => time.passed - away);
    time.passed += away;
    const after = CircuitBreaker.hydrate(data);
    assert.ok(after instanceof CircuitBreaker);
    assert.equal(after.state, state);
    assert.equal(after.snapshot()[0].probeIn, probeIn);
    const policy = guarded(after, scripted(503));
    assert.deepEqual(await calls(policy, 1), [state === "open" ? "circuit-open" : 503]);
    time.passed += probeIn;
    if (state === "open") await calls(policy, 1);
    const [{ opened, probeIn: again }] = after.snapshot();
    assert.deepEqual([opened, again], [2, 10_000], "the probe failed, and it opened again");
    t.mock.restoreAll();
  }
});

test("what comes back is the same data again", async (t) => {
  virtualTime(t);
  const breaker = new CircuitBreaker({ ...options, open: { base: "1s", factor: 3 }, probes: 2 });
  await calls(guarded(breaker, scripted(503)), 2);
  breaker.isolate("http://isolated.test");
  const data = throughJson(breaker);
  assert.deepEqual(throughJson(CircuitBreaker.hydrate(data)), data);
});

test("what was counted comes along, and nobody is told of a change until there is one", async () => {
  const breaker = new CircuitBreaker({ minimum: 3 });
  await calls(guarded(breaker, scripted(503)), 2);
  const after = CircuitBreaker.hydrate(throughJson(breaker));
  const heard = [];
  after.onChange(({ from, to }) => heard.push([from, to]));
  const [{ calls: counted, failures, consecutive }] = after.snapshot();
  assert.deepEqual([counted, failures, consecutive], [2, 2, 2]);
  assert.deepEqual(heard, []);
  assert.deepEqual(await calls(guarded(after, scripted(503)), 2), [503, "circuit-open"]);
  assert.deepEqual(heard, [["closed", "open"]]);
});

test("carried from call to call, as where each call has a process of its own, it opens as the one that stays", async (t) => {
  const time = virtualTime(t);
  const options = { minimum: 4, window: "10s" };
  const kept = new CircuitBreaker(options);
  let carried = new CircuitBreaker(options);
  const seen = [];
  for (const status of [503, 200, 200, 200, 503, 503, 503]) {
    time.passed += 1700;
    for (const breaker of [kept, carried]) await calls(guarded(breaker, scripted(status)), 1);
    const data = throughJson(carried);
    carried = CircuitBreaker.hydrate(data);
    assert.deepEqual(throughJson(carried), data, "nothing is lost or made younger on the way");
    if (kept.state === "closed") assert.deepEqual(carried.snapshot(), kept.snapshot());
    seen.push(carried.state);
  }
  assert.deepEqual([...new Set(seen)], ["closed", "open"]);
});

test("on the way it grows old", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 3, window: "10s" });
  await calls(guarded(breaker, scripted(503)), 2);
  const data = throughJson(breaker);
  time.passed += 8_000;
  assert.equal(CircuitBreaker.hydrate(data).snapshot()[0].calls, 2);
  time.passed += 2_000;
  const [{ calls: counted, consecutive }] = CircuitBreaker.hydrate(data).snapshot();
  assert.deepEqual([counted, consecutive], [0, 2], "the failures in a row are not bound to a window");
});

test("data of before, without counts, is still good", () => {
  const closed = { key: origin, state: "closed", opened: 0, consecutive: 2 };
  const [{ calls: counted, consecutive }] = CircuitBreaker.hydrate({ circuits: [closed] }).snapshot();
  assert.deepEqual([counted, consecutive], [0, 2]);
});

test("counts too large to add up stay large", () => {
  const most = 2 ** 32 - 1;
  const part = 2 ** 31 - 1;
  const window = { since: Date.now(), counts: Array(10).fill([part, part, 0]) };
  const busy = { key: origin, state: "closed", opened: 0, window };
  const [{ calls: counted, failures, slow }] = CircuitBreaker.hydrate({ circuits: [busy] }).snapshot();
  assert.deepEqual([counted, failures, slow], [most, most, 0]);
});

test("data that is none is refused", () => {
  const circuit = { key: origin, state: "open", opened: 1, probeAt: 9e15 };
  const bad = [
    undefined,
    null,
    7,
    "x",
    {},
    { circuits: {} },
    { circuits: [null] },
    { circuits: [{ ...circuit, key: 7 }] },
    { circuits: [{ ...circuit, state: "ajar" }] },
    { circuits: [{ ...circuit, probeAt: "soon" }] },
    { circuits: [{ ...circuit, probeAt: Number.NaN }] },
    { circuits: [{ ...circuit, window: { since: "x", counts: [] } }] },
    { circuits: [{ ...circuit, window: { counts: [["x"]] } }] },
    { circuits: [{ ...circuit, window: { counts: [[-1, 0, 0]] } }] },
    { circuits: [{ ...circuit, window: { counts: [[0.5, 0, 0]] } }] },
    { circuits: [{ ...circuit, window: { counts: Array(11).fill([1, 0, 0]) } }] },
    ...[7, "x", { counts: [] }, { since: START }].map((window) => ({ circuits: [{ ...circuit, window }] })),
    ...[-1, 0.5, 2 ** 31, 2 ** 32, "1", null].flatMap((count) => [
      { circuits: [{ ...circuit, opened: count }] },
      { circuits: [{ ...circuit, consecutive: count }] },
      { circuits: [{ ...circuit, window: { since: START, counts: [[count, 0, 0]] } }] },
    ]),
    ...[[1, 2], [[1], [2, 3, 4]], [[3, 3, 3, 3]], [[]], "", null, [[5, 9, 0]], [[5, 0, 6]], [{ length: 3 }], [7], [null]].map(
      (counts) => ({ circuits: [{ ...circuit, window: { since: START, counts } }] }),
    ),
    { options: 7, circuits: [] },
    { options: { window: 0 }, circuits: [] },
  ];
  for (const data of bad) assert.throws(() => CircuitBreaker.hydrate(data), TypeError, JSON.stringify(data));
  assert.equal(CircuitBreaker.hydrate({ circuits: [circuit] }).state, "open", "without options: the default's");
});

test("options that make no sense are refused by name", () => {
  const bad = [
    [{ window: 0 }, "breaker.window"],
    [{ minimum: 0.5 }, "breaker.minimum"],
    [{ failureRate: 2 }, "breaker.failureRate"],
    [{ failureRate: false }, "breaker.failureRate"],
    [{ slowCall: "1s" }, "breaker.slowCall"],
    [{ consecutive: -1 }, "breaker.consecutive"],
    [{ open: "soon" }, "breaker.open"],
    [{ open: { base: "1s", jitter: "full" } }, "breaker.open.jitter"],
    [{ probes: 0 }, "breaker.probes"],
    [{ key: "host" }, "breaker.key"],
    [{ treshold: 5 }, "breaker.treshold"],
    [{ now: 5 }, "now"],
    ["30s", "breaker"],
    [7, "breaker"],
  ];
  for (const [given, field] of bad) {
    assert.throws(() => new CircuitBreaker(given), { name: "TypeError", field }, JSON.stringify(given));
    if (field !== "now") assert.throws(() => new RetryPolicy({ breaker: given }), { name: "TypeError", field });
  }
  assert.throws(() => new CircuitBreaker(false), TypeError);
  for (const foreign of [new Map(), new Date(), [new CircuitBreaker()]]) {
    assert.throws(() => new RetryPolicy({ breaker: foreign }), { name: "TypeError", field: "breaker" });
  }
});

test("a policy with one is data as well: with its options in its place", async () => {
  const breaker = new CircuitBreaker({ ...options, now: () => 7 });
  const policy = new RetryPolicy({ preset: "zDirect", breaker });
  assert.deepEqual(JSON.parse(JSON.stringify(policy)), { preset: "zDirect", breaker: options });
  const again = new RetryPolicy(policy.toJSON());
  assert.equal(again.explain(), policy.explain());
  breaker.isolate();
  assert.equal(again.breaker.state, "closed", "another one that means the same");
  assert.deepEqual(new RetryPolicy({ breaker: new CircuitBreaker() }).toJSON(), { breaker: {} });
});

// free() is not in the types, but the glue of WebAssembly has it, and so do tools that dispose of what they can.
test("one that was freed goes on", async () => {
  const breaker = new CircuitBreaker(options);
  const policy = guarded(breaker, scripted(503));
  breaker.free?.();
  assert.equal((await fetchWithRetry(url, policy)).status, 503);
  assert.equal(breaker.snapshot().length, 1);
});
