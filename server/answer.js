// What the server says, apart from how the wire carries it: status, headers, body.
import { codingFor } from "./delivery.js";
import { eventsAfter } from "./event-stream.js";
import { httpDate } from "./http-date.js";
import { objectBytes } from "./object.js";
import { answerInPart } from "./ranges.js";
import { NO_BODY } from "./script.js";
import { modifiedOf, tagOf } from "./validators.js";

/**
 * The content of a step's answer. It stays the same when an effect's answer is replayed.
 *
 * @param {object} step
 * @param {object} about what an answer without a body of its own tells
 * @param {{ method: string, headers: object, definedAt: number, encode?: Function }} request
 */
export function answerOf(step, about, request) {
  const { coding, body, headers } = source(step, about, request);
  if (step.object === undefined || (step.status !== 200 && !NO_BODY.includes(step.status))) {
    return { status: step.status, headers: { ...headers, ...codingHeaders(coding) }, body };
  }
  const etag = tagOf(step, { coding, attempt: about.attempt });
  const modified = modifiedOf(step, request.definedAt);
  const marks = { ...(etag && { etag }), ...(modified && { "last-modified": modified }) };
  if (NO_BODY.includes(step.status)) return { status: step.status, headers: marks, body };
  const answer = answerInPart(step.ranges ?? "honour", body, { etag, modified, type: headers["content-type"] }, request);
  const coded = answer.body.length > 0 ? codingHeaders(coding) : {};
  return { ...answer, headers: { ...answer.headers, ...marks, ...coded } };
}

/** Bytes and their type, encoded if the step says so and the client takes it. */
function source(step, about, { headers, encode }) {
  const { type, bytes } = plain(step, about, headers);
  const coding = encode && codingFor(step, headers);
  const body = coding === undefined ? bytes : encode(coding, bytes);
  return { coding, body, headers: type === undefined ? {} : { "content-type": type } };
}

function plain({ status, object, sse, body, redirect }, about, headers) {
  if (NO_BODY.includes(status)) return { bytes: new Uint8Array(0) };
  if (object !== undefined && status === 200) return { type: "application/octet-stream", bytes: objectBytes(object) };
  if (object !== undefined && status === 416) return { bytes: new Uint8Array(0) };
  if (sse !== undefined)
    return { type: "text/event-stream", bytes: encoded(eventsAfter(headers["last-event-id"], sse).join("")) };
  const written = body === undefined ? { ...about, ...(redirect && { redirect }) } : body;
  return typeof written === "string"
    ? { type: "text/plain; charset=utf-8", bytes: encoded(written) }
    : { type: "application/json; charset=utf-8", bytes: encoded(JSON.stringify(written)) };
}

const encoded = (text) => new TextEncoder().encode(text);

const codingHeaders = (coding) => (coding === undefined ? {} : { "content-encoding": coding, vary: "Accept-Encoding" });

/** The headers that a step adds to whatever is answered. What the script writes out by hand wins. */
export function headersOf(step, nowMs) {
  const clock = nowMs + (step.clockSkew ?? 0) * 1000;
  const headers = { date: httpDate(clock), "cache-control": "no-store" };
  if (step.retryAfter) headers["retry-after"] = retryAfter(step.retryAfter, clock);
  if (step.retryAfterMs !== undefined) headers["retry-after-ms"] = String(step.retryAfterMs);
  if (step.redirect !== undefined) headers.location = step.redirect;
  if (step.connection !== undefined) headers.connection = step.connection;
  if (step.object !== undefined && step.status === 416) headers["content-range"] = `bytes */${step.object.length}`;
  if (step.rateLimit) headers.ratelimit = `"default";r=${step.rateLimit.remaining};t=${step.rateLimit.reset}`;
  return { ...headers, ...step.headers };
}

// Date and Retry-After come from one reading of the clock, so their difference is exactly the seconds of the script.
function retryAfter({ form, seconds }, clock) {
  return form === "seconds" ? String(seconds) : httpDate(clock + seconds * 1000, form);
}
