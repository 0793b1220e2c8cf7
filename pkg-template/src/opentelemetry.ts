/**
 * The same functions with OpenTelemetry: one CLIENT span for each attempt, by the stable semantic conventions for HTTP, whose parent is
 * the span that was active when the call was made; and measurements of attempts, calls, waits, retry tokens and circuits. Needs
 * `@opentelemetry/api`, and says nothing until a provider is registered.
 *
 * @module holdfast-fetch/opentelemetry
 */
// A layer around the transport and a listener travel in the init of each call. So a policy remains what it is, with its own transport,
// its own listener, and the circuits and budgets that its calls share. And a span's parent is the span that was active at the call,
// whatever context the call goes on in.
import { context, type Span, trace } from "@opentelemetry/api";
import {
  createFetch as createPlainFetch,
  type FetchInput,
  fetchWithRetry as fetchPlainly,
  type PolicyInput,
  type RetryEvent,
  type RetryFetch,
  type RetryFetchInit,
  type RetryPolicy,
  type RetryRequestInit,
  reportOf,
} from "holdfast-fetch";
import { AROUND, inside, LISTENER } from "./around.js";
import { attempt, type Sent, type TracedCall } from "./attempt-span.js";
import { measuring } from "./call-metrics.js";
import { observe } from "./policy-metrics.js";
import { safely } from "./safely.js";
import { type MetricsOptions, metricsOf, refusal, type Telemetry, type TelemetryOptions, telemetryOf } from "./telemetry.js";

export type { MetricsOptions, TelemetryOptions } from "./telemetry.js";

// As global-fetch.ts calls it.
const BENEATH = /* @__PURE__ */ Symbol.for("holdfast-fetch.beneath");

// What is read of an init, where these are not its own, as in a Request.
const MEMBERS =
  "method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority window retry";

let defaults: Telemetry | undefined;

/**
 * As `fetchWithRetry` of `holdfast-fetch`.
 *
 * @example
 * ```ts
 * const response = await fetchWithRetry("https://api.example.com/orders", policy);
 * ```
 */
export function fetchWithRetry(input: FetchInput, policy?: PolicyInput, init?: RetryRequestInit): Promise<Response> {
  defaults ??= telemetryOf();
  observeIfOne(defaults, policy);
  return follow(defaults, init, (carrying) => fetchPlainly(input, policy, carrying));
}

/**
 * As `createFetch` of `holdfast-fetch`. Of a {@link RetryPolicy}, tokens and circuits are measured too, as by {@link observePolicy}.
 *
 * @throws `TypeError` as that does, and on bad options
 * @example
 * ```ts
 * const policy = new RetryPolicy({ retries: 5, breaker: true });
 * const fetch = createFetch(policy, { tracerProvider, meterProvider });
 * ```
 */
export function createFetch(policy?: PolicyInput, options?: TelemetryOptions): RetryFetch {
  const telemetry = telemetryOf(options);
  return around(createPlainFetch(policy), telemetry, policy);
}

/**
 * A {@link RetryFetch} of whatever maker, as those of `holdfast-fetch/body`: with a span for each attempt, and with measurements.
 *
 * @throws `TypeError` of what is no function, and on bad options
 * @example
 * ```ts
 * const fetch = traced(resuming(policy), { tracerProvider, meterProvider });
 * ```
 */
export function traced(fetch: RetryFetch, options?: TelemetryOptions): RetryFetch {
  if (typeof fetch !== "function") throw refusal("fetch", "a function, as createFetch makes them");
  return around(fetch, telemetryOf(options));
}

/**
 * A listener that measures calls by their events: for the `onEvent` of any policy, also of operations of `retry()`, or for the
 * diagnostics channel of a whole process. What this entry's own functions send is measured already.
 *
 * @throws `TypeError` on bad options
 * @example
 * ```ts
 * const policy = new RetryPolicy({ onEvent: metricsListener({ meterProvider }) });
 * await retry(() => sync(), policy);
 * ```
 */
export function metricsListener(options?: MetricsOptions): (event: RetryEvent) => void {
  const { instruments, knownMethods } = metricsOf(options);
  return measuring(instruments, knownMethods, true);
}

/**
 * Measures what a policy's calls share, as long as it is in use: retry tokens and the states of circuits, asked for when they are
 * collected. Of several policies that call one server, the one that is worst off is told of.
 *
 * @returns a function that ends that
 * @throws `TypeError` of what is no `RetryPolicy`, and on bad options
 * @example
 * ```ts
 * const stop = observePolicy(policy, { meterProvider });
 * ```
 */
export function observePolicy(policy: RetryPolicy, options?: MetricsOptions): () => void {
  if (!isPolicy(policy)) throw refusal("policy", "a RetryPolicy");
  const instruments = metricsOf(options).instruments();
  return instruments === undefined ? () => {} : observe(instruments, policy);
}

// At each call, since a provider may be registered when there is a fetch already.
function observeIfOne({ instruments }: Telemetry, policy: unknown): void {
  safely(() => {
    if (!isPolicy(policy)) return;
    const into = instruments();
    if (into !== undefined) observe(into, policy);
  });
}

// Not by its class, which would bring along what calls do not need.
function isPolicy(policy: unknown): policy is RetryPolicy {
  return typeof (policy as Partial<RetryPolicy> | undefined)?.budgets === "function";
}

function around(fetch: RetryFetch & { [BENEATH]?: object }, telemetry: Telemetry, policy?: PolicyInput): RetryFetch {
  observeIfOne(telemetry, policy);
  const made = {
    // By this name, and with one argument that it needs, as fetch.
    fetch(input: FetchInput, ...[init]: [RetryFetchInit?]): Promise<Response> {
      observeIfOne(telemetry, policy);
      return follow(telemetry, init, (carrying) => fetch(input, carrying));
    },
  }.fetch;
  const tie = fetch[BENEATH];
  return tie ? Object.defineProperty(made, BENEATH, { value: { ...tie, over: made } }) : made;
}

function follow<Init>(telemetry: Telemetry, init: Init, send: (carrying: Init) => Promise<Response>): Promise<Response> {
  try {
    const call = { telemetry, parent: context.active(), began: Date.now(), sent: 0 };
    const settled = send(carrying(init, call));
    const span = trace.getSpan(call.parent);
    return span?.isRecording() ? told(span, call, settled) : settled;
  } catch (error) {
    return Promise.reject(error);
  }
}

function carrying<Init>(init: Init, call: TracedCall): Init {
  if (init !== undefined && init !== null && typeof init !== "object" && typeof init !== "function") return init; // refused there
  const given = init as Record<string | symbol, unknown> | undefined;
  const copy = { ...given };
  for (const name of MEMBERS.split(" ")) if (given && !(name in copy) && name in given) copy[name] = given[name];
  const { measure, instruments } = call.telemetry;
  if (safely(instruments) !== undefined) copy[LISTENER] = after(copy[LISTENER] as Listener | undefined, measure);
  copy[AROUND] = inside(copy, (send, input, sent, ...context) => attempt(call, send, input, sent as Sent, ...context));
  return copy as Init;
}

type Listener = (event: RetryEvent) => void;

// Tells whoever was there before, too.
function after(first: Listener | undefined, second: Listener): Listener {
  if (first === undefined) return second;
  return (event) => {
    safely(() => first(event));
    second(event);
  };
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
