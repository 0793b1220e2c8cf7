// The last good answer, from the platform's cache (RFC 5861 4, stale-if-error).
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { newCaches } from "./support/caches.js";
import { calls, guarded } from "./support/circuit.js";
import { fetchWithRetry, reportOf, retry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/prices";
const DAY = 86_400_000;
const good = (headers) => () => answer(200, { "cache-control": "max-age=60", ...headers }, "fresh");

beforeEach(() => {
  globalThis.caches = newCaches();
});

/** One call that succeeds, and one that fails after so many milliseconds: what it came to. */
async function later(
  t,
  { first = good(), policy = {}, init, elapsed = 0, second = 503, input = url, again = input, initAgain = init } = {},
) {
  const time = virtualTime(t);
  const given = { ...QUICK, retries: 0, fallback: "cache", ...policy, fetch: scripted(first, second) };
  const response = await time.until(fetchWithRetry(input, given, init));
  assert.equal(await response.text(), "fresh", "it is the caller's to read");
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  time.passed += elapsed;
  const result = await time.until(outcome(fetchWithRetry(again, given, initAgain), 1e9));
  t.mock.restoreAll();
  return result;
}

/** What came of the failing call, in a word. */
async function word(t, options) {
  const { value, error } = await later(t, options);
  const report = reportOf(value ?? error);
  return report.fallback ? `kept: ${await value.text()}` : (value?.status ?? error.reason);
}

test("a good answer is kept, and given when there is none", async (t) => {
  const { value } = await later(t, { first: good({ "content-type": "text/plain", etag: '"7"' }) });
  assert.deepEqual([value.status, value.headers.get("content-type"), value.headers.get("etag")], [200, "text/plain", '"7"']);
  assert.equal(await value.text(), "fresh");
  const { reason, fallback, attempts } = reportOf(value);
  assert.deepEqual([reason, fallback, attempts.map(({ status }) => status)], ["attempts", true, [503]]);
  assert.deepEqual(await globalThis.caches.keys(), ["holdfast-fetch"]);
});

test("for an error, too, and for an open circuit at once", async (t) => {
  assert.equal(await word(t, { second: networkError() }), "kept: fresh");
  globalThis.caches = newCaches();
  const policy = guarded({ minimum: 2 }, scripted(good(), 503), { fallback: "cache" });
  await calls(policy, 1, url);
  await globalThis.caches.ready(1);
  await calls(policy, 1, url);
  assert.equal(policy.breaker.state, "open");
  const response = await fetchWithRetry(url, policy);
  assert.equal(await response.text(), "fresh");
  assert.deepEqual([reportOf(response).reason, reportOf(response).attempts], ["circuit-open", []]);
});

test("there may be none: the call ends as it would have without it", async () => {
  const response = await fetchWithRetry(url, { ...QUICK, retries: 0, fallback: "cache", fetch: scripted(503) });
  assert.equal(await response.text(), "status 503");
  assert.equal("fallback" in reportOf(response), false);
});

test("the newest counts, of the same address, whatever its fragment", async (t) => {
  const fetch = scripted(
    () => answer(200, { "cache-control": "public" }, "old"),
    () => answer(200, { "cache-control": "public" }, "new"),
    503,
  );
  const policy = { ...QUICK, retries: 0, fallback: "cache", fetch };
  await fetchWithRetry(url, policy);
  await fetchWithRetry(`${url}#x`, policy);
  await globalThis.caches.ready(2);
  assert.equal(await (await fetchWithRetry(`${url}#y`, policy)).text(), "new");
  assert.equal(await word(t, { again: `${url}?page=2` }), 503);
});

test("addresses, URLs and Requests are the same request", async (t) => {
  const inputs = [url, new URL(url), new Request(url)];
  for (const input of inputs) for (const again of inputs) assert.equal(await word(t, { input, again }), "kept: fresh");
});

test("it is given until it is as old as maxAge, a day by default", async (t) => {
  assert.equal(await word(t, { elapsed: DAY }), "kept: fresh");
  assert.equal(await word(t, { elapsed: DAY + 1 }), 503);
  const policy = { fallback: { maxAge: "1h" } };
  assert.equal(await word(t, { policy, elapsed: 3_600_000 }), "kept: fresh");
  assert.equal(await word(t, { policy, elapsed: 3_600_001 }), 503);
});

test("stale-if-error may allow less, counted from when it became stale", async (t) => {
  const first = good({ "cache-control": "public, max-age=60, stale-if-error=120" });
  assert.equal(await word(t, { first, elapsed: 180_000 }), "kept: fresh");
  assert.equal(await word(t, { first, elapsed: 180_001 }), 503);
  const never = good({ "cache-control": "stale-if-error=0" });
  assert.equal(await word(t, { first: never, elapsed: 1 }), 503);
  const long = good({ "cache-control": "stale-if-error=31536000" });
  assert.equal(await word(t, { first: long, elapsed: DAY + 1 }), 503, "maxAge still bounds it");
});

test("what says that it is private is not kept", async (t) => {
  for (const directive of [
    "no-store",
    "private",
    "max-age=60, Private",
    "public, must-revalidate",
    "public, no-cache",
    "",
    "immutable",
  ]) {
    globalThis.caches = newCaches();
    assert.equal(await word(t, { first: good({ "cache-control": directive }) }), 503, directive);
    assert.equal(globalThis.caches.puts, 0);
  }
  assert.equal(await word(t, { first: good({ "cache-control": "public" }) }), "kept: fresh");
});

test("what somebody signed in for is neither kept nor given", async (t) => {
  const signed = { headers: { authorization: "Bearer secret" } };
  assert.equal(await word(t, { init: signed }), 503);
  assert.equal(await word(t, { input: new Request(url, signed) }), 503);
  assert.equal(globalThis.caches.puts, 0);
  assert.equal(await word(t, { initAgain: signed }), 503, "nor is the answer to somebody else");
  globalThis.caches = newCaches();
  for (const init of [
    { headers: { cookie: "alice" } },
    { headers: { "x-api-key": "7" } },
    { credentials: "include" },
    { cache: "no-store" },
    { headers: { "sec-session-response": "alice" } },
  ]) {
    assert.equal(await word(t, { init }), 503, JSON.stringify(init));
  }
  assert.equal(globalThis.caches.puts, 0);
});

test("what a browser says of itself is about nobody", async (t) => {
  const headers = {
    accept: "*/*",
    "accept-language": "de",
    "user-agent": "x",
    "sec-ch-ua": '"Chromium"',
    "sec-ch-ua-mobile": "?0",
    "sec-fetch-mode": "cors",
    "sec-gpc": "1",
  };
  assert.equal(await word(t, { input: new Request(url, { headers }) }), "kept: fresh");
});

test("only good answers to GET are", async (t) => {
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    assert.equal(await word(t, { init: { method } }), 503, method);
    assert.equal(await word(t, { input: new Request(url, { method }) }), 503, method);
  }
  assert.equal(globalThis.caches.puts, 0);
  assert.equal(await word(t, { init: { method: "get" } }), "kept: fresh");
  for (const status of [201, 206, 304, 404]) {
    globalThis.caches = newCaches();
    const step = () => new Response(status === 304 ? null : "x", { status });
    await fetchWithRetry(url, { ...QUICK, fallback: "cache", fetch: scripted(step) });
    await turnOfTheLoop();
    assert.equal(globalThis.caches.puts, 0, `${status}`);
  }
});

test("an answer that varies is given to whom it fits", async (t) => {
  const first = good({ vary: "Accept-Language" });
  const init = { headers: { "accept-language": "de" } };
  assert.equal(await word(t, { first, init }), "kept: fresh");
  assert.equal(await word(t, { first, init, initAgain: { headers: { "accept-language": "fr" } } }), 503);
  assert.equal(await word(t, { first, input: new Request(url, init) }), "kept: fresh");
  globalThis.caches = newCaches();
  assert.equal(await word(t, { first: good({ vary: "*" }) }), 503);
});

test("a cache of another name is another one", async (t) => {
  assert.equal(await word(t, { policy: { fallback: { cache: "mine" } } }), "kept: fresh");
  assert.deepEqual(await globalThis.caches.keys(), ["mine"]);
  const policy = { ...QUICK, retries: 0, fallback: "cache", fetch: scripted(503) };
  assert.equal((await fetchWithRetry(url, policy)).status, 503);
});

test("the answers of retries are kept too, and fallbacks are not kept again", async (t) => {
  const time = virtualTime(t);
  const policy = { ...QUICK, retries: 1, fallback: "cache", fetch: scripted(503, good(), 503) };
  await time.until(fetchWithRetry(url, policy));
  for (const _ of [1, 2, 3]) assert.equal(reportOf(await time.until(fetchWithRetry(url, policy))).fallback, true);
  assert.equal(globalThis.caches.puts, 1);
});

test("a platform without caches, or with ones that fail, is no reason to fail", async (t) => {
  const failing = () => Promise.reject(new DOMException("not here", "SecurityError"));
  const throwing = () => {
    throw new Error("broken");
  };
  const kinds = [
    undefined,
    {},
    { open: failing },
    { open: throwing },
    { open: async () => ({ put: throwing, match: throwing }) },
  ];
  const rejections = [];
  const onRejection = (error) => rejections.push(error);
  process.on("unhandledRejection", onRejection);
  t.after(() => process.off("unhandledRejection", onRejection));
  for (const caches of kinds) {
    globalThis.caches = caches;
    assert.equal(await word(t), 503);
  }
  delete globalThis.caches;
  assert.equal(await word(t), 503);
  for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
  assert.deepEqual(rejections, []);
});

test("a cache that hangs holds up neither a good answer nor, beyond the deadline, a bad one", async (t) => {
  globalThis.caches = { open: () => new Promise(() => {}) };
  const { value } = await later(t, { policy: { deadline: "10s" } });
  assert.equal(value.status, 503);
  assert.ok(reportOf(value).elapsed <= 10_000);
});

test("operations have no address, so nothing is kept of theirs", async () => {
  const responses = [answer(200, { "cache-control": "public" }, "fresh"), answer(503)];
  const operation = () => responses.shift();
  const policy = { ...QUICK, retries: 0, fallback: "cache" };
  await retry(operation, policy);
  await turnOfTheLoop();
  assert.equal((await retry(operation, policy)).status, 503);
  assert.equal(globalThis.caches.puts, 0);
});
