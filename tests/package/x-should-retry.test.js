// A server may say itself whether a request is to be repeated. That makes none safe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { answer, QUICK, scripted } from "./support/transport.js";

async function ended(status, word, policy = {}, init = {}) {
  const fetch = scripted(() => answer(status, { "x-should-retry": word }), 200);
  const response = await fetchWithRetry("http://server.test/", { ...QUICK, ...policy, fetch }, init);
  return [reportOf(response).reason, fetch.sent.length];
}

test("false ends the call", async () => {
  for (const status of [429, 500, 503]) assert.deepEqual(await ended(status, "false"), ["status", 1], `${status}`);
  assert.deepEqual(await ended(503, "maybe"), ["success", 2]);
});

test("true makes its status one that is retried", async () => {
  for (const status of [400, 409, 501]) {
    assert.deepEqual(await ended(status, "true"), ["success", 2], `${status}`);
    assert.deepEqual(await ended(status, "maybe"), ["status", 1], `${status}`);
  }
  assert.deepEqual(await ended(409, "true", { retries: 0 }), ["attempts", 1]);
});

test("a POST is not repeated for it, unless it has a key", async () => {
  const post = { method: "POST", body: "order" };
  assert.deepEqual(await ended(503, "true", {}, post), ["not-idempotent", 1]);
  assert.deepEqual(await ended(409, "true", { idempotencyKey: true }, post), ["success", 2]);
});

test("retryAfter: false ignores it", async () => {
  assert.deepEqual(await ended(503, "false", { retryAfter: false }), ["success", 2]);
  assert.deepEqual(await ended(409, "true", { retryAfter: false }), ["status", 1]);
});

test("Stripe has a name of its own for it", async () => {
  const fetch = scripted(() => answer(503, { "stripe-should-retry": "false" }), 200);
  await fetchWithRetry("http://server.test/", { ...QUICK, fetch });
  assert.equal(fetch.sent.length, 1);
});
