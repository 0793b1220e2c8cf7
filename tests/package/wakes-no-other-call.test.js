// A timer, an answer or an abort that comes late is nobody's: it wakes no other call, though places in the core are used again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, keepAlive, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, FREE, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/";
const HOUR = 3_600_000;

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

/** Timers that go off though they were cleared, whenever the test likes. */
function timersThatStay(test) {
  const timers = [];
  let now = 1000;
  let handles = 0;
  test.mock.method(globalThis, "setTimeout", (run, delay) => {
    timers.push({ run, delay });
    return ++handles;
  });
  test.mock.method(globalThis, "clearTimeout", () => {});
  test.mock.method(performance, "now", () => now);
  return {
    timers,
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

const patient = (fetch, base) => ({
  ...FREE,
  backoff: { type: "constant", base },
  jitter: "none",
  deadline: false,
  attemptTimeout: false,
  fetch,
});

test("timers of calls that have ended go off late: the calls that wait go on waiting", async (t) => {
  const { timers, pass } = timersThatStay(t);
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController();
    const given = Array.from({ length: 3 }, () =>
      fetchWithRetry(url, patient(scripted(503), 1000 + round), { signal: controller.signal }),
    );
    await idle();
    controller.abort("enough");
    for (const call of given) assert.equal((await outcome(call)).error, "enough");
  }
  const old = timers.splice(0);
  const transport = scripted(503, 200);
  const call = fetchWithRetry(url, patient(transport, HOUR));
  await idle();
  for (const { run } of old) run();
  await idle();
  assert.equal(transport.sent.length, 1, "woken by a timer that was not its own");

  pass(HOUR);
  for (const { run } of timers) run();
  assert.equal((await outcome(call)).value.status, 200);
  const sent = transport.sent.length;
  for (const { run } of [...old, ...timers]) run();
  await idle();
  assert.equal(transport.sent.length, sent);
});

test("the timer of a limit that was kept ends no later attempt", async (t) => {
  const { timers, pass } = timersThatStay(t);
  const policy = { ...QUICK, attemptTimeout: "5s", deadline: false, timeouts: true };
  for (let round = 0; round < 20; round++) await fetchWithRetry(url, { ...policy, fetch: scripted(200) });
  const old = timers.splice(0);
  pass(1000);
  let respond;
  const fetch = scripted(
    () =>
      new Promise((resolve) => {
        respond = resolve;
      }),
  );
  const call = fetchWithRetry(url, { ...policy, retries: 0, fetch });
  await idle();
  for (const { run } of old) run();
  await idle();
  respond(answer(200));
  const { value } = await outcome(call);
  assert.equal(value?.status, 200);
  assert.equal(fetch.sent.length, 1);
});

test("answers and failures of attempts that were given up are not those of the calls that came after", async () => {
  const settle = [];
  const late = () => new Promise((resolve, reject) => settle.push({ resolve, reject }));
  for (let round = 0; round < 50; round++) {
    const controller = new AbortController();
    const given = fetchWithRetry(url, { ...QUICK, fetch: late }, { signal: controller.signal });
    controller.abort("enough");
    assert.equal((await outcome(given)).error, "enough");
  }
  const limited = fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout: 5, fetch: late });
  assert.equal((await outcome(limited)).error.attempts[0].failure, "timeout");

  let respond;
  const mine = () =>
    new Promise((resolve) => {
      respond = resolve;
    });
  const call = fetchWithRetry(url, { ...QUICK, fetch: mine });
  for (const [index, { resolve, reject }] of settle.entries()) {
    if (index % 2) resolve(answer(418));
    else reject(networkError());
  }
  await idle();
  respond(answer(200));
  const { value } = await outcome(call);
  assert.equal(value.status, 200);
  assert.deepEqual(
    reportOf(value).attempts.map(({ status }) => status),
    [200],
  );
});

test("what callers' functions say late is not an answer of the calls that came after", async () => {
  const say = [];
  const thinking = () => new Promise((resolve) => say.push(resolve));
  const policies = [{ shouldRetry: thinking }, { fallback: thinking, retries: 0 }, { until: thinking }, { refresh: thinking }];
  for (const policy of policies) {
    const controller = new AbortController();
    const steps = policy.until ? [200] : policy.refresh ? [401] : [503];
    const given = fetchWithRetry(url, { ...QUICK, ...policy, fetch: scripted(...steps) }, { signal: controller.signal });
    await idle();
    controller.abort("enough");
    assert.equal((await outcome(given)).error, "enough");
  }
  const transport = scripted(503, 503, 200);
  const call = fetchWithRetry(url, { ...QUICK, backoff: { type: "constant", base: 20 }, fetch: transport });
  for (const resolve of say) resolve(true);
  const { value } = await outcome(call);
  assert.equal(value.status, 200);
  assert.equal(transport.sent.length, 3);
  assert.equal(say.length, policies.length);
});

test("an abort of a call that has ended aborts nothing else", async () => {
  const controllers = [];
  const policy = new RetryPolicy({ ...QUICK, fetch: scripted(200) });
  for (let round = 0; round < 100; round++) {
    controllers.push(new AbortController());
    await fetchWithRetry(url, policy, { signal: controllers.at(-1).signal });
  }
  let respond;
  const fetch = () =>
    new Promise((resolve) => {
      respond = resolve;
    });
  const call = fetchWithRetry(url, { ...QUICK, fetch }, { signal: new AbortController().signal });
  for (const controller of controllers) controller.abort("late");
  await idle();
  respond(answer(200));
  assert.equal((await outcome(call)).value?.status, 200);
});

test("sessions that were stopped beat no other one", async (t) => {
  const { timers, pass } = timersThatStay(t);
  for (let round = 0; round < 20; round++) keepAlive(() => 1, { interval: "1m" }).stop();
  const old = timers.splice(0);
  let beats = 0;
  const session = keepAlive(() => ++beats, { interval: "1h", jitter: 0 });
  t.after(() => session.stop());
  pass(60_000);
  for (const { run } of old) run();
  await idle();
  assert.equal(beats, 0);
  pass(HOUR);
  for (const { run } of timers.splice(0)) run();
  await idle();
  assert.equal(beats, 1);
});
