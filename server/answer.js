// What the server says, apart from how the wire carries it: status, headers, body.
import { httpDate } from "./http-date.js";
import { NO_BODY } from "./script.js";

/** The content of a step's answer. It stays the same when an effect's answer is replayed. */
export function answerOf(step, about) {
  const { status } = step;
  if (NO_BODY.includes(status)) return { status, headers: {}, body: new Uint8Array(0) };
  const written = step.body === undefined ? about : step.body;
  const [type, text] =
    typeof written === "string"
      ? ["text/plain; charset=utf-8", written]
      : ["application/json; charset=utf-8", JSON.stringify(written)];
  return { status, headers: { "content-type": type }, body: new TextEncoder().encode(text) };
}

/** The headers that a step adds to whatever is answered. What the script writes out by hand wins. */
export function headersOf(step, nowMs) {
  const clock = nowMs + (step.clockSkew ?? 0) * 1000;
  const headers = { date: httpDate(clock), "cache-control": "no-store" };
  if (step.retryAfter) headers["retry-after"] = retryAfter(step.retryAfter, clock);
  if (step.retryAfterMs !== undefined) headers["retry-after-ms"] = String(step.retryAfterMs);
  if (step.rateLimit) headers.ratelimit = `"default";r=${step.rateLimit.remaining};t=${step.rateLimit.reset}`;
  return { ...headers, ...step.headers };
}

// Date and Retry-After come from one reading of the clock, so their difference is exactly the seconds of the script.
function retryAfter({ form, seconds }, clock) {
  return form === "seconds" ? String(seconds) : httpDate(clock + seconds * 1000, form);
}
