export const WHY = {
  deadline: "no time left before the deadline",
  budget: "no retry token left, or after a timeout no recent good answer",
  "circuit-open": "the circuit is open",
  throttled: "throttled, since the server refuses too much",
  "hint-too-long": "the server asks to wait longer than retryAfter.cap",
  "not-idempotent": "not sent again, since without an idempotency key that might repeat its effect",
  body: "not sent again, since its body is a stream",
  veto: "shouldRetry said no",
  offline: "offline",
  error: "an error that is not retried",
};

/** The end of a call without a good answer. */
export class RetryError extends Error {
  constructor(request, { reason, attempts, elapsed, probeIn }, response, cause) {
    super(`${request}: ${WHY[reason] ?? "failed"} (${history(attempts, cause)})`, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.attempts = attempts;
    this.elapsed = elapsed;
    if (response) this.response = response;
    if (probeIn !== undefined) this.probeIn = probeIn;
  }
}
RetryError.prototype.name = "RetryError";

// How many attempts, and how the last one ended. Not in the platform's words, which may hold the whole address: those are in the
// cause.
function history(attempts, cause) {
  const { length, [length - 1]: last } = attempts;
  if (length === 0) return "nothing was sent";
  const code = raised(cause).split("\n")[2];
  const count = length === 1 ? "1 attempt: " : `${length} attempts, the last: `;
  return `${count}${last.status ?? last.failure}${/^\w+$/.test(code) ? ` ${code}` : ""}`;
}

/** The TypeError of a bad policy. It also says by itself which field is wrong. */
export function policyError(message, field, allowed) {
  return Object.assign(new TypeError(message), { field, allowed });
}

/** What a failure can be told by: name, message, code, the cause's message. Node hides the code in the cause. */
export function raised(error) {
  try {
    // What a layer of retries beneath this one did not repeat, this one does not either.
    if (error?.name === "RetryError" && error.reason === "error") return raised(error.cause);
    // Firefox says AbortError of a body whose connection broke. What a script aborted has a line in that script.
    const name = error?.name === "AbortError" && error.lineNumber === 0 ? "NetworkError" : error?.name;
    const traits = [name, error?.message, error?.cause?.code ?? error?.code, error?.cause?.message];
    return traits.map((trait) => (typeof trait === "string" ? trait.replaceAll("\n", " ") : "")).join("\n");
  } catch {
    return "TypeError\n\n\n"; // what cannot be looked at is a bug
  }
}

/** The platform is sure only of being offline, never of being online. */
export function isOffline() {
  return globalThis.navigator?.onLine === false;
}
