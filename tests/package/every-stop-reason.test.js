// Every reason for which one call can end, reached from outside.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fetchWithRetry, fileOfPackage, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const invalid = new TypeError("Failed to parse URL from x", {
  cause: Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" }),
});
const streamed = () => ({ method: "PUT", body: new Blob(["x"]).stream(), duplex: "half" });
const hint = () => answer(503, { "retry-after": "60" });
const never = () => new Promise(() => {});
const wait = { backoff: { base: "1s" }, jitter: "none" };

// Steps of the transport; what is expected; the policy; the init.
const CALLS = {
  success: [
    [[200], "response", {}],
    [[503, 200], "response", {}],
    [[() => answer(304, {}, null)], "response", {}],
  ],
  status: [
    [[404], "response", {}],
    [[503, 400], "response", {}],
    [[501], "error", { throwOnStatus: true }],
    [[404], "response", { shouldRetry: () => undefined }],
    [[200], "response", { statusOf: () => 404 }],
  ],
  attempts: [
    [[503], "response", {}],
    [[networkError()], "error", {}],
    [[503, networkError()], "error", { retries: 1 }],
    [[networkError(), 503], "response", { retries: 1 }],
    [[503], "error", { throwOnStatus: true }],
    [[503], "response", { retries: 0 }],
    [[404], "response", { shouldRetry: () => true }],
  ],
  deadline: [
    [[hint], "response", { deadline: "10s" }],
    [[networkError()], "error", { ...wait, deadline: 500 }],
    [[never], "error", { deadline: 30 }],
    [[503], "response", { shouldRetry: () => "20s", deadline: "10s" }],
    [[hint], "response", { idempotencyKey: { horizon: "10s" } }, { method: "POST" }],
  ],
  "hint-too-long": [
    [[hint], "response", { retryAfter: { cap: "59s" } }],
    [[hint], "error", { retryAfter: { cap: "59s" }, throwOnStatus: true }],
  ],
  "not-idempotent": [
    [[503], "response", {}, { method: "POST" }],
    [[networkError()], "error", {}, { method: "POST" }],
    [[503], "response", { idempotent: false }],
  ],
  body: [
    [[503], "response", {}, streamed],
    [[networkError()], "error", {}, streamed],
  ],
  veto: [
    [[503], "response", { shouldRetry: () => false }],
    [[networkError()], "error", { shouldRetry: async () => false }],
    [[503, 503], "response", { shouldRetry: ({ attempt }) => attempt < 2 }],
  ],
  aborted: [[[503], "reason", { ...wait, onEvent: "abort" }]],
  error: [
    [[invalid], "error", {}],
    [[networkError()], "error", { networkErrors: false }],
    [[never], "error", { timeouts: false, attemptTimeout: 30 }],
    [
      [503],
      "error",
      {
        shouldRetry: () => {
          throw new Error("a bug");
        },
      },
    ],
  ],
};

for (const [reason, calls] of Object.entries(CALLS)) {
  test(`${reason}`, async () => {
    for (const [steps, end, policy, init] of calls) {
      const controller = new AbortController();
      const mine = new Error("mine");
      const listening = policy.onEvent === "abort" && { onEvent: ({ type }) => type === "wait" && controller.abort(mine) };
      const transport = scripted(...steps);
      const given = typeof init === "function" ? init() : init;
      const call = fetchWithRetry(
        url,
        { ...QUICK, ...policy, ...listening, fetch: transport },
        { signal: controller.signal, ...given },
      );
      const { value, error } = await outcome(call);
      const report = reportOf(value ?? error);
      assert.equal(report.reason, reason);
      assert.equal(report.attempts.length, transport.sent.length);
      if (end === "response") assert.ok(value instanceof Response);
      if (end === "error") assert.equal(error.name, "RetryError");
      if (end === "error") assert.equal(error.reason, reason);
      if (end === "reason") assert.equal(error, mine);
    }
  });
}

test("budget", async () => {
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 2 }, retries: 2, fetch: scripted(503) });
  assert.equal(reportOf(await fetchWithRetry(url, policy)).reason, "attempts");
  const response = await fetchWithRetry(url, policy);
  assert.equal(reportOf(response).reason, "budget");
  assert.equal(response.status, 503);

  const failing = policy.with({ fetch: scripted(networkError()) });
  const { error } = await outcome(fetchWithRetry(url, failing));
  assert.equal(error.reason, "budget");
  assert.equal(error.cause.message, "fetch failed");
});

test("circuit-open", async () => {
  const transport = scripted(503);
  const policy = new RetryPolicy({ ...QUICK, retries: 0, breaker: { minimum: 2 }, fetch: transport });
  await fetchWithRetry(url, policy);
  await fetchWithRetry(url, policy);
  const { error } = await outcome(fetchWithRetry(url, policy));
  assert.equal(error.name, "RetryError");
  assert.equal(error.reason, "circuit-open");
  assert.deepEqual(reportOf(error).attempts, []);
  assert.equal(transport.sent.length, 2);
});

test("throttled", async () => {
  const transport = scripted(503);
  const policy = new RetryPolicy({ ...QUICK, retries: 0, throttle: true, random: () => 0, fetch: transport });
  await fetchWithRetry(url, policy);
  const { error } = await outcome(fetchWithRetry(url, policy));
  assert.equal(error.name, "RetryError");
  assert.equal(error.reason, "throttled");
  assert.deepEqual(reportOf(error).attempts, []);
  assert.equal(transport.sent.length, 1);
});

test("offline", async (t) => {
  const navigator = { onLine: false };
  const real = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  t.after(() => Object.defineProperty(globalThis, "navigator", real));

  const failing = scripted(networkError());
  const { error } = await outcome(fetchWithRetry(url, { ...QUICK, fetch: failing }));
  assert.equal(error.reason, "offline");
  assert.deepEqual(
    error.attempts.map(({ failure }) => failure),
    ["offline", "offline", "offline", "offline"],
  );
  assert.match(error.message, /offline/);

  // Back online in time: the retry succeeds.
  const returning = scripted(networkError(), () => {
    navigator.onLine = true;
    return answer(200);
  });
  const response = await fetchWithRetry(url, { ...QUICK, fetch: returning });
  assert.deepEqual(
    reportOf(response).attempts.map(({ failure, status }) => failure ?? status),
    ["offline", 200],
  );

  // Online again, but the network still fails.
  const { error: online } = await outcome(fetchWithRetry(url, { ...QUICK, fetch: failing }));
  assert.equal(online.reason, "attempts");
  assert.equal(online.attempts.at(-1).failure, "network");
});

test("these are all reasons that the types name", () => {
  const types = readFileSync(fileOfPackage("dist/index.d.ts"), "utf8");
  const union = types.split("type StopReason =")[1].split(";")[0];
  const named = [...union.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name);
  assert.deepEqual([...Object.keys(CALLS), "budget", "circuit-open", "throttled", "offline"].sort(), named.sort());
});
