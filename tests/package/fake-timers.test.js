// Fake timers of all kinds, put in place and taken away at any time: calls begun under them go by them, and no later call hangs.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { fetchWithRetry, keepAlive, retry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { FREE, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/";
const MINUTE = 60_000;

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

const patient = (base, ...steps) => ({
  ...FREE,
  backoff: { type: "constant", base },
  jitter: "none",
  deadline: false,
  attemptTimeout: false,
  fetch: scripted(...steps),
});

/**
 * Timers as sinon, Jest and Vitest make them: a list, a clock that moves by hand, and a way to forget them all. `handleOf`: what
 * setTimeout returns; `moves`: clocks other than that of the timers.
 */
function fake(handleOf, moves) {
  const timers = new Map();
  const real = { setTimeout, clearTimeout, now: performance.now, date: Date.now };
  let clock = 0;
  let count = 0;
  const setFake = Object.assign(
    (run, delay = 0, ...rest) => {
      const handle = handleOf(++count);
      timers.set(handle, { due: clock + delay, run: () => run(...rest) });
      return handle;
    },
    { clock: {} },
  );
  return {
    install() {
      globalThis.setTimeout = setFake;
      globalThis.clearTimeout = (handle) => timers.delete(handle);
      if (moves.includes("performance")) performance.now = () => clock;
      if (moves.includes("Date")) Date.now = () => Date.UTC(2030, 0, 1) + clock;
    },
    uninstall() {
      globalThis.setTimeout = real.setTimeout;
      globalThis.clearTimeout = real.clearTimeout;
      performance.now = real.now;
      Date.now = real.date;
    },
    clearAll: () => timers.clear(),
    async advance(milliseconds) {
      const end = clock + milliseconds;
      for (;;) {
        await idle();
        const [handle, timer] = [...timers].sort(([, a], [, b]) => a.due - b.due)[0] ?? [];
        if (timer === undefined || timer.due > end) break;
        timers.delete(handle);
        clock = Math.max(clock, timer.due);
        timer.run();
      }
      clock = end;
      await idle();
    },
  };
}

const KINDS = {
  "with numbers, and all clocks": () => fake((count) => count, ["performance", "Date"]),
  "with objects, and all clocks": () => fake((id) => ({ id, ref() {}, unref() {}, hasRef: () => true }), ["performance", "Date"]),
  "with objects, and only Date": () => fake((id) => ({ id, ref() {}, unref() {} }), ["Date"]),
  "with objects, and no clock": () => fake((id) => ({ id }), []),
};

for (const [kind, make] of Object.entries(KINDS)) {
  test(`${kind}: waits and limits pass when they are advanced, and not before`, async (t) => {
    const timers = make();
    t.after(timers.uninstall);
    timers.install();
    const waiting = patient(MINUTE, 503, 503, 200);
    const call = fetchWithRetry(url, waiting);
    const limited = fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout: MINUTE, deadline: false, fetch: never });
    const end = limited.then(
      () => "answered",
      (error) => error.attempts[0].failure,
    );
    let limit;
    end.then((failure) => {
      limit = failure;
    });
    await timers.advance(MINUTE - 1);
    assert.equal(waiting.fetch.sent.length, 1);
    assert.equal(limit, undefined);
    await timers.advance(1);
    assert.equal(waiting.fetch.sent.length, 2);
    assert.equal(limit, "timeout");
    await timers.advance(MINUTE);
    timers.uninstall();
    assert.equal((await outcome(call)).value.status, 200);
  });

  test(`${kind}: timers that are forgotten hold up no later call`, async (t) => {
    const timers = make();
    t.after(timers.uninstall);
    timers.install();
    const controller = new AbortController();
    const left = fetchWithRetry(url, patient(MINUTE, 503), { signal: controller.signal });
    await idle();
    timers.clearAll();
    const waiting = patient(5 * MINUTE, 503, 200);
    const call = fetchWithRetry(url, waiting);
    await timers.advance(5 * MINUTE);
    assert.equal(waiting.fetch.sent.length, 2, "it waits for a timer that nobody has");
    timers.uninstall();
    assert.equal((await outcome(call)).value.status, 200);
    controller.abort("enough");
    assert.equal((await outcome(left)).error, "enough");
  });

  test(`${kind}: taken away, put in place again, and taken away`, async (t) => {
    const timers = make();
    t.after(timers.uninstall);
    const controller = new AbortController();
    const left = [];
    for (let round = 0; round < 3; round++) {
      timers.install();
      left.push(outcome(fetchWithRetry(url, patient(MINUTE, 503), { signal: controller.signal })));
      await idle();
      timers.uninstall();
      assert.equal((await outcome(fetchWithRetry(url, patient(5, 503, 200)))).value.status, 200, "real ones");

      timers.clearAll();
      timers.install();
      const waiting = patient(2 * MINUTE, 503, 200);
      const call = fetchWithRetry(url, waiting);
      await timers.advance(2 * MINUTE);
      timers.uninstall();
      assert.equal((await outcome(call)).value.status, 200);
    }
    controller.abort("enough");
    for (const { error } of await Promise.all(left)) assert.equal(error, "enough");
  });

  test(`${kind}: calls that wait by the platform's timers when they are put in place end by those`, async (t) => {
    const timers = make();
    t.after(timers.uninstall);
    const call = fetchWithRetry(url, patient(30, 503, 200));
    await idle();
    timers.install();
    const later = patient(MINUTE, 503, 200);
    const second = fetchWithRetry(url, later);
    await timers.advance(MINUTE);
    assert.equal(later.fetch.sent.length, 2);
    timers.uninstall();
    assert.equal((await outcome(second)).value.status, 200);
    assert.equal((await outcome(call)).value.status, 200);
  });
}

test("node:test's, used by one test after the other", async () => {
  for (let round = 0; round < 3; round++) {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    const left = patient(MINUTE * 10 ** (2 - round), 503);
    const controller = new AbortController();
    const pending = fetchWithRetry(url, left, { signal: controller.signal });
    pending.catch(() => {});
    const waiting = patient(2 * MINUTE, 503, 200);
    const call = fetchWithRetry(url, waiting);
    await idle();
    mock.timers.tick(2 * MINUTE);
    await idle();
    assert.equal(waiting.fetch.sent.length, 2);
    await call;
    mock.timers.reset();
    assert.equal((await outcome(fetchWithRetry(url, patient(5, 503, 200)))).value.status, 200);
    mock.timers.enable({ apis: ["setTimeout"] });
    const again = patient(3 * MINUTE, 503, 200);
    const second = fetchWithRetry(url, again);
    await idle();
    mock.timers.tick(3 * MINUTE);
    await idle();
    assert.equal(again.fetch.sent.length, 2);
    await second;
    mock.timers.reset();
    if (round === 2) controller.abort();
  }
});

test("operations, functions and sessions go by them too", async (t) => {
  const timers = fake((id) => ({ id }), ["performance", "Date"]);
  t.after(timers.uninstall);
  timers.install();
  let beats = 0;
  const session = keepAlive(() => ++beats, { interval: "10m", jitter: 0 });
  const operation = retry(never, { ...QUICK, retries: 0, attemptTimeout: MINUTE });
  const thinking = fetchWithRetry(url, { ...QUICK, deadline: "2m", retries: 0, fallback: never, fetch: scripted(503) });
  const ends = Promise.allSettled([operation, thinking]);
  await timers.advance(20 * MINUTE);
  timers.uninstall();
  session.stop();
  assert.ok(beats === 1 || beats === 2, `${beats}`);
  const [first, second] = (await outcome(ends)).value;
  assert.equal(first.reason.attempts[0].failure, "timeout");
  assert.equal(second.value.status, 503);
});
