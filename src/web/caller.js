// The caller's functions: told, and asked.

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
    listener(event);
  } catch (thrown) {
    console.error(thrown); // not reportError, which ends a Deno process
  }
}

/** Asks `shouldRetry`. A promise in any case, so that what it throws arrives in one way. */
export async function ask(shouldRetry, attempt, elapsed, reason, response, error) {
  const outcome = { attempt, elapsed, wouldRetry: reason === undefined };
  if (reason !== undefined) outcome.reason = reason;
  if (response) outcome.response = response;
  else outcome.error = error;
  return shouldRetry(outcome);
}

/** Asks a backoff function. */
export async function askDelay(backoff, retry, attempt, elapsed) {
  return backoff(retry, { attempt, elapsed });
}
