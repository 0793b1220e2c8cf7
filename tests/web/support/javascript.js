// What the tests need to have done in JavaScript.

/**
 * How a call ended: `fulfilled` or `rejected`; `threw` if there was no promise to reject; `pending` if nothing had happened
 * after so many milliseconds.
 */
export async function settled(call, milliseconds) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, { how: "pending" });
  });
  try {
    const end = call().then(
      (value) => ({ how: "fulfilled", value }),
      (value) => ({ how: "rejected", value }),
    );
    return await Promise.race([end, late]);
  } catch (value) {
    return { how: "threw", value };
  } finally {
    clearTimeout(timer);
  }
}

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

/** Counts the timers that are set, until `restore`. */
export function watchTimers() {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const running = new Set();
  globalThis.setTimeout = (run, ...rest) => {
    const handle = set(
      () => {
        running.delete(handle);
        run();
      },
      ...rest,
    );
    running.add(handle);
    return handle;
  };
  globalThis.clearTimeout = (handle) => {
    running.delete(handle);
    clear(handle);
  };
  const restore = () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  return { count: () => running.size, restore };
}

/** A transport that answers with one status after the other, the last one again and again. */
export function answers(...statuses) {
  let sent = 0;
  return async () => new Response(null, { status: statuses[Math.min(sent++, statuses.length - 1)] });
}

/** Defines a script on the server. */
export async function defineScript(url, script) {
  const response = await fetch(url, { method: "PUT", headers: { "content-type": "application/json" }, body: script });
  if (!response.ok) throw new Error(await response.text());
}
