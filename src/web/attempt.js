// One attempt: the platform's fetch, bounded by a time limit and the caller's signal.
import { isStream, signalOf } from "./request.js";

// What a timer can hold: 2^31 - 1 ms, 24.8 days. No attempt waits longer.
const LONGEST_TIMER = 2147483647;

/** What is known of every first attempt. */
export const FIRST = Object.freeze({ attempt: 1, elapsed: 0 });

// By what name the init of one call carries a layer around the transport, as that for OpenTelemetry: a function of the
// transport and of what the transport gets.
const AROUND = Symbol.for("holdfast-fetch.around");

/**
 * By what name a fetch with a policy built in carries the one that was there before it: `{ over, beneath }`, where `over` is
 * itself. What mocks it may have all its properties.
 */
export const BENEATH = Symbol.for("holdfast-fetch.beneath");

/** By what name the signal of an attempt tells that it was sent by `globalThis.fetch`. */
export const GLOBAL = Symbol.for("holdfast-fetch.global");

// How many attempts a request is within, by its signal, or by the stack. Wrapped again after `globalThis.fetch =
// createFetch()`, a fetch ends up beneath itself; a wrapper that waits, and keeps the signal to itself, is not seen.
const DEPTH = Symbol.for("holdfast-fetch.depth");
const DEEPEST = 10;
let sending = 0;
const ENDLESS = "the request sends itself: name the fetch beneath in the policy, as in createFetch({ fetch: globalThis.fetch })";

// Nothing can abort such an attempt. It still gets a signal in the second argument, since React
// replays a memoized failure to whoever calls fetch without one.
let unbounded;

/**
 * Sends a request once, and gives the first of these to `answered` or `failed`: the response, the caller's abort, the time
 * limit. Does not rely on the transport for the last two: mocks ignore signals, and WebKit loses abort reasons. `keep` sends
 * a clone, so that the input can be sent again. `context` is for transports of the caller's, and operations.
 */
export function attempt(transport, input, init, limit, keep, context, answered, failed) {
  const around = init?.[AROUND];
  const isOperation = typeof input === "function";
  const isPlain = transport === undefined && around === undefined && !keep && !isOperation;
  const send = isPlain ? platformFetch() : sender(transport, around, input, keep, context);
  const caller = signalOf(input, init);
  const depth = Math.max(caller?.[DEPTH] ?? 0, sending);
  if (depth >= DEEPEST) return failed(new RangeError(ENDLESS));
  if (caller === undefined && limit === Number.POSITIVE_INFINITY) {
    unbounded ??= { signal: new AbortController().signal };
    return sent(send, input, init ? { ...init, ...unbounded } : unbounded).then(answered, failed);
  }
  if (caller?.aborted) return failed(caller.reason);
  return new Promise((resolve, reject) => {
    const own = new AbortController();
    let timer;
    let open = true;
    const end = (by, value) => {
      open = false;
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
      try {
        resolve(by(value));
      } catch (error) {
        reject(error);
      }
    };
    const stop = (reason) => {
      end(failed, reason);
      own.abort(reason);
    };
    const onAbort = () => stop(caller.reason);
    caller?.addEventListener("abort", onAbort);
    if (limit < Number.POSITIVE_INFINITY) timer = setTimeout(() => stop(timedOut(limit)), Math.min(limit, LONGEST_TIMER));
    const signal = caller ? either(caller, own.signal) : own.signal;
    signal[DEPTH] = isOperation ? depth : depth + 1;
    if (transport === undefined && !isOperation) signal[GLOBAL] = true;
    sent(send, input, init ? { ...init, signal } : { signal }).then(
      (response) => (open ? end(answered, response) : release(response)),
      (error) => open && end(failed, error),
    );
  });
}

function sender(transport, around, input, keep, context) {
  if (typeof input === "function") return (_, { signal }) => input({ ...context, signal });
  // The platform's own fetch, and what mocks it, is called as everybody calls it.
  const fetch = transport ?? platformFetch();
  const more = transport === undefined ? [] : [context];
  const send = around === undefined ? fetch : around.bind(undefined, fetch);
  return (whole, init) => send(keep ? whole.clone() : whole, init, ...more);
}

// What was put in its place by `globalThis.fetch = createFetch()` would call itself, or retry what retries already.
export function platformFetch() {
  const { fetch } = globalThis;
  const tie = fetch?.[BENEATH];
  return tie?.over === fetch ? tie.beneath : fetch;
}

/** An attempt that is part of a longer call. */
export function attemptAgain(transport, input, init, limit, keep, number, elapsed) {
  const context = { attempt: number, elapsed };
  return attempt(transport, input, init, limit, keep, context, asItIs, Promise.reject.bind(Promise));
}

const asItIs = (response) => response;

/** Lets go of a response that nobody will read. Not awaited: cancelling one branch of a clone never settles. */
export function release(response) {
  try {
    response?.body?.cancel?.()?.catch?.(() => {});
  } catch {
    // Nothing to let go of.
  }
}

/** Lets go of a response for the sake of another answer, which may have been made of it. */
export function releaseFor(response, answer) {
  try {
    if (response?.body === answer.body) return;
  } catch {
    // An answer that does not let itself be looked at is another one.
  }
  release(response);
}

// A transport that throws has failed, like one that rejects; one that returns another kind of promise has not.
function sent(send, input, init) {
  sending++;
  try {
    return Promise.resolve(typeof init.body === "function" ? sentAnew(send, input, init) : send(input, init));
  } catch (error) {
    return Promise.reject(error);
  } finally {
    sending--;
  }
}

async function sentAnew(send, input, init) {
  const body = await init.body();
  init.signal.throwIfAborted();
  return send(input, isStream(body) ? { ...init, body, duplex: "half" } : { ...init, body });
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
