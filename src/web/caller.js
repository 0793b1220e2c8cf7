// The caller's functions: told, and asked.
import { isWatched, publish } from "./channel.js";
import { sleep } from "./timer.js";

/** Tells `listener`, and whoever watches, of an event. What they throw is heard of, but without effect on the call. */
export function tell(listener, type, id, method, url, attempt, elapsed, number, other, flag, text, from, to, error) {
  const event = { type, id, method, url, attempt, elapsed };
  if (type === "response") {
    event.status = number;
    if (other >= 0) event.retryAfter = other;
    if (flag) event.hintHidden = true;
  } else if (type === "failure") Object.assign(event, { failure: text, error });
  else if (type === "wait") Object.assign(event, { delay: number, tier: other });
  else if (type === "refresh") event.status = number;
  else if (type === "fallback") event.reason = text;
  else if (type === "circuit") {
    Object.assign(event, { key: text, from, to });
    if (number >= 0) event.probeIn = number;
  } else if (type === "end") {
    event.reason = text;
    if (flag) event.fallback = true;
    if (number >= 0) event.probeIn = number;
  }
  tellOne(listener, event);
  if (isWatched()) tellOne(publish, event);
}

/** Calls a listener for what it does, not for what it returns. */
export function tellOne(listener, event) {
  try {
    listener?.(event)?.then?.(undefined, complain);
  } catch (thrown) {
    complain(thrown);
  }
}

// Not by reportError, which ends a Deno process.
function complain(thrown) {
  try {
    console.error(thrown);
  } catch {
    // Nobody is left to tell.
  }
}

// How often each is being asked at this moment, and what it said last.
const asking = new WeakMap();
const said = new WeakMap();

/**
 * Asks a clock or a generator of numbers. While it is being asked, calls that it makes go by what it said last: it would be
 * asked without end, and a core whose stack runs over is lost for all calls to come. Only before its first word it is asked
 * once more.
 */
export function askNumber(source) {
  const depth = asking.get(source) ?? 0;
  if (depth > (said.has(source) ? 0 : 1)) return said.get(source);
  asking.set(source, depth + 1);
  try {
    const number = source();
    said.set(source, number);
    return number;
  } catch {
    // The platform's own stands in.
  } finally {
    asking.set(source, depth);
  }
}

/** Asks `shouldRetry`. */
export function ask(shouldRetry, attempt, elapsed, reason, response, error, limit, caller) {
  const outcome = { attempt, elapsed, wouldRetry: reason === undefined };
  if (reason !== undefined) outcome.reason = reason;
  if (response) outcome.response = response;
  else outcome.error = error;
  return answer(() => shouldRetry(outcome), limit, caller);
}

/** Asks a backoff function. */
export function askDelay(backoff, retry, attempt, elapsed, limit, caller) {
  return answer(() => backoff(retry, { attempt, elapsed }), limit, caller);
}

/** Asks a function of the response: the predicate of `until`. Nothing is no answer, unlike when the time is over. */
export function askOf(question, response, limit, caller) {
  return answer(async () => (await question(response)) ?? null, limit, caller);
}

/** Asks a fallback function. */
export function askFallback(fallback, reason, probeIn, attempts, response, error, limit, caller) {
  const context = { reason, attempts };
  if (response) context.response = response;
  else if (error !== undefined) context.error = error;
  if (probeIn >= 0) context.probeIn = probeIn;
  return answer(() => fallback(context), limit, caller);
}

// One flight for each function and origin: nobody gets the credentials of another user, or of another server.
const flights = new WeakMap();

function flightOf(refresh, origin) {
  const byOrigin = flights.get(refresh) ?? new Map();
  const flight = byOrigin.get(origin) ?? { renewals: 0, headers: undefined, under: undefined, waiting: 0 };
  flights.set(refresh, byOrigin.set(origin, flight));
  return flight;
}

/** How often this function has renewed the credentials for an origin. */
export function renewals(refresh, origin) {
  return flightOf(refresh, origin).renewals;
}

/**
 * Renews credentials, one at a time: whoever comes meanwhile waits for the same answer, and whose request was sent before
 * the last renewal (`seen` of them) gets the answer of that. Each waits as long as it may; a flight for which nobody waits any
 * more is given up, since it may hang.
 */
export async function renew(refresh, origin, response, seen, limit, caller) {
  const flight = flightOf(refresh, origin);
  if (flight.renewals > seen) return flight.headers;
  flight.under ??= fly(flight, refresh, response);
  const { under } = flight;
  flight.waiting++;
  try {
    return await answer(() => under, limit, caller);
  } finally {
    flight.waiting--;
    if (flight.waiting === 0 && flight.under === under) flight.under = undefined;
  }
}

async function fly(flight, refresh, response) {
  const headers = await refresh(response);
  if (headers !== false) {
    flight.renewals++;
    flight.headers = headers;
  }
  return headers;
}

// A promise in any case, so that what a function throws arrives in one way. One that never answers must not hold the call:
// it has answered nothing when the caller gives up or the time is over.
export async function answer(question, limit, caller, nothing) {
  if (caller?.aborted) return nothing;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  caller?.addEventListener("abort", onAbort);
  try {
    return await Promise.race([question(), sleep(limit, stop.signal).then(() => nothing)]);
  } finally {
    caller?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}
