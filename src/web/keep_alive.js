// Sessions that are kept alive. The core says when to beat; here beats are sent, timers run, and the page is watched.
import { release } from "./attempt.js";
import { tellOne } from "./caller.js";
import { policyError } from "./error.js";
import { fetchWithRetry, retry } from "./fetch.js";
import { merged } from "./policy.js";
import { initNow } from "./request.js";
import { sleep } from "./timer.js";

// As in keep_alive.rs.
const START = 0;
const WOKE = 1;
const GOOD = 2;
const BAD = 3;
const HIDDEN = 4;
const SHOWN = 5;
const STOP = 6;

// What there is to do, and what it is called meanwhile. The fifth step is to go on.
const WAIT = 0;
const BEAT = 1;
const STOPPED = 3;
const CONTINUE = 4;
const STATES = ["waiting", "beating", "paused", "stopped"];

const REASONS = ["late", "busy", "hidden"];

/** What the core checks, the policy, and what `begin` takes. Of the caller's own objects the core sees only what it has to refuse. */
export function settings(target, options) {
  const beaten = typeof target === "object" ? target?.href : target;
  if (typeof beaten !== "string" && typeof beaten !== "function") {
    const allowed = "an address (a text or a URL), or a function";
    throw policyError(`keepAlive: the target is neither an address nor a function; allowed: ${allowed}`, "target", allowed);
  }
  if (typeof options !== "object" || options === null) return [options];
  const { policy, init, signal, ...data } = options;
  if (typeof init !== "object") data.init = init;
  if (typeof signal?.addEventListener !== "function") data.signal = signal;
  return [merged(undefined, data), policy, beaten, init, signal, data.onEvent];
}

/** One step of the core's, as a row. */
export function row(...values) {
  return values;
}

/** Starts. `advance` tells the core what happened and gives a row of what to do. */
export function begin([, , target, init, signal, onEvent], policy, advance) {
  const request = initNow(init);
  const page = globalThis.document;
  let state;
  let beats = 0;
  let underWay; // the wait, or the beat
  let lastBeat;

  const turn = (input, outcome) => {
    const [step, milliseconds, elapsed, missed, reason] = advance(input);
    if (step === CONTINUE) return;
    state = step;
    const tell = (type, more) => tellOne(hear, { type, beat: beats, elapsed, ...more });
    if (outcome) tell(input === GOOD ? "beat" : "failed", outcome);
    if (missed > 0) tell("missed", { missed, reason: REASONS[reason] });
    if (state !== step) return; // a listener has stopped it
    underWay?.abort();
    underWay = new AbortController();
    if (step === WAIT) {
      sleep(milliseconds, underWay.signal).then((woke) => woke && turn(WOKE));
    } else if (step === BEAT) {
      beats++;
      lastBeat = beat(underWay.signal);
    } else if (step === STOPPED) {
      for (const [source, name, listener] of watched) source?.removeEventListener?.(name, listener);
      tell("stopped");
    }
  };

  // The body of an answer is let go when the listener, and the promise that it may return, have left it unread.
  const hear = async (event) => {
    try {
      await onEvent?.(event);
    } finally {
      if (event.response?.bodyUsed === false) release(event.response);
    }
  };

  const beat = async (signal) => {
    let input = GOOD;
    let outcome = {};
    try {
      const answer = await send(signal);
      if (typeof answer?.status === "number") outcome.response = answer;
      if (answer?.status >= 400) input = BAD;
    } catch (error) {
      input = BAD;
      outcome = { error };
    }
    if (signal.aborted) return release(outcome.response);
    underWay = undefined; // its signal governs the body, which may be read yet
    turn(input, outcome);
  };

  const send = (signal) =>
    typeof target === "function"
      ? retry((attempt) => target(attempt.signal), policy, { signal })
      : fetchWithRetry(target, policy, { ...request, signal });

  const stop = () => turn(STOP);
  // Also when the page comes back from where browsers keep pages: timers stand still there.
  const look = () => turn(page.hidden ? HIDDEN : SHOWN);
  const watched = [
    [signal, "abort", stop],
    [request?.signal, "abort", stop],
    [page, "visibilitychange", look],
    [page && globalThis, "pageshow", look],
  ];
  for (const [source, name, listener] of watched) source?.addEventListener?.(name, listener);
  if (page?.hidden) look();
  turn(signal?.aborted || request?.signal?.aborted ? STOP : START);

  const keepAlive = {
    stop,
    get state() {
      return STATES[state];
    },
    get beats() {
      return beats;
    },
  };
  if (Symbol.asyncDispose) {
    keepAlive[Symbol.asyncDispose] = async () => {
      stop();
      await lastBeat;
    };
  }
  return keepAlive;
}
