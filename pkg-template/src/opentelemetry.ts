/**
 * The same functions with OpenTelemetry: one CLIENT span for each attempt, by the stable semantic conventions for HTTP. Its parent is the span
 * that was active when the call was made. Needs `@opentelemetry/api`, and says nothing until a tracer provider is registered.
 *
 * @module holdfast-fetch/opentelemetry
 */
// A layer around the transport travels in the init of each call. So a policy remains what it is, with its own transport and
// the circuits and budgets that its calls share. And a span's parent is the span that was active at the call, whatever
// context the call goes on in.
import { context, type Span, type TracerProvider, trace } from "@opentelemetry/api";
import {
  createFetch as createPlainFetch,
  type FetchInput,
  fetchWithRetry as fetchPlainly,
  type PolicyInput,
  type RetryFetch,
  type RetryFetchInit,
  type RetryRequestInit,
  reportOf,
} from "holdfast-fetch";
import { AROUND } from "./around.js";
import { attempt, BENEATH, NAME, type Sent, safely, type TracedCall, type Tracing } from "./attempt-span.js";

/** What to trace, and where to. */
export interface TracingOptions {
  /** Where spans go. By default to the one that is registered globally. */
  tracerProvider?: TracerProvider;
  /**
   * Send the trace along, in headers (`traceparent`, as the registered propagator has it)? Of a function, the answer for that address.
   * In pages by default only to the page's own origin, since other origins would be asked for permission first, by a CORS preflight.
   *
   * @default true
   */
  propagate?: boolean | ((url: string) => boolean);
  /** Other methods become `_OTHER`. By default those of RFC 9110, PATCH and QUERY. */
  knownMethods?: readonly string[];
}

const METHODS = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"];

// What is read of an init, where these are not its own, as in a Request.
const MEMBERS =
  "method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority window retry";

let defaults: Tracing | undefined;

/** As `fetchWithRetry` of `holdfast-fetch`. */
export function fetchWithRetry(input: FetchInput, policy?: PolicyInput, init?: RetryRequestInit): Promise<Response> {
  defaults ??= settings({});
  return traced(defaults, init, (carrying) => fetchPlainly(input, policy, carrying));
}

/**
 * As `createFetch` of `holdfast-fetch`.
 *
 * @throws `TypeError` as that does, and on bad options
 */
export function createFetch(policy?: PolicyInput, options?: TracingOptions): RetryFetch {
  const tracing = settings(options ?? {});
  const fetch = createPlainFetch(policy) as RetryFetch & { [BENEATH]?: object };
  const traces = {
    // By this name, and with one argument that it needs, as fetch.
    fetch: (input: FetchInput, ...[init]: [RetryFetchInit?]) => traced(tracing, init, (carrying) => fetch(input, carrying)),
  }.fetch;
  const tie = fetch[BENEATH];
  return tie ? Object.defineProperty(traces, BENEATH, { value: { ...tie, over: traces } }) : traces;
}

function settings({ tracerProvider = trace, propagate = isOurs, knownMethods = METHODS }: TracingOptions): Tracing {
  const refuse = (name: string, allowed: string): never => {
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
function isOurs(url: string): boolean {
  const here = globalThis.location?.origin;
  return here === undefined || new URL(url).origin === here;
}

function traced<Init>(tracing: Tracing, init: Init, send: (carrying: Init) => Promise<Response>): Promise<Response> {
  try {
    const call = { tracing, parent: context.active(), began: Date.now(), sent: 0 };
    const settled = send(carrying(init, (...request) => attempt(call, ...request)));
    const span = trace.getSpan(call.parent);
    return span?.isRecording() ? told(span, call, settled) : settled;
  } catch (error) {
    return Promise.reject(error);
  }
}

type Layer = (transport: (input: unknown, init: RequestInit) => unknown, input: unknown, init: Sent) => unknown;

function carrying<Init>(init: Init, layer: Layer): Init {
  if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") return init; // refused there
  const copy: Record<string | symbol, unknown> = { ...init, [AROUND]: layer };
  for (const name of MEMBERS.split(" ")) {
    if (init && !(name in copy) && name in (init as object)) copy[name] = (init as Record<string, unknown>)[name];
  }
  return copy as Init;
}

/** Puts what the call went through on the span that waited for it. */
function told(span: Span, call: TracedCall, settled: Promise<Response>): Promise<Response> {
  const tell = (outcome: unknown) => safely(() => span.isRecording() && report(span, call, outcome));
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

function report(span: Span, { began }: TracedCall, outcome: unknown): void {
  const found = reportOf(outcome);
  if (found === undefined) return; // it never began, or its abort reason is no object
  const { reason, attempts, fallback } = found;
  const end: Record<string, string | number | boolean> = { "holdfast.reason": reason };
  // Calls that end by one signal share its reason, and so the report that is tied to it.
  if (reason !== "aborted") {
    for (const { number, startedAt, duration, wait, retryAfter, hint } of attempts) {
      if (wait === undefined) continue;
      const attributes: Record<string, number | string> = { "holdfast.attempt": number, "holdfast.wait_ms": wait };
      if (retryAfter !== undefined) attributes["holdfast.retry_after_ms"] = retryAfter;
      if (hint !== undefined) attributes["holdfast.hint"] = hint;
      span.addEvent("holdfast.wait", attributes, began + startedAt + duration);
    }
    end["holdfast.attempts"] = attempts.length;
    if (fallback) end["holdfast.fallback"] = true;
  }
  if (reason !== "success" || attempts.length > 1) span.addEvent("holdfast.end", end);
}
