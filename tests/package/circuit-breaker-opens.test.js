// A circuit opens when too many calls through it fail, and then ends calls at once, without an attempt.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, guarded, url } from "./support/circuit.js";
import { fetchWithRetry, RetryError, RetryPolicy, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { answer, networkError, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

/** How many calls were sent until the circuit let none through; the transport repeats its last step. */
async function sentUntilOpen(breaker, ...steps) {
  const transport = scripted(...steps);
  const ends = await calls(guarded(breaker, transport), 40);
  return ends.includes("circuit-open") ? transport.sent.length : Number.POSITIVE_INFINITY;
}

const NEVER = Number.POSITIVE_INFINITY;

test("at half of the calls, once there are enough", async () => {
  assert.equal(await sentUntilOpen({ minimum: 4 }, 503), 4);
  assert.equal(await sentUntilOpen({ minimum: 4 }, 200, 200, 503, 503), 4);
  assert.equal(await sentUntilOpen({ minimum: 4 }, 200, 200, 200, 503), 6, "3 of 6");
  assert.equal(await sentUntilOpen({ minimum: 4, failureRate: 1 }, 200, 503), NEVER);
  assert.equal(await sentUntilOpen({ minimum: 4, failureRate: 0.2 }, 200, 200, 200, 200, 503), 5);
  assert.equal(await sentUntilOpen(true, 503), 10, "the default's minimum");
});

test("by failures of each kind, and by nothing else", async () => {
  for (const step of [500, 502, 503, 504, networkError()]) assert.equal(await sentUntilOpen({ minimum: 3 }, step), 3, `${step}`);
  const harmless = [200, 304, 400, 401, 404, 408, 425, 429, 501, new TypeError("x is not a function")];
  for (const status of harmless) {
    const step = status === 304 ? () => answer(304, {}, null) : status;
    assert.equal(await sentUntilOpen({ minimum: 3 }, step), NEVER, `${status}`);
  }
});

test("by timeouts too", async (t) => {
  const time = virtualTime(t);
  const policy = guarded({ minimum: 2 }, never, { attemptTimeout: "1s" });
  await assert.rejects(time.until(fetchWithRetry(url, policy)), { reason: "attempts" });
  await assert.rejects(time.until(fetchWithRetry(url, policy)), { reason: "attempts" });
  assert.equal(policy.breaker.state, "open");
});

test("429 says nothing of the server's health: such calls are not even counted", async () => {
  const policy = guarded({ minimum: 2 }, scripted(429));
  await calls(policy, 5);
  const [{ calls: counted, failures }] = policy.breaker.snapshot();
  assert.deepEqual([counted, failures], [0, 0]);
});

test("what fell out of the window does not count", async (t) => {
  const time = virtualTime(t);
  const policy = guarded({ minimum: 3, window: "30s" }, scripted(503));
  await calls(policy, 2);
  time.passed += 30_000;
  assert.deepEqual(await calls(policy, 3), [503, 503, 503]);
  assert.equal(policy.breaker.state, "open");
});

test("after so many failures in a row", async () => {
  const inARow = { failureRate: false, consecutive: 3 };
  assert.equal(await sentUntilOpen(inARow, 503, 503, 200, 503), 6);
  assert.equal(await sentUntilOpen(inARow, 200, 200, 200, 200, 503), 7);
});

test("at a share of slow calls, though all of them succeed", async (t) => {
  const time = virtualTime(t);
  const breaker = { failureRate: false, slowRate: 0.5, slowCall: "1s", minimum: 4 };
  const taking = (milliseconds) => () => {
    time.passed += milliseconds;
    return answer(200);
  };
  assert.equal(await sentUntilOpen(breaker, taking(999)), NEVER);
  assert.equal(await sentUntilOpen(breaker, taking(10), taking(10), taking(1000)), 4);
});

test("while it is open, a call ends at once, and says when a probe may be sent", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(503);
  const policy = guarded({ minimum: 2 }, transport);
  await calls(policy, 2);
  for (const probeIn of [5000, 3000]) {
    const error = await rejection(fetchWithRetry(url, policy));
    assert.ok(error instanceof RetryError);
    assert.deepEqual([error.reason, error.probeIn, error.attempts, error.elapsed], ["circuit-open", probeIn, [], 0]);
    assert.equal("response" in error, false);
    assert.match(error.message, /^GET http:\/\/server\.test\/: the circuit is open \(nothing was sent\)$/);
    assert.deepEqual(reportOf(error), { reason: "circuit-open", attempts: [], elapsed: 0, probeIn });
    time.passed += 2000;
  }
  assert.equal(transport.sent.length, 2);
  assert.equal(time.pending.size, 0);
});

test("it stays open for longer each time that it opens again, with a quarter of chance", async (t) => {
  const time = virtualTime(t);
  for (const [random, factor] of [
    [() => 0, 1],
    [() => 1 - 2 ** -53, 1.25],
  ]) {
    const policy = guarded({ minimum: 2 }, scripted(503), { random });
    await calls(policy, 1);
    for (const seconds of [5, 10, 20, 40, 60, 60]) {
      await calls(policy, 1);
      const [{ probeIn }] = policy.breaker.snapshot();
      assert.ok(Math.abs(probeIn - seconds * 1000 * factor) < 0.01, `${probeIn}`);
      time.passed += probeIn;
    }
  }
});

test("a Retry-After of the call that opens it is obeyed", async (t) => {
  virtualTime(t);
  const hinted = () => answer(503, { "retry-after": "120" });
  for (const [step, more, probeIn] of [
    [hinted, {}, 120_000],
    [hinted, { retryAfter: false }, 5000],
    [() => answer(503, { "retry-after": "1" }), {}, 5000],
  ]) {
    const policy = guarded({ minimum: 2 }, scripted(503, step), more);
    await calls(policy, 2);
    assert.equal((await rejection(fetchWithRetry(url, policy))).probeIn, probeIn);
  }
});

test("a retry that would come while it is open is not waited for: the call ends with what it has", async (t) => {
  const time = virtualTime(t);
  const policy = guarded({ minimum: 5 }, scripted(503), { retries: 3 });
  assert.equal(reportOf(await time.until(fetchWithRetry(url, policy))).reason, "attempts");
  const response = await fetchWithRetry(url, policy);
  assert.equal(await response.text(), "status 503");
  const { reason, attempts, probeIn } = reportOf(response);
  assert.deepEqual([reason, attempts.length, probeIn], ["circuit-open", 1, 5000]);
  assert.equal("wait" in attempts[0], false);

  const broken = networkError();
  const failing = guarded({ minimum: 3 }, scripted(broken), { retries: 1 });
  await assert.rejects(time.until(fetchWithRetry(url, failing)), { reason: "attempts" });
  await assert.rejects(fetchWithRetry(url, failing), { reason: "circuit-open", cause: broken, probeIn: 5000 });
});

test("one that opens during a wait, by other calls, ends the call when it wakes, with what it knows", async (t) => {
  const time = virtualTime(t);
  const policy = guarded({ minimum: 3 }, scripted(503), { retries: 1, backoff: { type: "constant", base: "1s" } });
  const waiting = assert.rejects(time.until(fetchWithRetry(url, policy)), (error) => {
    assert.deepEqual([error.reason, error.attempts.length, error.probeIn, error.elapsed], ["circuit-open", 1, 4000, 1000]);
    assert.deepEqual([error.response.status, error.response.bodyUsed], [503, true]);
    return true;
  });
  for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
  await calls(policy.with({ retries: 0 }), 2);
  await waiting;
});

test("a retry that comes when the circuit lets a probe through is that probe", async (t) => {
  const time = virtualTime(t);
  const policy = guarded({ minimum: 3 }, scripted(503, 503, 503, 200), {
    retries: 1,
    backoff: { type: "constant", base: "10s" },
  });
  await time.until(fetchWithRetry(url, policy));
  const response = await time.until(fetchWithRetry(url, policy));
  assert.deepEqual(
    reportOf(response).attempts.map(({ status }) => status),
    [503, 200],
  );
  assert.equal(policy.breaker.state, "closed");
});

test("the calls that meet a change tell of it", async (t) => {
  const time = virtualTime(t);
  const told = [];
  const onEvent = ({ type, key, from, to, probeIn, attempt }) =>
    told.push(type === "circuit" ? [key, from, to, probeIn, attempt] : type);
  const policy = guarded({ minimum: 2 }, scripted(503, 503, 200), { onEvent });
  await calls(policy, 3);
  time.passed += 5000;
  await calls(policy, 1);
  assert.deepEqual(
    told.filter((entry) => Array.isArray(entry)),
    [
      ["http://server.test", "closed", "open", 5000, 1],
      ["http://server.test", "open", "half-open", undefined, 1],
      ["http://server.test", "half-open", "closed", undefined, 1],
    ],
  );
  assert.equal(told.filter((entry) => entry === "end").length, 4);
});

test("a circuit that is not wanted is not there", async () => {
  const policy = new RetryPolicy({ ...QUICK, retries: 0, fetch: scripted(503) });
  assert.equal(policy.breaker, undefined);
  assert.deepEqual(new Set(await calls(policy, 30)), new Set([503]));
  const without = new RetryPolicy({ ...QUICK, preset: "resilientIntegrations", breaker: false });
  assert.equal(without.breaker, undefined);
});
