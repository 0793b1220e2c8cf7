// Adaptive throttling: who is refused too often refuses itself, first attempts included.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, url } from "./support/circuit.js";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { networkError, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

function throttled(fetch, more) {
  return new RetryPolicy({ ...QUICK, retries: 0, throttle: true, fetch, ...more });
}

test("a call that is refused here is not sent, and says so", async () => {
  const transport = scripted(503);
  const policy = throttled(transport, { random: () => 0 });
  await fetchWithRetry(url, policy);
  const error = await rejection(fetchWithRetry(url, policy));
  assert.deepEqual([error.name, error.reason, error.attempts, error.cause], ["RetryError", "throttled", [], undefined]);
  assert.equal("response" in error, false);
  assert.match(error.message, /throttled, since the server refuses too much \(nothing was sent\)$/);
  assert.equal(transport.sent.length, 1);
});

test("the chance is (requests - k x accepts) / (requests + 1)", async (t) => {
  virtualTime(t);
  let random = 0;
  const policy = throttled(scripted(200, 200, 503), { random: () => random, throttle: { k: 1.5 } });
  assert.deepEqual(await calls(policy, 4), [200, 200, 503, 503], "as many as k times what was accepted, with any luck");
  // 4 requests, 2 accepts: (4 - 3) / 5.
  random = 0.21;
  assert.deepEqual(await calls(policy, 1), [503]);
  // 5 requests: (5 - 3) / 6. One that is refused counts as a request.
  random = 0.33;
  assert.deepEqual(await calls(policy, 1), ["throttled"]);
  // 6 requests: 3 / 7.
  random = 0.43;
  assert.deepEqual(await calls(policy, 1), [503]);
});

test("some are always let through, so that it learns when the server is well again", async () => {
  const policy = throttled(scripted(503), { random: () => 0.9 });
  assert.deepEqual(new Set(await calls(policy, 100)), new Set([503]));
  const strict = throttled(scripted(503), { random: () => 0.9, throttle: { cap: 1 } });
  assert.ok((await calls(strict, 100)).includes("throttled"));
});

test("what the server accepts, and what it refuses", async () => {
  const isThrottled = async (step) => (await calls(throttled(scripted(step), { random: () => 0 }), 5)).includes("throttled");
  for (const step of [200, 301, 400, 404, 401]) assert.equal(await isThrottled(step), false, `${step}`);
  for (const step of [429, 500, 503, networkError()]) assert.equal(await isThrottled(step), true, `${step}`);
});

test("retries are throttled too: the error has the response, whose body was given up for the retry", async () => {
  const transport = scripted(503);
  const error = await rejection(fetchWithRetry(url, throttled(transport, { retries: 3, random: () => 0 })));
  assert.deepEqual([error.reason, error.attempts.length, transport.sent.length], ["throttled", 1, 1]);
  assert.deepEqual([error.response.status, error.response.bodyUsed], [503, true]);
  assert.equal(reportOf(error).reason, "throttled");
});

test("the window slides, and each origin has its own", async (t) => {
  const time = virtualTime(t);
  const policy = throttled(scripted(503), { random: () => 0, throttle: { window: "1m" } });
  assert.deepEqual(await calls(policy, 2), [503, "throttled"]);
  assert.deepEqual(await calls(policy, 1, "http://other.test/"), [503]);
  time.passed += 60_000;
  assert.deepEqual(await calls(policy, 1), [503]);
});

test("it is shared as budgets are: by literals that say the same, not by policies of their own", async () => {
  const fetch = scripted(503);
  const literal = () => ({ ...QUICK, retries: 0, throttle: { k: 1.25 }, random: () => 0, fetch });
  assert.deepEqual(await calls(literal(), 1), [503]);
  assert.deepEqual(await calls(literal(), 1), ["throttled"]);
  assert.deepEqual(await calls(new RetryPolicy(literal()), 1), [503]);
});

test("a retry that is refused here gives its token back", async () => {
  const policy = throttled(scripted(503), { retries: 1, random: () => 0, budget: { initial: 2 } });
  await assert.rejects(fetchWithRetry(url, policy), { reason: "throttled" });
  assert.equal(policy.budgets()[0].credit, 2);
});
