// A machine and a page of the test's own: their time passes when it is told to, and they do what real ones do to timers.

const START = Date.UTC(2030, 0, 1);

/** Replaces clocks and timers until `restore`. */
export function ownTime() {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const realDate = Date.now;
  const pending = new Map();
  let handles = 0;
  let monotonic = 1000;
  let wall = START;
  let every = 1;
  globalThis.setTimeout = (run, delay = 0) => {
    const due = Math.ceil((monotonic + delay) / every) * every;
    pending.set(++handles, { due, run });
    return handles;
  };
  globalThis.clearTimeout = (handle) => pending.delete(handle);
  performance.now = () => monotonic;
  Date.now = () => wall;

  const next = () => [...pending].sort(([, a], [, b]) => a.due - b.due)[0];
  // Promises of fetch may need more than one task.
  const idle = async () => {
    for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => set(resolve));
  };
  const fire = async () => {
    for (let timer = next(); timer?.[1].due <= monotonic; timer = next()) {
      pending.delete(timer[0]);
      timer[1].run();
      await idle();
    }
  };
  const move = (milliseconds) => {
    monotonic += milliseconds;
    wall += milliseconds;
  };

  return {
    /** Timers fire at multiples of this only, as in a tab that has been hidden for a while. */
    throttle(milliseconds) {
      every = milliseconds;
    },
    /** Time passes from timer to timer. */
    async pass(milliseconds) {
      await idle();
      const end = monotonic + milliseconds;
      for (let timer = next(); timer?.[1].due <= end; timer = next()) {
        move(Math.max(0, timer[1].due - monotonic));
        await fire();
      }
      move(Math.max(0, end - monotonic));
      await idle();
    },
    /** No code runs for so long: what was due fires afterwards. */
    async freeze(milliseconds) {
      move(milliseconds);
      await fire();
      await idle();
    },
    /** The machine sleeps: its timers stand still, and of its clocks only the wall clock is put right afterwards. */
    sleep(milliseconds) {
      wall += milliseconds;
    },
    pending: () => pending.size,
    restore() {
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
      Date.now = realDate;
      delete performance.now; // the prototype has the real one
    },
  };
}

/** A page that is visible or hidden as the test says; where there is no document, one is made. Until `restore`. */
export function ownPage() {
  const made = typeof document === "undefined";
  const shown = new EventTarget();
  if (made) {
    globalThis.document = new EventTarget();
    for (const name of ["addEventListener", "removeEventListener"]) globalThis[name] = shown[name].bind(shown);
  }
  let hidden = false;
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  const counts = [countListeners(document), countListeners(globalThis)];
  const set = (value) => {
    hidden = value;
    document.dispatchEvent(new Event("visibilitychange"));
  };
  return {
    hide: () => set(true),
    show: () => set(false),
    /** It is hidden without anybody being told, as before its first script ran. */
    beHidden() {
      hidden = true;
    },
    /** It comes back from where browsers keep pages that were left. */
    comeBack: () => (made ? shown : globalThis).dispatchEvent(new Event("pageshow")),
    listeners: () => counts[0].count() + counts[1].count(),
    restore() {
      for (const { restore } of counts) restore();
      delete document.hidden;
      if (made) for (const name of ["document", "addEventListener", "removeEventListener"]) delete globalThis[name];
    },
  };
}

function countListeners(target) {
  const own = { addEventListener: target.addEventListener, removeEventListener: target.removeEventListener };
  const inherits = !Object.hasOwn(target, "addEventListener");
  let count = 0;
  target.addEventListener = (...args) => {
    count++;
    own.addEventListener.apply(target, args);
  };
  target.removeEventListener = (...args) => {
    count--;
    own.removeEventListener.apply(target, args);
  };
  const restore = () => {
    for (const name of Object.keys(own)) {
      if (inherits) delete target[name];
      else target[name] = own[name];
    }
  };
  return { count: () => count, restore };
}

/** A transport that answers when it is told to, and heeds no signal. */
export function heldTransport() {
  const held = [];
  return {
    fetch: () => new Promise((resolve) => held.push(resolve)),
    sent: () => held.length,
    answer: (status) => held.at(-1)(new Response(null, { status })),
  };
}

/** A listener that reads the body of the first answer, after so many tasks, and what it has read. */
export function reader(tasks) {
  const { port1, port2 } = new MessageChannel();
  const task = () =>
    new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  let listener;
  const body = new Promise((resolve) => {
    listener = async ({ response }) => {
      if (response === undefined) return;
      for (let turn = 0; turn < tasks; turn++) await task();
      port1.close();
      resolve(response.text());
    };
  });
  return { listener, body };
}

/** A listener that stops what it listens to at the first event of a kind. What it is told is in `kinds`. */
export function stopper(kind) {
  const kinds = [];
  const own = { kinds, keepAlive: undefined };
  own.listener = ({ type }) => {
    kinds.push(type);
    if (type === kind) own.keepAlive.stop();
  };
  return own;
}
