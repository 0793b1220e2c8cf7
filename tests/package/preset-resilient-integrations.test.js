// "resilientIntegrations" as a whole, through an outage of two minutes: retries, circuit breaker, fallback, idempotency keys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newCaches } from "./support/caches.js";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { answer } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/prices";
const DOWN = 60_000;
const UP = 180_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const pass = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Two calls a second for five minutes; the server answers each within 50 ms, and is down for two minutes in between. */
async function fiveMinutes(t, { method = "GET", ...more } = {}) {
  const time = virtualTime(t);
  const sent = [];
  const fetch = async (_, init) => {
    const hit = { at: time.passed, key: new Headers(init.headers).get("idempotency-key") };
    sent.push(hit);
    await pass(50);
    hit.isDown = time.passed >= DOWN && time.passed < UP;
    return hit.isDown ? answer(503, {}, "down") : answer(200, { "cache-control": "max-age=60" }, "fresh");
  };
  const policy = new RetryPolicy({ preset: "resilientIntegrations", fetch, ...more });
  const changes = [];
  policy.breaker.onChange(({ from, to }) => changes.push({ at: time.passed, from, to }));
  const call = async (at) => {
    await pass(at);
    const before = sent.length;
    const result = await fetchWithRetry(url, policy, { method }).then(
      (response) => ({ response }),
      (error) => ({ error }),
    );
    return { at, before, ended: time.passed, ...result, report: reportOf(result.response ?? result.error) };
  };
  const calls = await time.until(Promise.all(Array.from({ length: 600 }, (_, index) => call(index * 500))));
  return { calls, sent, changes, policy, time };
}

/** The spans in which the circuit was in a state. */
function spans(changes, state) {
  const times = [...changes, { at: Number.POSITIVE_INFINITY }];
  return times.slice(0, -1).flatMap(({ at, to }, index) => (to === state ? [{ from: at, until: times[index + 1].at }] : []));
}

const within = ({ from, until }, at) => at >= from && at < until;

test("it opens within thirty seconds, leaves the server alone, and closes by one probe", async (t) => {
  const { calls, sent, changes } = await fiveMinutes(t, { fallback: () => answer(200, {}, "second best") });
  const [opening] = changes;
  assert.equal(opening.to, "open");
  assert.ok(opening.at >= DOWN && opening.at <= DOWN + 30_000, `it opened at ${opening.at}`);
  const cycle = ["open", "half-open"];
  assert.deepEqual(
    changes.map(({ to }) => to),
    [...Array.from({ length: changes.length - 1 }, (_, index) => cycle[index % 2]), "closed"],
  );

  for (const open of spans(changes, "open")) {
    assert.ok(
      open.until - open.from >= 30_000 && open.until - open.from <= 37_500 + 500,
      "30 s, a quarter more at most, and the next call",
    );
    assert.equal(sent.filter(({ at }) => within(open, at)).length, 0, "nothing is sent while it is open");
  }
  for (const halfOpen of spans(changes, "half-open")) {
    assert.equal(sent.filter(({ at }) => within(halfOpen, at)).length, 1, "one probe");
  }
  const closed = changes.at(-1).at;
  assert.ok(closed >= UP && closed <= UP + 38_100, `it closed at ${closed}`);

  const refused = calls.filter(({ report }) => report.reason === "circuit-open" && report.attempts.length === 0);
  assert.ok(refused.length > 150, `${refused.length}`);
  for (const { at, ended, response, report } of refused) {
    assert.deepEqual([ended, report.elapsed, report.fallback], [at, 0, true], "at once");
    assert.equal(await response.text(), "second best");
  }
  for (const { at, report } of calls) {
    if (at < DOWN - 50 || at > closed) assert.deepEqual([report.reason, report.attempts.length], ["success", 1]);
  }
  // About one request for each call, though each may be sent five times.
  const during = calls.filter(({ at }) => at >= DOWN && at < UP).length;
  const sentMeanwhile = sent.filter(({ isDown }) => isDown).length;
  assert.ok(sentMeanwhile < during / 2, `${sentMeanwhile} requests for ${during} calls`);
});

test("without a fallback of its own, the last good answer from the cache; with no cache, the error at once", async (t) => {
  globalThis.caches = newCaches();
  t.after(() => {
    delete globalThis.caches;
  });
  const { calls } = await fiveMinutes(t);
  for (const { response, report } of calls) {
    assert.equal(await response.text(), "fresh", report.reason);
    assert.equal(report.fallback, report.reason === "success" ? undefined : true);
  }

  t.mock.restoreAll();
  delete globalThis.caches;
  const { calls: uncached } = await fiveMinutes(t);
  const refused = uncached.filter(({ error }) => error !== undefined);
  assert.ok(refused.length > 150);
  for (const { at, ended, error } of refused) {
    assert.deepEqual([error.name, error.reason, ended], ["RetryError", "circuit-open", at]);
    assert.ok(error.probeIn > 0 && error.probeIn <= 37_500);
  }
});

test("writes carry a key: the same for all attempts of a call, another one for each", async (t) => {
  const { calls, sent } = await fiveMinutes(t, { method: "POST", fallback: false });
  const byKey = new Map();
  for (const { key } of sent) {
    assert.match(key, UUID);
    byKey.set(key, (byKey.get(key) ?? 0) + 1);
  }
  const sending = calls.filter(({ report }) => report.attempts.length > 0);
  assert.equal(byKey.size, sending.length);
  const counts = (numbers) => numbers.sort((one, other) => one - other);
  assert.deepEqual(counts([...byKey.values()]), counts(sending.map(({ report }) => report.attempts.length)));
  const retried = sending.filter(({ report }) => report.attempts.length > 1);
  assert.ok(retried.length > 0);
  for (const { report } of retried) {
    for (const [index, { wait }] of report.attempts.slice(0, -1).entries()) {
      const middle = 1000 * 2 ** index;
      assert.ok(wait >= middle * 0.75 && wait <= middle * 1.25, `wait ${index + 1}: ${wait}`);
    }
  }
});

test("a lone call completes its sequence, and opens nothing", async (t) => {
  const time = virtualTime(t);
  const policy = new RetryPolicy({ preset: "resilientIntegrations", fetch: async () => answer(503) });
  const { reason, attempts } = reportOf(await time.until(fetchWithRetry(url, policy)));
  assert.deepEqual([reason, attempts.length], ["attempts", 5]);
  assert.equal(policy.breaker.state, "closed");
});
