// Clocks and timers of the test's own, so that an hour takes a second.

const START = 1787400000000; // 22 August 2026, 12:00 GMT

/** Replaces the platform's clocks and timers until `run` is over. */
export function virtualTime() {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const { now: monotonic } = performance;
  const { now: wall } = Date;
  const timers = new Map();
  let passed = 0;
  let handles = 0;
  globalThis.setTimeout = (run, delay = 0, ...rest) => {
    // Node's fetch has timers for the connections that other tests have left.
    if (/node:internal/.test(new Error().stack.split("\n")[2])) return set(run, delay, ...rest);
    timers.set(--handles, { due: passed + delay, run });
    return handles;
  };
  globalThis.clearTimeout = (handle) => timers.delete(handle) || clear(handle);
  performance.now = () => passed;
  Date.now = () => START + Math.floor(passed);

  // Lets time pass, from timer to timer. Everything that can go on without one goes on first.
  async function run() {
    const loop = turns();
    try {
      for (await loop.turn(); timers.size > 0; await loop.turn()) {
        const [handle, timer] = [...timers].reduce((first, other) => (other[1].due < first[1].due ? other : first));
        timers.delete(handle);
        passed = timer.due;
        timer.run();
      }
    } finally {
      loop.end();
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
      Object.assign(performance, { now: monotonic });
      Date.now = wall;
    }
  }
  return { now: () => passed, at: (milliseconds, begin) => setTimeout(begin, milliseconds - passed), run };
}

// Turns of the event loop, which end when all promises have had theirs. A message takes one without a timer.
function turns() {
  const { port1, port2 } = new MessageChannel();
  let next;
  port1.onmessage = () => next();
  const turn = () =>
    new Promise((resolve) => {
      next = resolve;
      port2.postMessage(undefined);
    });
  return { turn, end: () => port1.close() };
}

/** After so many milliseconds a response with this status; without a status, what a browser says of a lost connection. */
export function answer(after, status, headers) {
  return new Promise((resolve, reject) => {
    const settle = () => (status ? resolve(new Response(null, { status, headers })) : reject(new TypeError("Failed to fetch")));
    setTimeout(settle, after);
  });
}
