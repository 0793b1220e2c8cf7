// explain() and delays() say beforehand what calls then do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { answer, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/";

// Two thirds of the way through a guide's random range.
const random = () => 2 / 3;

const WAITS = [
  ["standard", [1000 / 3, 2000 / 3, 4000 / 3]],
  ["statusCodes", [1000 / 3, 2000 / 3, 4000 / 3]],
  ["livePerson", [5, 10, 15, 120, 240, 480].map((seconds) => seconds * 1000 * (1 + 0.2 / 3))],
  ["copyleaks", [1, 2, 4, 8, 16, 32, 50, 50].map((seconds) => seconds * 1000 + 7000)],
  ["resilientIntegrations", [1, 2, 4, 8].map((seconds) => seconds * 1000 * (0.75 + 1 / 3))],
  ["zDirect", [2, 4, 8, 16, 32, 64, 64, 64].map((seconds) => seconds * 1000 + 2000 / 3)],
];

function assertClose(actual, expected, what) {
  assert.equal(actual.length, expected.length, what);
  for (const [index, wait] of expected.entries()) {
    assert.ok(Math.abs(actual[index] - wait) < 0.01, `${what}: wait ${index + 1} is ${actual[index]}, not ${wait}`);
  }
}

for (const [preset, waits] of WAITS) {
  test(`${preset}: delays() gives its guide's waits, and a call waits so`, async (t) => {
    assertClose(new RetryPolicy(preset).delays({ random }), waits, "delays");
    const time = virtualTime(t);
    const transport = scripted(503);
    const response = await time.until(fetchWithRetry(url, { preset, random, fetch: transport }));
    const { reason, attempts } = reportOf(response);
    assert.equal(reason, "attempts", "the preset's own sequence completes before its deadline");
    assertClose(
      attempts.slice(0, -1).map(({ wait }) => wait),
      waits,
      "waits",
    );
    assert.equal(transport.sent.length, waits.length + 1);
    assert.equal(attempts.at(-1).wait, undefined);
  });
}

test("delays() is drawn anew each time, unless random is given", () => {
  const policy = new RetryPolicy({ retries: 5 });
  assert.notDeepEqual(policy.delays(), policy.delays());
  assert.deepEqual(policy.delays({ random: () => 0.25 }), policy.delays({ random: () => 0.25 }));
  assert.deepEqual(new RetryPolicy({ retries: 2, random: () => 0.5 }).delays(), [250, 500], "the policy's own random");
  assert.deepEqual(new RetryPolicy({ retries: 0 }).delays(), []);
});

test("explain() says what is retried, the waits and the worst case", () => {
  const text = new RetryPolicy({
    preset: "zDirect",
    retries: 2,
    attemptTimeout: "10s",
    idempotencyKey: true,
    retryAfter: false,
    statuses: { include: ["5xx"], except: [501] },
  }).explain();
  for (const part of [
    "5xx",
    "but not 501",
    "503",
    "2 to 3 s, 4 to 5 s",
    "Idempotency-Key",
    "random UUID",
    "3 requests",
    "38 s",
  ]) {
    assert.ok(text.includes(part), `${part} is not in\n${text}`);
  }
});

test("explain() says what calls share and how they recover", () => {
  const text = new RetryPolicy({
    budget: { initial: [0, 2] },
    breaker: { failureRate: 0.25, open: "10s", probes: 2 },
    throttle: true,
    fallback: "cache",
    refresh: () => undefined,
    until: { not: [404, 202], backoff: { base: "2s" }, jitter: "none" },
  }).explain();
  for (const part of [
    "0 to 2 at first",
    "25 % failures",
    "after 10 s, 2 probes decide",
    "90 %",
    "the cache holdfast-fetch",
    "refresh()",
    "202, 404",
    "2 to 30 s",
    "5 requests and the polls",
  ]) {
    assert.ok(text.includes(part), `${part} is not in\n${text}`);
  }
});

test("explain() of the default names its statuses and limits", () => {
  const text = new RetryPolicy().explain();
  for (const part of [
    "5xx, 408, 425, 429",
    "but not 501, 505, 506, 508, 510, 511",
    "network errors",
    "GET, HEAD",
    "30 s",
    "3 min",
    "4 requests",
  ]) {
    assert.ok(text.includes(part), `${part} is not in\n${text}`);
  }
});

test("the worst case of explain() holds: attempts that time out and the longest waits end within it", async (t) => {
  const policy = new RetryPolicy({
    retries: 2,
    attemptTimeout: "10s",
    deadline: false,
    retryAfter: false,
    budget: false,
    random: () => 1 - 2 ** -53,
  });
  assert.match(policy.explain(), /Worst case: 3 requests, 31\.5 s/);
  const time = virtualTime(t);
  const call = fetchWithRetry(url, policy.with({ fetch: () => new Promise(() => {}) }));
  const error = await time.until(call.catch((reason) => reason));
  assert.equal(error.reason, "attempts");
  assert.ok(time.passed > 31_000 && time.passed <= 31_501, `${time.passed} ms`);
});

test("a hint lengthens a wait beyond what delays() said, and only then", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(() => answer(503, { "retry-after": "9" }), 503, 200);
  const policy = { jitter: "none", fetch: transport, random: () => 0 };
  const { attempts } = reportOf(await time.until(fetchWithRetry(url, policy)));
  assert.deepEqual(
    attempts.map(({ wait }) => wait),
    [9000, 1000, undefined],
  );
});
