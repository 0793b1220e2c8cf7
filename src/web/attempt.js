// One attempt: the platform's fetch, bounded by a time limit and the caller's signal.

// Longer time limits than a timer can hold (2^31 - 1 ms, 24.8 days) are no limits.
const LONGEST_TIMER = 2147483647;

// Nothing can abort such an attempt. It still gets a signal in the second argument, since React
// replays a memoized failure to whoever calls fetch without one.
let unbounded;

/**
 * Settles with the first of: the response, the caller's abort, the time limit. Does not rely on the
 * transport for the last two: mocks ignore signals, and WebKit loses abort reasons. `keep` sends a clone, so that the input
 * can be sent again.
 */
export function attempt(transport, input, init, limit, keep) {
  const send = keep
    ? (whole, ...rest) => (transport ?? globalThis.fetch)(whole.clone(), ...rest)
    : (transport ?? globalThis.fetch);
  const caller = signalOf(input, init);
  if (caller?.aborted) return Promise.reject(caller.reason);
  if (caller === undefined && limit > LONGEST_TIMER) {
    unbounded ??= { signal: new AbortController().signal };
    return sent(send, input, init ? { ...init, ...unbounded } : unbounded);
  }
  return new Promise((resolve, reject) => {
    const own = new AbortController();
    let timer;
    let open = true;
    const close = () => {
      open = false;
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
    };
    const stop = (reason) => {
      close();
      reject(reason);
      own.abort(reason);
    };
    const onAbort = () => stop(caller.reason);
    if (limit <= LONGEST_TIMER) timer = setTimeout(() => stop(timedOut(limit)), limit);
    caller?.addEventListener("abort", onAbort);
    sent(send, input, { ...init, signal: caller ? either(caller, own.signal) : own.signal }).then(
      (response) => {
        if (!open) return release(response);
        close();
        resolve(response);
      },
      (error) => {
        if (!open) return;
        close();
        reject(error);
      },
    );
  });
}

/** The signal that the caller may abort this request by. */
export function signalOf(input, init) {
  const signal = init?.signal;
  if (signal !== undefined) return signal ?? undefined;
  return (typeof input === "object" ? input?.signal : undefined) ?? undefined;
}

/** Lets go of a response that nobody will read. Not awaited: cancelling one branch of a clone never settles. */
export function release(response) {
  const cancelled = response?.body?.cancel?.();
  cancelled?.catch?.(() => {});
}

// A transport that throws has failed, like one that rejects.
function sent(send, input, init) {
  try {
    const promise = typeof init.body === "function" ? sentAnew(send, input, init) : send(input, init);
    return typeof promise?.then === "function" ? promise : Promise.resolve(promise);
  } catch (error) {
    return Promise.reject(error);
  }
}

async function sentAnew(send, input, init) {
  const body = await init.body();
  return send(input, typeof body?.getReader === "function" ? { ...init, body, duplex: "half" } : { ...init, body });
}

// The caller's signal goes on to govern the body of a good response; `any` leaves no listener on it.
function either(caller, own) {
  if (!AbortSignal.any) return own;
  try {
    return AbortSignal.any([caller, own]);
  } catch {
    return own; // a signal of another realm, or an imitation
  }
}

function timedOut(limit) {
  return new DOMException(`no response within ${Math.ceil(limit)} ms`, "TimeoutError");
}

let settle;
let resume;

/** Hands over the two functions of the core that `first` needs. */
export function connect(settled, resumed) {
  settle = settled;
  resume = resumed;
}

const REPORT = Symbol.for("holdfast-fetch.report");

/**
 * The first attempt of most calls, without a future: only numbers cross into the core, which answers
 * a good status with the time that passed, and any other with a negative number.
 */
export function first(slot, transport, input, init, limit) {
  return attempt(transport, input, init, limit).then(
    (response) => {
      const elapsed = settle(slot, response?.status);
      if (elapsed < 0) return resume(slot, input, init, response, false);
      remember(response, elapsed);
      return response;
    },
    (error) => resume(slot, input, init, error, true),
  );
}

/** Ties a report to a response or error. A property: setting one costs a tenth of a WeakMap's entry. */
export function remember(outcome, report) {
  try {
    outcome[REPORT] = report;
  } catch {
    // Frozen, or not an object: it goes without.
  }
}

/** What `remember` was told. */
export function recall(outcome) {
  return outcome?.[REPORT];
}
