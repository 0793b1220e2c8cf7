// A circuit breaker that several policies share, and that is watched and worked by hand.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, guarded, url } from "./support/circuit.js";
import { CircuitBreaker, fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const origin = "http://server.test";

test("policies that are given the same one share its circuits, literals too", async () => {
  const breaker = new CircuitBreaker({ minimum: 2 });
  const failing = guarded(breaker, scripted(503));
  await calls(failing, 1);
  await calls({ ...failing.toJSON(), breaker, fetch: scripted(503) }, 1);
  assert.equal(breaker.state, "open");
  for (const policy of [failing, guarded(breaker, scripted(200)), { breaker }, { preset: "zDirect", breaker }]) {
    assert.deepEqual(await calls(policy, 1), ["circuit-open"]);
  }
  assert.deepEqual(await calls(guarded(new CircuitBreaker({ minimum: 2 }), scripted(200)), 1), [200], "another one");
});

test("a policy hands its circuits out", async () => {
  const policy = guarded({ minimum: 2 }, scripted(503));
  assert.ok(policy.breaker instanceof CircuitBreaker);
  await calls(policy, 2);
  assert.equal(policy.breaker.state, "open");
  assert.deepEqual(await calls(guarded(policy.breaker, scripted(200)), 1), ["circuit-open"]);
  const preset = new RetryPolicy("resilientIntegrations");
  assert.equal(preset.breaker.state, "closed");
  const shared = new CircuitBreaker();
  const circuits = new RetryPolicy({ breaker: shared }).breaker;
  circuits.isolate();
  assert.equal(shared.state, "isolated", "those that it was given");
});

test("snapshot() tells all of a circuit, state the worst of them", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 3, slowRate: 1, slowCall: "1s" });
  assert.deepEqual([breaker.state, breaker.snapshot()], ["closed", []]);
  const slow = () => {
    time.passed += 1000;
    return new Response();
  };
  await calls(guarded(breaker, scripted(slow, 503, 503)), 3);
  await calls(guarded(breaker, scripted(200)), 2, "http://other.test/");
  time.passed += 1000;
  const counted = { calls: 3, failures: 2, slow: 1, consecutive: 2, opened: 1, probing: 0, probeIn: 4000 };
  assert.deepEqual(breaker.snapshot(), [
    { key: origin, state: "open", ...counted },
    {
      key: "http://other.test",
      state: "closed",
      calls: 2,
      failures: 0,
      slow: 0,
      consecutive: 0,
      opened: 0,
      probing: 0,
      probeIn: 0,
    },
  ]);
  assert.equal(breaker.state, "open");
  time.passed += 4000;
  assert.equal(breaker.state, "half-open");
  breaker.isolate("http://other.test");
  assert.equal(breaker.state, "isolated");
});

test("isolate() lets nothing through, whatever the key, and reset() everything", async () => {
  const breaker = new CircuitBreaker({ minimum: 2 });
  const transport = scripted(200);
  const policy = guarded(breaker, transport);
  await calls(policy, 1);
  breaker.isolate();
  assert.equal(breaker.state, "isolated");
  const error = await rejection(fetchWithRetry(url, policy));
  assert.equal(error.reason, "circuit-open");
  assert.equal(error.probeIn, Number.POSITIVE_INFINITY);
  assert.deepEqual(await calls(policy, 1, "http://never.seen.test/"), ["circuit-open"]);
  assert.equal(transport.sent.length, 1);
  breaker.reset();
  assert.equal(breaker.state, "closed");
  assert.deepEqual(await calls(policy, 1), [200]);
  assert.deepEqual(await calls(policy, 1, "http://never.seen.test/"), [200]);
});

test("isolate(key) and reset(key) mean one circuit, be it known or not", async () => {
  const breaker = new CircuitBreaker({ minimum: 2 });
  const policy = guarded(breaker, scripted(200));
  breaker.isolate(origin);
  assert.deepEqual(await calls(policy, 1), ["circuit-open"]);
  assert.deepEqual(await calls(policy, 1, "http://other.test/"), [200]);
  breaker.reset("http://other.test");
  assert.equal(breaker.state, "isolated");
  breaker.reset(origin);
  assert.deepEqual(await calls(policy, 1), [200]);

  breaker.isolate();
  breaker.reset(origin);
  assert.deepEqual(await calls(policy, 1), [200], "all but this one");
  assert.deepEqual(await calls(policy, 1, "http://other.test/"), ["circuit-open"]);
});

test("reset() forgets what was counted", async () => {
  const policy = guarded({ minimum: 4 }, scripted(503));
  await calls(policy, 3);
  policy.breaker.reset();
  assert.deepEqual(await calls(policy, 4), [503, 503, 503, 503]);
  assert.deepEqual(await calls(policy, 1), ["circuit-open"]);
});

/** What a listener of `breaker` hears, in short. */
function listened(breaker) {
  const heard = [];
  const stop = breaker.onChange(
    ({ key, from, to, probeIn }) => heard.push([from, to, ...(probeIn === undefined ? [] : [probeIn])].join(" ")) && key,
  );
  return { heard, stop };
}

test("onChange tells every change once, in order, to all listeners", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 2 });
  const [one, other] = [listened(breaker), listened(breaker)];
  const policy = guarded(breaker, scripted(503, 503, 503, 200));
  await calls(policy, 2);
  time.passed += 5000;
  await calls(policy, 1);
  time.passed += 10_000;
  await calls(policy, 1);
  breaker.isolate();
  breaker.isolate();
  breaker.reset();
  const changes = [
    "closed open 5000",
    "open half-open",
    "half-open open 10000",
    "open half-open",
    "half-open closed",
    "closed isolated",
    "isolated closed",
  ];
  assert.deepEqual(one.heard, changes);
  assert.deepEqual(other.heard, changes);
});

test("whoever looks at it hears of a change that time has made", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 2 });
  const { heard } = listened(breaker);
  await calls(guarded(breaker, scripted(503)), 2);
  time.passed += 5000;
  assert.equal(breaker.state, "half-open");
  assert.deepEqual(heard, ["closed open 5000", "open half-open"]);
});

test("onChange tells of the first attempts that no future drives", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 2, slowRate: 1, slowCall: "1s" });
  const { heard } = listened(breaker);
  const slow = () => {
    time.passed += 1500;
    return new Response();
  };
  await calls(guarded(breaker, scripted(slow), { random: undefined }), 2);
  assert.equal(heard.length, 1);
  assert.match(heard[0], /^closed open (5|6)\d\d\d(\.\d+)?$/);
});

test("a listener is told no more once it has unsubscribed, be it in the midst of a change", () => {
  const breaker = new CircuitBreaker();
  const heard = [];
  const listener = () => heard.push("twice");
  const stops = [breaker.onChange(listener), breaker.onChange(listener)];
  const stop = breaker.onChange(() => {
    heard.push("once");
    stop();
  });
  const after = listened(breaker);
  breaker.isolate(origin);
  assert.deepEqual(heard, ["twice", "twice", "once"]);
  stops[0]();
  stops[0]();
  breaker.reset(origin);
  assert.deepEqual(heard.slice(3), ["twice"]);
  assert.equal(after.heard.length, 2, "nobody is passed over");
});

test("a listener that throws is heard of on the console, and the others hear of the change", async (t) => {
  const complaints = t.mock.method(console, "error", () => {});
  const breaker = new CircuitBreaker({ minimum: 2 });
  const broken = new Error("a bug in the listener");
  breaker.onChange(() => {
    throw broken;
  });
  breaker.onChange(async () => {
    throw broken;
  });
  const { heard } = listened(breaker);
  assert.deepEqual(await calls(guarded(breaker, scripted(503)), 3), [503, 503, "circuit-open"]);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    complaints.mock.calls.map((call) => call.arguments[0]),
    [broken, broken],
  );
  assert.equal(heard.length, 1);
});

test("a listener that works the breaker: everybody hears of the changes in their order", async () => {
  const breaker = new CircuitBreaker({ minimum: 2 });
  const before = listened(breaker);
  breaker.onChange(({ key, to }) => to === "open" && breaker.reset(key));
  breaker.onChange(({ key, from, to }) => from === "open" && to === "closed" && breaker.isolate("http://other.test") && key);
  const after = listened(breaker);
  const policy = guarded(breaker, scripted(503));
  assert.deepEqual(await calls(policy, 3), [503, 503, 503]);
  const changes = ["closed open 5000", "open closed", "closed isolated"];
  assert.deepEqual(before.heard, changes);
  assert.deepEqual(after.heard, changes);
});

test("a clock of its own is the clock of all who share it, whatever theirs", async () => {
  let now = 1000;
  const breaker = new CircuitBreaker({ minimum: 2, now: () => now });
  await calls(guarded(breaker, scripted(503), { now: () => 1e12 }), 2);
  assert.equal(breaker.snapshot()[0].probeIn, 5000);
  now += 4999;
  assert.deepEqual(await calls(guarded(breaker, scripted(200)), 1), ["circuit-open"]);
  now += 1;
  assert.deepEqual(await calls(guarded(breaker, scripted(200)), 1), [200]);
});

test("without one it goes by the platform's clocks, whatever those of the policies that share it", async (t) => {
  const time = virtualTime(t);
  const breaker = new CircuitBreaker({ minimum: 3 });
  const failing = guarded(breaker, scripted(503));
  await calls(failing, 1);
  await calls(failing.with({ now: () => 1e12 }), 2);
  for (const now of [() => 0, () => 1e13, undefined]) {
    assert.deepEqual(await calls(guarded(breaker, scripted(200), { now }), 1), ["circuit-open"]);
  }
  time.passed += 5000;
  assert.deepEqual(await calls(guarded(breaker, scripted(200), { now: () => 5 }), 1), [200]);
});

test("a clock that throws or talks nonsense does no harm", async () => {
  const clocks = [
    () => {
      throw new Error("a bug in the clock");
    },
    () => Number.NaN,
    () => "x",
    () => undefined,
  ];
  for (const now of clocks) {
    const breaker = new CircuitBreaker({ minimum: 2, now });
    assert.deepEqual(await calls(guarded(breaker, scripted(200)), 3), [200, 200, 200], `${now}`);
    assert.equal(breaker.snapshot()[0].calls, 3);
  }
});
