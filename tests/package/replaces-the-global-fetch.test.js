// createFetch in the place of the platform's fetch: it sends by the one that was there, once, and retries in one layer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryError, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { createFetch as createTracedFetch } from "./support/tracing.js";
import { networkError, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const told = { ...QUICK, onEvent() {} };

// The first attempt of plain options and of those that are told of go different ways.
const WAYS = { plain: [createFetch, QUICK], told: [createFetch, told], "with OpenTelemetry": [createTracedFetch, QUICK] };

for (const [way, [createFetch, options]] of Object.entries(WAYS)) {
  test(`${way}: what was there before is what sends`, async (t) => {
    const platform = scripted(503, 200);
    t.mock.method(globalThis, "fetch", platform);
    globalThis.fetch = createFetch(options);
    const { value } = await outcome(fetch(url));
    assert.equal(value.status, 200);
    assert.equal(platform.sent.length, 2);
  });

  test(`${way}: put in place twice, or called around, it retries in one layer`, async (t) => {
    const platform = scripted(503);
    t.mock.method(globalThis, "fetch", platform);
    globalThis.fetch = createFetch(options);
    const { value } = await outcome(fetchWithRetry(url, { ...options, retries: 2 }));
    assert.equal(value.status, 503);
    assert.equal(platform.sent.length, 3);

    globalThis.fetch = createFetch({ ...options, retries: 1 });
    await outcome(fetch(url));
    assert.equal(platform.sent.length, 5);
  });

  test(`${way}: what is wrapped around it later, as spies and tracing are, retries in one layer`, async (t) => {
    const platform = scripted(503, 200, 503);
    t.mock.method(globalThis, "fetch", platform);
    globalThis.fetch = createFetch({ ...options, retries: 2 });
    const spy = t.mock.method(globalThis, "fetch");
    const { value } = await outcome(fetch(url));
    assert.equal(value.status, 200);
    assert.equal(platform.sent.length, 2);
    assert.equal(spy.mock.callCount(), 3, "the call, and each attempt");
    assert.equal((await fetchWithRetry(url, { ...options, retries: 1 })).status, 503);
    assert.equal(platform.sent.length, 4);
  });

  test(`${way}: a policy that names the fetch beneath is safe from wrappers of any kind`, async (t) => {
    const platform = scripted(503, 200);
    t.mock.method(globalThis, "fetch", platform);
    const fetch = createFetch({ ...options, fetch: globalThis.fetch });
    globalThis.fetch = (input) => fetch(input);
    const { value } = await outcome(globalThis.fetch(url));
    assert.equal(value.status, 200);
    assert.equal(platform.sent.length, 2);
  });
}

test("a request that sends itself ends in an error that says what to do, and no layer retries it", async () => {
  const itself = { ...QUICK, onEvent() {}, fetch: (input, init) => fetchWithRetry(input, itself, init) };
  const detour = {
    ...QUICK,
    fetch: (_, { signal }) => retry(({ signal }) => fetchWithRetry(url, detour, { signal }), QUICK, { signal }),
  };
  const calls = [fetchWithRetry(url, itself), fetchWithRetry(url, detour)];
  for (const { error } of await Promise.all(calls.map((call) => outcome(call)))) {
    assert.ok(error instanceof RetryError);
    assert.equal(error.reason, "error");
    let cause = error;
    while (cause instanceof RetryError) {
      assert.equal(cause.attempts.length, 1);
      cause = cause.cause;
    }
    assert.match(cause.message, /createFetch\(\{ fetch: globalThis\.fetch \}\)/);
  }
});

test("a transport of its own is used by all, and what mocks the fetch later is used by it", async (t) => {
  const own = scripted(200);
  const platform = scripted(200);
  t.mock.method(globalThis, "fetch", platform);
  globalThis.fetch = createFetch({ ...QUICK, fetch: own });
  await fetch(url);
  await fetchWithRetry(url, QUICK);
  assert.equal(own.sent.length, 2, "the policy's transport may be a proxy: nobody goes around it");

  const later = createFetch(QUICK);
  globalThis.fetch = platform;
  await later(url);
  assert.equal(platform.sent.length, 1);
});

test("what mocks it is what sends, even with all its properties", async (t) => {
  const platform = scripted(200);
  const mock = scripted(200);
  t.mock.method(globalThis, "fetch", platform);
  globalThis.fetch = createFetch(QUICK);
  t.mock.method(globalThis, "fetch", mock);
  await fetch(url);
  await fetchWithRetry(url, QUICK);
  await createFetch(QUICK)(url);
  assert.equal(platform.sent.length, 0);
  assert.equal(mock.sent.length, 3);
});

test("layers of different policies each retry; operations may be as deep as they like", async () => {
  const transport = scripted(503, 503, 503, 200);
  const inner = createFetch({ ...QUICK, retries: 1, fetch: transport });
  assert.equal((await fetchWithRetry(url, { ...QUICK, retries: 1, fetch: inner })).status, 200);
  assert.equal(transport.sent.length, 4);

  const walk = (levels, signal) =>
    retry(({ signal }) => (levels === 0 ? "there" : walk(levels - 1, signal)), { ...QUICK, attemptTimeout: "1m" }, { signal });
  assert.deepEqual(await outcome(walk(30)), { value: "there" });
});

test("a layer fails of what the layer beneath it failed of", async () => {
  const layers = (fetch) =>
    rejection(fetchWithRetry(url, { ...QUICK, retries: 1, fetch: createFetch({ ...QUICK, retries: 0, fetch }) }));
  const lost = scripted(networkError());
  assert.equal((await layers(lost)).attempts.at(-1).failure, "network");
  assert.equal(lost.sent.length, 2);
  const wrong = scripted(new TypeError("Invalid URL"));
  assert.equal((await layers(wrong)).attempts.at(-1).failure, "permanent");
  assert.equal(wrong.sent.length, 1, "a mistake is not repeated");

  // As axios throws it.
  let calls = 0;
  const unwell = async () => {
    calls++;
    throw Object.assign(new Error("status 503"), { code: "ERR_BAD_RESPONSE", response: { status: 503 } });
  };
  const once = { ...QUICK, retries: 1, idempotent: true };
  await rejection(retry(() => retry(unwell, once), once));
  assert.equal(calls, 4);
});
