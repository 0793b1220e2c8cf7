// Never late: limits bound waiting, and a wait that could not end in time is not begun.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryError, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, never, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();

async function timed(call) {
  const begun = performance.now();
  const result = await call();
  return { result, took: performance.now() - begun };
}

test("Retry-After: 60 with a deadline of 10 s ends at once, with the readable response", async () => {
  await fetchWithRetry((await stage.play("200")).url);
  const { url, journal } = await stage.play([{ status: 503, retryAfter: { seconds: 60 }, body: "come back in a minute" }]);
  const { result, took } = await timed(() => fetchWithRetry(url, { deadline: "10s" }));
  assert.ok(took < 500, `it took ${took} ms`);
  assert.equal(result.status, 503);
  assert.equal(result.bodyUsed, false);
  assert.equal(await result.text(), "come back in a minute");
  const { reason, attempts } = reportOf(result);
  assert.equal(reason, "deadline");
  assert.equal(attempts.length, 1);
  assert.equal(attempts[0].retryAfter, 60_000);
  assert.equal(attempts[0].wait, undefined, "no wait was begun");
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});

test("a backoff that would pass the deadline is not begun", async () => {
  const transport = scripted(503);
  const policy = { backoff: { type: "constant", base: "2s" }, jitter: "none", deadline: "1s", fetch: transport };
  const { result, took } = await timed(() => fetchWithRetry("http://server.test/", policy));
  assert.ok(took < 500, `it took ${took} ms`);
  assert.equal(reportOf(result).reason, "deadline");
  assert.equal(transport.sent.length, 1);
});

test("attemptTimeout ends an attempt that hangs, and the next one is made", async () => {
  const { url, journal } = await stage.play("2*hang,200");
  const events = [];
  const policy = { ...QUICK, attemptTimeout: 80, onEvent: ({ type, failure }) => type === "failure" && events.push(failure) };
  const { result, took } = await timed(() => fetchWithRetry(url, policy));
  assert.equal(result.status, 200);
  assert.deepEqual(events, ["timeout", "timeout"]);
  assert.ok(took >= 158 && took < 1000, `it took ${took} ms`);
  const { hits } = await journal({ hits: 3, open: 0 });
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed", "client-closed", "completed"],
  );
});

test("all attempts time out: a RetryError with the cause", async () => {
  const { url, journal } = await stage.play("hang");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 1, attemptTimeout: 60 }));
  assert.ok(error instanceof RetryError);
  assert.equal(error.reason, "attempts");
  assert.equal(error.cause.name, "TimeoutError");
  assert.match(error.cause.message, /60 ms/);
  assert.equal((await journal({ hits: 2, open: 0 })).openConnections, 0, "the connections are let go");
});

test("timeouts: false does not retry them", async () => {
  const { url } = await stage.play("hang");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, timeouts: false, attemptTimeout: 50 }));
  assert.equal(error.reason, "error");
  assert.equal(error.attempts.length, 1);
});

test("the deadline ends an attempt that hangs", async () => {
  const { url, journal } = await stage.play("hang");
  const { result: error, took } = await timed(() => rejection(fetchWithRetry(url, { ...QUICK, deadline: 120 })));
  assert.equal(error.reason, "deadline");
  assert.equal(error.cause.name, "TimeoutError");
  assert.ok(took >= 118 && took < 400, `it took ${took} ms`);
  assert.equal(error.attempts.length, 1);
  const { hits } = await journal({ hits: 1, open: 0 });
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed"],
  );
});

test("the deadline holds over attempts and waits together", async () => {
  const { url } = await stage.play("hang");
  const policy = { ...QUICK, retries: 100, backoff: { type: "constant", base: 20 }, attemptTimeout: 40, deadline: 200 };
  const { result: error, took } = await timed(() => rejection(fetchWithRetry(url, policy)));
  assert.equal(error.reason, "deadline");
  assert.ok(took < 400, `it took ${took} ms`);
  assert.ok(error.attempts.length >= 3, `${error.attempts.length} attempts`);
});

test("limits hold for transports that heed no signal", async () => {
  const { result: error, took } = await timed(() =>
    rejection(fetchWithRetry("http://server.test/", { ...QUICK, fetch: never, deadline: 100, attemptTimeout: 30, retries: 1 })),
  );
  assert.equal(error.reason, "attempts");
  assert.ok(took < 300, `it took ${took} ms`);
});

test("a slow good body is cut by neither limit", async () => {
  const { url } = await stage.play([{ fault: "slow", bytes: 10, every: 30, body: "0123456789".repeat(10) }]);
  const { result, took } = await timed(async () => {
    const response = await fetchWithRetry(url, { ...QUICK, attemptTimeout: 100, deadline: 150 });
    return response.text();
  });
  assert.equal(result.length, 100);
  assert.ok(took > 200, `the body took only ${took} ms, which is no test`);
});

test("the body of a last bad response is cut by neither limit", async () => {
  const { url } = await stage.play([{ status: 503, fault: "slow", bytes: 10, every: 30, body: "0123456789".repeat(10) }]);
  const response = await fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout: 100, deadline: 150 });
  assert.equal((await response.text()).length, 100);
});

test("false means no limit: not a single timer is set", async (t) => {
  const time = virtualTime(t);
  const policy = { attemptTimeout: false, deadline: false, fetch: scripted(200) };
  await time.until(fetchWithRetry("http://server.test/", policy));
  assert.deepEqual(time.asked, []);
});

test("near the deadline the spread of a hint shrinks, the hint does not", async (t) => {
  for (const random of [() => 0, () => 0.5, () => 1 - 2 ** -53]) {
    const time = virtualTime(t);
    const transport = scripted(() => answer(503, { "retry-after": "9" }), 200);
    const call = fetchWithRetry("http://server.test/", { deadline: "9.5s", fetch: transport, random, backoff: { base: 0 } });
    const response = await time.until(call);
    assert.equal(response.status, 200);
    const { wait } = reportOf(response).attempts[0];
    assert.ok(wait >= 9000 && wait < 9500, `${wait} ms`);
    t.mock.restoreAll();
  }
});

test("a deadline that passes while shouldRetry thinks ends the call with the readable response", async (t) => {
  const time = virtualTime(t);
  const shouldRetry = async () => {
    time.passed += 20_000;
    return true;
  };
  const response = await fetchWithRetry("http://server.test/", { deadline: "10s", fetch: scripted(503, 200), shouldRetry });
  assert.equal(reportOf(response).reason, "deadline");
  assert.equal(await response.text(), "status 503");
});
