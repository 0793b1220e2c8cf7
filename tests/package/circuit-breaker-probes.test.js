// A half-open circuit: few calls are let through, and what they come to decides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { byHand, calls, guarded, url } from "./support/circuit.js";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, never, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

/** A policy whose circuit has just become half-open: the transport gets what is sent from now on. */
async function halfOpen(time, fetch, breaker, more) {
  let transport = scripted(503);
  const policy = guarded({ minimum: 3, ...breaker }, (...given) => transport(...given), more);
  assert.deepEqual(await calls(policy, 3), [503, 503, 503]);
  transport = fetch;
  time.passed += 5000;
  assert.equal(policy.breaker.state, "half-open");
  return policy;
}

const isOpen = ({ error }) => error?.reason === "circuit-open";

test("of fifty calls at once, one is sent; when that succeeds, all that come are", async (t) => {
  const time = virtualTime(t);
  const { fetch, answers } = byHand();
  const policy = await halfOpen(time, fetch);
  const all = Array.from({ length: 50 }, () => outcome(fetchWithRetry(url, policy)));
  const [probe, ...others] = all;
  const ends = await Promise.all(others);
  assert.ok(ends.every(isOpen));
  assert.equal(answers.length, 1);
  assert.equal(policy.breaker.snapshot()[0].probing, 1);
  answers[0](200);
  assert.equal((await probe).value.status, 200);
  assert.equal(policy.breaker.state, "closed");
  const more = Array.from({ length: 50 }, () => fetchWithRetry(url, policy));
  while (answers.length < 51) await turnOfTheLoop();
  for (const give of answers.slice(1)) give(200);
  assert.equal((await Promise.all(more)).length, 50);
});

test("a probe that fails opens it again, for longer", async (t) => {
  const time = virtualTime(t);
  const policy = await halfOpen(time, scripted(503));
  assert.deepEqual(await calls(policy, 2), [503, "circuit-open"]);
  const [{ state, opened, probeIn }] = policy.breaker.snapshot();
  assert.deepEqual([state, opened, probeIn], ["open", 2, 10_000]);
});

test("a probe is not repeated by its own call: what it found is what the call ends with", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(503);
  const policy = await halfOpen(time, transport);
  const response = await fetchWithRetry(url, policy.with({ retries: 1 }));
  assert.equal(reportOf(response).reason, "circuit-open");
  assert.equal(transport.sent.length, 1);
});

test("an aborted probe proves nothing, and gives its place back", async (t) => {
  const time = virtualTime(t);
  const { fetch, answers } = byHand();
  const policy = await halfOpen(time, fetch);
  const controller = new AbortController();
  const aborted = fetchWithRetry(url, policy, { signal: controller.signal });
  const settled = outcome(aborted);
  while (answers.length < 1) await turnOfTheLoop();
  controller.abort("enough");
  assert.equal((await settled).error, "enough");
  answers[0](200);
  await turnOfTheLoop();
  assert.equal(policy.breaker.state, "half-open");
  assert.equal(policy.breaker.snapshot()[0].probing, 0);
  const next = outcome(fetchWithRetry(url, policy));
  while (answers.length < 2) await turnOfTheLoop();
  answers[1](200);
  assert.equal((await next).value.status, 200);
  assert.equal(policy.breaker.state, "closed");
});

test("a probe that is told to slow down proves nothing either", async (t) => {
  const time = virtualTime(t);
  const policy = await halfOpen(time, scripted(429, 200));
  assert.deepEqual(await calls(policy, 1), [429]);
  assert.equal(policy.breaker.state, "half-open");
  assert.deepEqual(await calls(policy, 1), [200]);
  assert.equal(policy.breaker.state, "closed");
});

test("results of calls that were sent before the break change nothing, good or bad", async (t) => {
  const time = virtualTime(t);
  const { fetch, answers } = byHand();
  const late = scripted(fetch, fetch, 503);
  const policy = guarded({ minimum: 2 }, late);
  const good = outcome(fetchWithRetry(url, policy));
  const bad = outcome(fetchWithRetry(url, policy));
  await calls(policy, 2);
  answers[0](200);
  assert.equal((await good).value.status, 200);
  assert.equal(policy.breaker.state, "open");
  time.passed += 5000;
  assert.equal(policy.breaker.state, "half-open");
  answers[1](503);
  assert.equal((await bad).value.status, 503);
  const [{ state, opened, probing }] = policy.breaker.snapshot();
  assert.deepEqual([state, opened, probing], ["half-open", 1, 0]);
});

test("nor do those of a probe that came too late for its own break", async (t) => {
  const time = virtualTime(t);
  const { fetch, answers } = byHand();
  const policy = await halfOpen(time, fetch);
  const probe = outcome(fetchWithRetry(url, policy));
  while (answers.length < 1) await turnOfTheLoop();
  policy.breaker.reset();
  answers[0](503);
  await probe;
  const [{ state, calls: counted, failures }] = policy.breaker.snapshot();
  assert.deepEqual([state, counted, failures], ["closed", 0, 0]);
});

test("a probe that times out is a failure", async (t) => {
  const time = virtualTime(t);
  const policy = await halfOpen(time, never, {}, { attemptTimeout: "3s" });
  await assert.rejects(time.until(fetchWithRetry(url, policy)), { reason: "attempts" });
  const [{ state, opened, probeIn }] = policy.breaker.snapshot();
  assert.deepEqual([state, opened, probeIn], ["open", 2, 10_000]);
});

test("a probe that never settles does not keep others out for ever", async (t) => {
  const time = virtualTime(t);
  const policy = await halfOpen(time, scripted(never, 200), {}, { attemptTimeout: false, deadline: false });
  fetchWithRetry(url, policy);
  const refused = await rejection(fetchWithRetry(url, policy));
  assert.equal(refused.reason, "circuit-open");
  assert.ok(refused.probeIn > 0 && refused.probeIn <= 600_000, `${refused.probeIn}`);
  time.passed += refused.probeIn;
  assert.deepEqual(await calls(policy, 1), [200]);
  assert.equal(policy.breaker.state, "closed");
});

test("two probes: two calls at a time, and two successes close it", async (t) => {
  const time = virtualTime(t);
  const { fetch, answers } = byHand();
  const policy = await halfOpen(time, fetch, { probes: 2 });
  const probes = [outcome(fetchWithRetry(url, policy)), outcome(fetchWithRetry(url, policy))];
  assert.ok(isOpen(await outcome(fetchWithRetry(url, policy))));
  assert.equal(answers.length, 2);
  answers[0](200);
  await probes[0];
  assert.equal(policy.breaker.state, "half-open");
  answers[1](200);
  await probes[1];
  assert.equal(policy.breaker.state, "closed");
});

test("one failure among several probes opens it again", async (t) => {
  const time = virtualTime(t);
  const policy = await halfOpen(time, scripted(200, 503), { probes: 3 });
  assert.deepEqual(await calls(policy, 3), [200, 503, "circuit-open"]);
});

test("where slowness opens it, a slow probe does not close it", async (t) => {
  const time = virtualTime(t);
  const slow = () => {
    time.passed += 2000;
    return answer(200);
  };
  const policy = await halfOpen(time, slow, { slowRate: 0.5, slowCall: "1s" });
  assert.deepEqual(await calls(policy, 1), [200]);
  assert.equal(policy.breaker.state, "open");
});
