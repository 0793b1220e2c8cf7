const REDIRECTED = 1 << 16;
const HIDDEN = 1 << 17;

/** Status and flags in one number. Of an answer that is no response nothing can be said: status 0, as of an opaque one. */
export function head(response) {
  try {
    // Date is on every answer, and exposed to other origins only together with what hints need.
    const hidden = response.type === "cors" && !response.headers.has("date");
    return (response.status & 0xffff) | (response.redirected ? REDIRECTED : 0) | (hidden ? HIDDEN : 0);
  } catch {
    return 0;
  }
}

/**
 * What of an operation's outcome can be judged like a response: a response that it returned; or, of an error, the response
 * or status that it speaks of, as those of most HTTP clients do. A status that is no failure's says nothing of an error:
 * some clients have 0 for a broken connection, and 200 for a body that cannot be parsed.
 */
export function judged(outcome, isError) {
  try {
    // A layer of retries beneath this one speaks of what its cause does.
    if (isError && outcome.name === "RetryError" && !outcome.response && outcome.cause) return judged(outcome.cause, true);
    const response = isError ? (outcome.response ?? outcome) : outcome;
    const isResponse = isError ? response.status >= 400 : typeof response.headers.get === "function";
    return isResponse && typeof response.status === "number" ? response : undefined;
  } catch {
    return undefined;
  }
}

/** A mock may come without headers; it then has none. */
export function header(response, name) {
  try {
    const value = response.headers.get(name);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
