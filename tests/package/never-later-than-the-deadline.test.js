// Never late: limits bound waiting, and a wait that could not end in time is not begun.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryError, reportOf } from "./support/installed.js";
import { rejection, soon } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, hanging, never, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const url = "http://server.test/";
const errorOf = (call) => call.then(assert.fail, (error) => error);

test("Retry-After: 60 with a deadline of 10 s ends at once, with the readable response", async () => {
  const events = [];
  const { url, journal } = await stage.play([{ status: 503, retryAfter: { seconds: 60 }, body: "come back in a minute" }]);
  const result = await fetchWithRetry(url, { deadline: "10s", onEvent: ({ type }) => events.push(type) });
  assert.deepEqual(events, ["attempt", "response", "end"], "no wait was begun");
  assert.equal(result.status, 503);
  assert.equal(result.bodyUsed, false);
  assert.equal(await result.text(), "come back in a minute");
  const { reason, attempts } = reportOf(result);
  assert.equal(reason, "deadline");
  assert.equal(attempts.length, 1);
  assert.equal(attempts[0].retryAfter, 60_000);
  assert.equal(attempts[0].wait, undefined);
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});

test("a backoff that would pass the deadline is not begun", async () => {
  const transport = scripted(503);
  const policy = { backoff: { type: "constant", base: "2s" }, jitter: "none", deadline: "1s", fetch: transport };
  const { value } = await soon(fetchWithRetry(url, policy));
  assert.equal(reportOf(value).reason, "deadline");
  assert.equal(transport.sent.length, 1);
});

test("attemptTimeout ends an attempt that hangs, and the next one is made", async (t) => {
  const time = virtualTime(t);
  const events = [];
  const onEvent = ({ type, failure }) => type === "failure" && events.push(failure);
  const policy = { ...QUICK, attemptTimeout: 80, onEvent, fetch: scripted(hanging, hanging, 200) };
  assert.equal((await time.until(fetchWithRetry(url, policy))).status, 200);
  assert.deepEqual(events, ["timeout", "timeout"]);
  assert.equal(time.passed, 2 * (80 + 1));
});

test("all attempts time out: a RetryError with the cause", async () => {
  const { url, journal } = await stage.play("hang");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 1, attemptTimeout: 60 }));
  assert.ok(error instanceof RetryError);
  assert.equal(error.reason, "attempts");
  assert.equal(error.cause.name, "TimeoutError");
  assert.match(error.cause.message, /60 ms/);
  assert.equal((await journal({ open: 0 })).openConnections, 0, "the connections are let go");
});

test("timeouts: false does not retry them", async () => {
  const { url } = await stage.play("hang");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, timeouts: false, attemptTimeout: 50 }));
  assert.equal(error.reason, "error");
  assert.equal(error.attempts.length, 1);
});

test("the deadline ends an attempt that hangs", async () => {
  const { url, journal } = await stage.play("hang");
  const begun = performance.now();
  const error = await rejection(fetchWithRetry(url, { ...QUICK, deadline: 120 }));
  const took = performance.now() - begun;
  assert.equal(error.reason, "deadline");
  assert.equal(error.cause.name, "TimeoutError");
  assert.ok(took >= 118, `it took ${took} ms`);
  assert.equal(error.attempts.length, 1);
  const { openConnections, hits } = await journal({ open: 0 });
  assert.equal(openConnections, 0);
  for (const { ended } of hits) assert.equal(ended, "client-closed");
});

test("the deadline holds over attempts and waits together", async (t) => {
  const time = virtualTime(t);
  const backoff = { type: "constant", base: 20 };
  const policy = { ...QUICK, retries: 100, backoff, attemptTimeout: 40, deadline: 200, fetch: hanging };
  const error = await time.until(errorOf(fetchWithRetry(url, policy)));
  assert.equal(error.reason, "deadline");
  assert.equal(time.passed, 200);
  assert.deepEqual(
    error.attempts.map(({ startedAt }) => startedAt),
    [0, 60, 120, 180],
  );
});

test("limits hold for transports that heed no signal", async (t) => {
  const time = virtualTime(t);
  const limits = { deadline: 100, attemptTimeout: 30, retries: 1 };
  const error = await time.until(errorOf(fetchWithRetry(url, { ...QUICK, fetch: never, ...limits })));
  assert.equal(error.reason, "attempts");
  assert.equal(time.passed, 30 + 1 + 30);
});

for (const status of [200, 503]) {
  test(`a body that takes longer than both limits is cut by neither: ${status}`, async (t) => {
    const time = virtualTime(t);
    let stream;
    const body = new ReadableStream({
      start: (controller) => {
        stream = controller;
      },
    });
    const transport = scripted(() => answer(status, {}, body));
    const limits = { attemptTimeout: 100, deadline: 150, retries: 0 };
    const response = await time.until(fetchWithRetry(url, { ...QUICK, ...limits, fetch: transport }));
    assert.equal(time.pending.size, 0, "no limit goes on running");
    time.passed += 10_000;
    stream.enqueue(new TextEncoder().encode("at last"));
    stream.close();
    assert.equal(await response.text(), "at last");
    assert.equal(transport.sent[0].init.signal.aborted, false);
  });
}

test("false means no limit: not a single timer is set", async (t) => {
  const time = virtualTime(t);
  const policy = { attemptTimeout: false, deadline: false, fetch: scripted(200) };
  await time.until(fetchWithRetry(url, policy));
  assert.deepEqual(time.asked, []);
});

test("near the deadline the spread of a hint shrinks, the hint does not", async (t) => {
  for (const random of [() => 0, () => 0.5, () => 1 - 2 ** -53]) {
    const time = virtualTime(t);
    const transport = scripted(() => answer(503, { "retry-after": "9" }), 200);
    const call = fetchWithRetry(url, { deadline: "9.5s", fetch: transport, random, backoff: { base: 0 } });
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
  const response = await fetchWithRetry(url, { deadline: "10s", fetch: scripted(503, 200), shouldRetry });
  assert.equal(reportOf(response).reason, "deadline");
  assert.equal(await response.text(), "status 503");
});
