// Clocks and timers of the test's own, so that hours take no time and every timer can be looked at.
// Runs in pages too.
import { turnOfTheLoop } from "./turn.js";

const START = Date.UTC(2030, 0, 1);

/** Replaces the platform's clocks and timers until the test ends. Timers fire so much too early, in milliseconds. */
export function virtualTime(test, { early = 0 } = {}) {
  const time = { passed: 0, asked: [], pending: new Map() };
  let handles = 0;
  test.mock.method(globalThis, "setTimeout", (run, delay = 0, ...rest) => {
    time.asked.push(delay);
    time.pending.set(++handles, {
      due: time.passed + (early > 0 ? Math.max(0.05, delay - early) : delay),
      run: () => run(...rest),
    });
    return handles;
  });
  test.mock.method(globalThis, "clearTimeout", (handle) => time.pending.delete(handle));
  test.mock.method(performance, "now", () => time.passed);
  test.mock.method(Date, "now", () => START + Math.floor(time.passed));

  /** Lets time pass, from timer to timer, until the promise is settled. */
  time.until = async (promise) => {
    let open = true;
    const close = () => {
      open = false;
    };
    promise.then(close, close);
    while (await idle(() => open)) {
      const [handle, timer] = [...time.pending].sort(([, a], [, b]) => a.due - b.due)[0] ?? [];
      if (timer === undefined) throw new Error("still pending, and there is no timer that could end that");
      time.pending.delete(handle);
      time.passed = Math.max(time.passed, timer.due);
      timer.run();
    }
    return promise;
  };
  return time;
}

// Everything that can go on without a timer has gone on. True if there is still something to wait for.
async function idle(isOpen) {
  for (let turn = 0; turn < 5 && isOpen(); turn++) await turnOfTheLoop();
  return isOpen();
}
