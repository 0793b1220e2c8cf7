// A second-best answer where there is no good one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, guarded, url } from "./support/circuit.js";
import { fetchWithRetry, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, networkError, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const second = () => answer(200, {}, "second best");

/** The context in which the fallback of a call was asked, and what the call came to. */
async function asked(policy, init) {
  const contexts = [];
  const fallback = (context) => {
    contexts.push(context);
    return second();
  };
  const result = await outcome(
    fetchWithRetry(url, policy instanceof RetryPolicy ? policy.with({ fallback }) : { ...QUICK, fallback, ...policy }, init),
  );
  return { contexts, context: contexts[0], ...result };
}

const invalid = new TypeError("Failed to parse URL from x", {
  cause: Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" }),
});
const stream = () => ({ method: "PUT", body: new Blob(["x"]).stream() });

// Policy, init, and whether there was a response, an error or neither.
const REASONS = {
  attempts: [{ fetch: scripted(503) }, undefined, "response"],
  deadline: [{ fetch: scripted(() => answer(503, { "retry-after": "60" })), deadline: "1s" }, undefined, "response"],
  "hint-too-long": [
    { fetch: scripted(() => answer(503, { "retry-after": "60" })), retryAfter: { cap: "1s" } },
    undefined,
    "response",
  ],
  "not-idempotent": [{ fetch: scripted(networkError()) }, { method: "POST" }, "error"],
  body: [{ fetch: scripted(503) }, stream, "response"],
  budget: [{ fetch: scripted(503), budget: { initial: 1 } }, undefined, "response"],
  veto: [{ fetch: scripted(503), shouldRetry: () => false }, undefined, "response"],
  error: [{ fetch: scripted(networkError()), networkErrors: false }, undefined, "error"],
};

for (const [reason, [policy, init, what]] of Object.entries(REASONS)) {
  test(`${reason}: it is asked with what there is, and its answer is the call's`, async () => {
    const { contexts, context, value } = await asked(policy, typeof init === "function" ? init() : init);
    assert.equal(contexts.length, 1);
    assert.equal(context.reason, reason);
    assert.equal(context.attempts.length, policy.fetch.sent.length);
    assert.equal(context.response?.status, what === "response" ? 503 : undefined);
    assert.equal("error" in context, what === "error");
    assert.equal("probeIn" in context, false);
    assert.equal(await value.text(), "second best");
    const report = reportOf(value);
    assert.deepEqual([report.reason, report.fallback], [reason, true]);
    assert.deepEqual(report.attempts, context.attempts);
  });
}

test("circuit-open: at once, without an attempt, and with how long that may take", async (t) => {
  virtualTime(t);
  const transport = scripted(503);
  const policy = guarded({ minimum: 2 }, transport);
  await calls(policy, 2);
  const { context, value } = await asked(policy);
  assert.deepEqual(context, { reason: "circuit-open", attempts: [], probeIn: 5000 });
  assert.equal(await value.text(), "second best");
  assert.deepEqual(reportOf(value), { reason: "circuit-open", attempts: [], elapsed: 0, fallback: true, probeIn: 5000 });
  assert.equal(transport.sent.length, 2);
});

test("throttled: the same", async () => {
  const policy = new RetryPolicy({ ...QUICK, retries: 0, throttle: true, random: () => 0, fetch: scripted(503) });
  await calls(policy, 1);
  const { context, value } = await asked(policy);
  assert.deepEqual(context, { reason: "throttled", attempts: [] });
  assert.equal(value.status, 200);
});

test("offline: the same", async (t) => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { onLine: false }, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "navigator", real));
  const { context, value } = await asked({ fetch: scripted(networkError()), retries: 1 });
  assert.deepEqual([context.reason, context.error.message, value.status], ["offline", "fetch failed", 200]);
});

test("it is not asked for good answers, for statuses that are no failures, for bugs, or after an abort", async () => {
  const broken = () => {
    throw new Error("a bug");
  };
  const calls = [
    [{ fetch: scripted(200) }],
    [{ fetch: scripted(503, 200) }],
    [{ fetch: scripted(404) }],
    [{ fetch: scripted(401) }],
    [{ fetch: scripted(501) }],
    [{ fetch: scripted(404), throwOnStatus: true }],
    [{ fetch: scripted(new TypeError("x is not a function")) }],
    [{ fetch: scripted(invalid) }],
    [{ fetch: scripted(503), shouldRetry: broken }],
    [{ fetch: scripted(503), backoff: broken }],
    [{ fetch: scripted(503) }, { signal: AbortSignal.abort("enough") }],
  ];
  for (const [policy, init] of calls) {
    const { contexts, value, error } = await asked(policy, init);
    assert.equal(contexts.length, 0, reportOf(value ?? error)?.reason);
    assert.equal(reportOf(value ?? error)?.fallback, undefined);
  }
});

test("a promise of an answer will do", async () => {
  const fallback = async () => {
    await turnOfTheLoop();
    return second();
  };
  const response = await fetchWithRetry(url, { ...QUICK, retries: 0, fallback, fetch: scripted(503) });
  assert.equal(await response.text(), "second best");
});

test("nothing: the call ends as it would have without it, the response unread", async () => {
  for (const fallback of [() => undefined, () => null, async () => {}]) {
    const response = await fetchWithRetry(url, { ...QUICK, fallback, fetch: scripted(503) });
    assert.equal(await response.text(), "status 503");
    assert.equal("fallback" in reportOf(response), false);
    const error = await rejection(fetchWithRetry(url, { ...QUICK, fallback, throwOnStatus: true, fetch: scripted(503) }));
    assert.deepEqual([error.reason, await error.response.text()], ["attempts", "status 503"]);
    const broken = networkError();
    assert.equal((await rejection(fetchWithRetry(url, { ...QUICK, fallback, fetch: scripted(broken) }))).cause, broken);
  }
});

test("the answer may be bad, even with throwOnStatus: whoever gives it knows what it is", async () => {
  const fallback = () => answer(404, {}, "none");
  const response = await fetchWithRetry(url, { ...QUICK, fallback, throwOnStatus: true, fetch: scripted(503) });
  assert.equal(await response.text(), "none");
});

test("the last response may be the answer, or a part of it", async () => {
  const kinds = {
    itself: ({ response }) => response,
    "a clone": ({ response }) => response.clone(),
    "another head": ({ response }) => new Response(response.body, { status: 200, headers: { "x-stale": "1" } }),
    "its text": async ({ response }) => new Response(await response.text()),
  };
  for (const [name, fallback] of Object.entries(kinds)) {
    const response = await fetchWithRetry(url, { ...QUICK, fallback, fetch: scripted(503) });
    assert.equal(response.bodyUsed, false, name);
    assert.equal(await response.text(), "status 503", name);
    assert.equal(reportOf(response).fallback, true);
  }
});

test("a response that is not needed any more is let go", async () => {
  const last = answer(503);
  await fetchWithRetry(url, { ...QUICK, retries: 0, fallback: second, fetch: scripted(() => last) });
  assert.equal(last.bodyUsed, true);
});

test("what it throws ends the call, with the history", async () => {
  const broken = new Error("a bug in the fallback");
  const throwing = [
    () => {
      throw broken;
    },
    async () => {
      throw broken;
    },
  ];
  for (const fallback of throwing) {
    const last = answer(503);
    const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 0, fallback, fetch: scripted(() => last) }));
    assert.deepEqual([error.name, error.reason, error.cause, error.attempts.length], ["RetryError", "error", broken, 1]);
    assert.equal(last.bodyUsed, true);
  }
});

test("one that hangs does not hold the call beyond its deadline", async (t) => {
  const time = virtualTime(t);
  const policy = { ...QUICK, retries: 0, fallback: never, fetch: scripted(503), deadline: "10s" };
  const response = await time.until(fetchWithRetry(url, policy));
  assert.equal(await response.text(), "status 503");
  assert.deepEqual([reportOf(response).reason, "fallback" in reportOf(response)], ["attempts", false]);
  assert.ok(time.passed <= 10_000, `${time.passed} ms`);
});

test("where the deadline ends the call, its last second is the fallback's, and it ends no later", async (t) => {
  const time = virtualTime(t);
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 900));
    return second();
  };
  const policy = { ...QUICK, fetch: never, deadline: "10s" };
  const response = await time.until(fetchWithRetry(url, { ...policy, fallback: slow }));
  assert.equal(await response.text(), "second best");
  assert.equal(reportOf(response).reason, "deadline");
  time.passed = 0;
  await assert.rejects(time.until(fetchWithRetry(url, { ...policy, fallback: never })), { reason: "deadline" });
  assert.ok(time.passed <= 10_002, `${time.passed} ms`);
});

test("once the deadline is over, what is there at once is still taken, and nothing that takes time", async (t) => {
  const time = virtualTime(t);
  const late = async () => {
    time.passed += 10_000;
    return false;
  };
  const policy = { ...QUICK, fetch: scripted(503), deadline: "10s", shouldRetry: late };
  const soon = await time.until(fetchWithRetry(url, { ...policy, fallback: async () => second() }));
  assert.equal(await soon.text(), "second best");
  const slow = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return second();
  };
  const response = await time.until(fetchWithRetry(url, { ...policy, fallback: slow }));
  assert.deepEqual([response.status, reportOf(response).fallback], [503, undefined]);
});

test("an abort meanwhile ends the call at once, with its own reason, and nothing is left behind", async (t) => {
  const time = virtualTime(t);
  let isAsked = false;
  const fallback = () => {
    isAsked = true;
    return never();
  };
  const controller = new AbortController();
  const last = answer(503);
  const policy = { ...QUICK, retries: 0, fallback, fetch: scripted(() => last) };
  const call = fetchWithRetry(url, policy, { signal: controller.signal });
  call.catch(() => {});
  while (!isAsked) await turnOfTheLoop();
  controller.abort("enough");
  await assert.rejects(call, (reason) => reason === "enough");
  assert.equal(time.pending.size, 0);
  assert.equal(last.bodyUsed, true);
});

test("it is told as an event, and so is what came of it", async () => {
  for (const [fallback, given] of [
    [second, true],
    [() => undefined, undefined],
  ]) {
    const told = [];
    const onEvent = ({ type, reason, fallback }) => told.push([type, reason, fallback]);
    await fetchWithRetry(url, { ...QUICK, retries: 0, fallback, onEvent, fetch: scripted(503) });
    assert.deepEqual(told.slice(2), [
      ["fallback", "attempts", undefined],
      ["end", "attempts", given],
    ]);
  }
});

test("an operation's may be any value", async () => {
  const failing = () => {
    throw new Error("down");
  };
  for (const value of [0, "", false, "text", { some: "thing" }, [1], Symbol.iterator]) {
    assert.equal(await retry(failing, { ...QUICK, fallback: () => value }), value);
  }
  const kept = { some: "thing" };
  await retry(failing, { ...QUICK, fallback: () => kept });
  assert.deepEqual([reportOf(kept).reason, reportOf(kept).fallback], ["attempts", true]);
});

test("a literal's is asked on its own call only", async () => {
  const send = (text) =>
    fetchWithRetry(url, { ...QUICK, retries: 0, fallback: () => answer(200, {}, text), fetch: scripted(503) });
  const [one, other] = await Promise.all([send("one"), send("other")]);
  assert.deepEqual([await one.text(), await other.text()], ["one", "other"]);
});
