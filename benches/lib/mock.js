// The network and the timers that peers are measured against: the same for all, and each process has its own.

/**
 * What the mocked transport answers with. Not a platform Response: making one costs ten times what the peers do, and would
 * drown the difference in noise. Fresh for each answer, with accessors on the prototype and a check of its private part, as
 * the platform's own. One shared object would be cheaper, but untrue: some peers write on what they return.
 */
class Answer {
  #status;

  constructor(status) {
    this.#status = status;
  }

  get status() {
    return this.#status;
  }

  get ok() {
    return this.#status >= 200 && this.#status < 300;
  }

  get headers() {
    return noHeaders;
  }

  get type() {
    return "default";
  }

  get redirected() {
    return false;
  }

  get body() {
    return null;
  }

  clone() {
    return new Answer(this.#status);
  }

  async text() {
    return "";
  }

  // By this ky knows a response.
  get [Symbol.toStringTag]() {
    return "Response";
  }
}

const noHeaders = new Headers();

let turn = 0;
let statusOf = () => 200;

/** Makes the transport answer with these statuses, in turn, for ever. */
export function play(...script) {
  turn = 0;
  statusOf = () => script[turn++ % script.length];
}

/** Makes the first request to each address fail, the second succeed, and so on: many calls may be under way. */
export function failFirstRequests() {
  const failed = new Set();
  turn = 0;
  statusOf = (input) => {
    const address = typeof input === "string" ? input : input.url;
    turn++;
    if (failed.delete(address)) return 200;
    failed.add(address);
    return 503;
  };
}

/** How often the transport was called since it was told what to answer. */
export function sent() {
  return turn;
}

/** In the place of the platform's fetch, where all peers find it. */
export function installTransport() {
  globalThis.fetch = async (input) => new Answer(statusOf(input));
}

/** Like `installTransport`, with answers of the platform's own, which have a body to read. */
export function installWholeTransport() {
  globalThis.fetch = async (input) => new Response("{}", { status: statusOf(input) });
}

/** Waits before a retry are shorter in every peer as configured here, time limits longer. */
const LONGEST_WAIT = 5000;

const A_WEEK = 604_800_000;

const platform = { setTimeout: globalThis.setTimeout, abortAfter: AbortSignal.timeout };

/** Waits end at once; time limits stay what they are. */
export function skipWaits() {
  globalThis.setTimeout = (callback, delay, ...rest) => {
    if (delay > LONGEST_WAIT) return platform.setTimeout(callback, delay, ...rest);
    Promise.resolve().then(() => callback(...rest));
    return {};
  };
}

/** Like `skipWaits`, and tells `heard` of every time limit that is set. */
export function listenForLimits(heard) {
  skipWaits();
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (callback, delay, ...rest) => {
    if (delay > LONGEST_WAIT) heard();
    return setTimeout(callback, delay, ...rest);
  };
  AbortSignal.timeout = (delay) => {
    heard();
    return platform.abortAfter.call(AbortSignal, delay);
  };
}

/** Nothing ends, neither waits nor time limits. */
export function holdTimers() {
  globalThis.setTimeout = (callback, _delay, ...rest) => platform.setTimeout(callback, A_WEEK, ...rest);
}

export function restoreTimers() {
  globalThis.setTimeout = platform.setTimeout;
  AbortSignal.timeout = platform.abortAfter;
}
