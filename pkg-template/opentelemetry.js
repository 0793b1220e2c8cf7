// The entry "holdfast-fetch/opentelemetry": the same functions, with a span for each attempt.
//
// A layer around the transport travels in the init of each call. So a policy remains what it is, with its own transport and
// the circuits and budgets that its calls share. And a span's parent is the span that was active at the call, whatever
// context the promises of the core run in.
import { context, trace } from "@opentelemetry/api";
import { createFetch as createPlainFetch, fetchWithRetry as fetchPlainly, reportOf } from "holdfast-fetch";
import { AROUND, attempt, BENEATH, NAME, safely } from "./attempt-span.js";

const METHODS = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];

// What is read of an init, where these are not its own, as in a Request.
const MEMBERS =
  "method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority retry";

const DEFAULTS = settings();

export function fetchWithRetry(input, policy, init) {
  return traced(DEFAULTS, init, (carrying) => fetchPlainly(input, policy, carrying));
}

export function createFetch(policy, options) {
  const tracing = settings(options);
  const fetch = createPlainFetch(policy);
  const traces = (input, init) => traced(tracing, init, (carrying) => fetch(input, carrying));
  const tie = fetch[BENEATH];
  return tie ? Object.defineProperty(traces, BENEATH, { value: { ...tie, over: traces } }) : traces;
}

function settings({ tracerProvider = trace, propagate = isOurs, knownMethods = METHODS } = {}) {
  const refuse = (name, allowed) => {
    throw new TypeError(`${NAME}/opentelemetry: ${name} must be ${allowed}`);
  };
  if (typeof tracerProvider?.getTracer !== "function") refuse("tracerProvider", "a TracerProvider");
  if (!["boolean", "function"].includes(typeof propagate)) refuse("propagate", "true, false or a function");
  if (!Array.isArray(knownMethods)) refuse("knownMethods", "an array of methods");
  return {
    tracer: tracerProvider.getTracer(NAME),
    propagate: typeof propagate === "function" ? propagate : () => propagate,
    knownMethods,
  };
}

// A page's request to another origin would need a CORS preflight, which that server may refuse.
function isOurs(url) {
  const here = globalThis.location?.origin;
  return here === undefined || new URL(url).origin === here;
}

function traced(tracing, init, send) {
  try {
    const call = { tracing, parent: context.active(), began: Date.now(), sent: 0 };
    const settled = send(carrying(init, (...request) => attempt(call, ...request)));
    const span = trace.getSpan(call.parent);
    return span?.isRecording() ? told(span, call, settled) : settled;
  } catch (error) {
    return Promise.reject(error);
  }
}

function carrying(init, layer) {
  if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") return init; // refused there
  const copy = { ...init, [AROUND]: layer };
  for (const name of MEMBERS.split(" ")) {
    if (init && !(name in copy) && name in init) copy[name] = init[name];
  }
  return copy;
}

/** Puts what the call went through on the span that waited for it. */
function told(span, call, settled) {
  const tell = (outcome) => safely(() => span.isRecording() && report(span, call, reportOf(outcome)));
  return settled.then(
    (response) => {
      tell(response);
      return response;
    },
    (error) => {
      tell(error);
      throw error;
    },
  );
}

function report(span, { began }, found) {
  if (found === undefined) return; // it never began, or its abort reason is no object
  const { reason, attempts, fallback } = found;
  const end = { "holdfast.reason": reason };
  // Calls that end by one signal share its reason, and so the report that is tied to it.
  if (reason !== "aborted") {
    for (const { number, startedAt, duration, wait, retryAfter } of attempts) {
      if (wait === undefined) continue;
      const attributes = { "holdfast.attempt": number, "holdfast.wait_ms": wait };
      if (retryAfter !== undefined) attributes["holdfast.retry_after_ms"] = retryAfter;
      span.addEvent("holdfast.wait", attributes, began + startedAt + duration);
    }
    end["holdfast.attempts"] = attempts.length;
    if (fallback) end["holdfast.fallback"] = true;
  }
  if (reason !== "success" || attempts.length > 1) span.addEvent("holdfast.end", end);
}
