// A timer holds 24.8 days; a longer wait fires at once when it is handed to one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const LONGEST_TIMER = 2 ** 31 - 1;
const MONTHS = 9_999_999_000;
const url = "http://server.test/";

const policyWith = (transport) => ({
  ...QUICK,
  deadline: false,
  attemptTimeout: false,
  retryAfter: { jitter: "none" },
  fetch: transport,
});
const monthsThenGood = () => scripted(() => answer(503, { "retry-after": "9999999" }), 200);

test("Retry-After: 9999999 waits 116 days, and no timer is longer than a timer can be", async (t) => {
  const time = virtualTime(t);
  const transport = monthsThenGood();
  const response = await time.until(fetchWithRetry(url, policyWith(transport)));
  assert.equal(response.status, 200);
  assert.ok(time.passed >= MONTHS && time.passed < MONTHS + 10, `${time.passed} ms passed`);
  assert.equal(reportOf(response).attempts[0].wait, MONTHS);
  assert.equal(time.asked.length, Math.ceil(MONTHS / LONGEST_TIMER));
  for (const delay of time.asked) assert.ok(delay <= LONGEST_TIMER, `a timer of ${delay} ms`);
});

test("the same under node:test's fake timers, whose clock is Date", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2030, 0, 1) });
  const asked = [];
  const { setTimeout } = globalThis;
  t.mock.method(globalThis, "setTimeout", (run, delay, ...rest) => {
    asked.push(delay);
    return setTimeout(run, delay, ...rest);
  });
  const transport = monthsThenGood();
  let response;
  const call = fetchWithRetry(url, policyWith(transport)).then((settled) => {
    response = settled;
  });
  const idle = async () => {
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  };
  await idle();
  let left = MONTHS - 1;
  while (left > 0) {
    const step = Math.min(left, LONGEST_TIMER);
    t.mock.timers.tick(step);
    left -= step;
    await idle();
  }
  assert.equal(transport.sent.length, 1, "a millisecond before the hint is over");
  assert.equal(response, undefined);
  t.mock.timers.tick(2);
  await idle();
  assert.equal(transport.sent.length, 2, "when it is over");
  await call;
  assert.equal(response.status, 200);
  for (const delay of asked) assert.ok(delay <= LONGEST_TIMER, `a timer of ${delay} ms`);
});

test("a backoff of months is chained too, and an abort still ends it at once", async (t) => {
  const time = virtualTime(t);
  const controller = new AbortController();
  const transport = scripted(503, 200);
  const policy = { ...policyWith(transport), backoff: { type: "constant", base: "100d" } };
  const call = fetchWithRetry(url, policy, { signal: controller.signal });
  const settled = call.catch((error) => error);
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  const [[, first]] = time.pending;
  time.pending.clear();
  time.passed = first.due;
  first.run();
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  assert.equal(time.pending.size, 1, "the second timer of the chain");
  controller.abort("enough");
  assert.equal(await settled, "enough");
  assert.equal(time.pending.size, 0);
  assert.equal(transport.sent.length, 1);
});

test("an attempt timeout or deadline of months is no timer at all, or one that fits", async (t) => {
  const time = virtualTime(t);
  for (const limits of [
    { attemptTimeout: "30d", deadline: "90d" },
    { attemptTimeout: false, deadline: "1000d" },
    { attemptTimeout: "20d", deadline: false },
  ]) {
    const response = await time.until(fetchWithRetry(url, { ...QUICK, ...limits, fetch: scripted(503, 200) }));
    assert.equal(response.status, 200);
  }
  for (const delay of time.asked) assert.ok(delay <= LONGEST_TIMER, `a timer of ${delay} ms`);
  assert.equal(time.pending.size, 0);
});

test("a machine that slept through a wait sends one request, spread over some seconds", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(() => answer(503, { "retry-after": "10" }), 200);
  const call = fetchWithRetry(url, { ...policyWith(transport), random: () => 0.5 });
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  const [[, timer]] = time.pending;
  time.pending.clear();
  // The lid was closed for a day.
  time.passed += 86_400_000;
  timer.run();
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  assert.equal(transport.sent.length, 1, "not at the very moment of waking");
  await time.until(call);
  assert.equal(transport.sent.length, 2);
  assert.ok(time.passed > 86_400_000 + 1000);
});
