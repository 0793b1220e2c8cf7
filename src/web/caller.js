// The caller's functions: told, and asked.
import { sleep } from "./timer.js";

/** Tells `listener` of an event. What it throws is heard of, but without effect on the call. */
export function tell(
  listener,
  type,
  method,
  url,
  attempt,
  elapsed,
  status,
  retryAfter,
  hintHidden,
  failure,
  delay,
  tier,
  reason,
  error,
) {
  const event = { type, method, url, attempt, elapsed };
  if (type === "response") {
    event.status = status;
    if (retryAfter >= 0) event.retryAfter = retryAfter;
    if (hintHidden) event.hintHidden = true;
  } else if (type === "failure") Object.assign(event, { failure, error });
  else if (type === "wait") Object.assign(event, { delay, tier });
  else if (type === "end") event.reason = reason;
  try {
    listener(event)?.then?.(undefined, complain);
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

// A promise in any case, so that what a function throws arrives in one way. One that never answers must not hold the call:
// it has answered nothing when the caller gives up or the time is over.
async function answer(question, limit, caller) {
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  caller?.addEventListener("abort", onAbort);
  try {
    return await Promise.race([question(), sleep(limit, stop.signal).then(() => undefined)]);
  } finally {
    caller?.removeEventListener("abort", onAbort);
    stop.abort();
  }
}
