// What the tests need to have done in JavaScript.

/** Counts the listeners on a signal. */
export function countListeners(signal) {
  let count = 0;
  for (const [name, step] of [
    ["addEventListener", 1],
    ["removeEventListener", -1],
  ]) {
    const own = signal[name];
    signal[name] = (...args) => {
      count += step;
      return own.apply(signal, args);
    };
  }
  return () => count;
}

/** Counts the timers that are set for this long or longer, until `restore`. The engine and the tests have timers too. */
export function watchTimers(milliseconds) {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const running = new Set();
  globalThis.setTimeout = (run, delay, ...rest) => {
    const handle = set(
      () => {
        running.delete(handle);
        run();
      },
      delay,
      ...rest,
    );
    if (delay >= milliseconds) running.add(handle);
    return handle;
  };
  globalThis.clearTimeout = (handle) => {
    running.delete(handle);
    clear(handle);
  };
  const restore = () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  return { count: () => running.size, restore };
}

/** In place of the platform's fetch one whose every connection is refused, as Node tells it, until the function is called. */
export function refuseConnections() {
  const { fetch } = globalThis;
  globalThis.fetch = async () => {
    const refused = { code: "ECONNREFUSED", errors: [{ syscall: "connect" }, { code: "ECONNREFUSED" }] };
    throw new TypeError("fetch failed", { cause: Object.assign(new Error("refused"), refused) });
  };
  return () => {
    globalThis.fetch = fetch;
  };
}
