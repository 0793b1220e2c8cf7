// One attempt: its span and its duration, by the semantic conventions for HTTP clients.
import {
  type Attributes,
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { AROUND, bare, LISTENER, type Send } from "./around.js";
import type { AttemptContext } from "./ask.js";
import { abortOutcome, errorOutcome, methodAmong, parsed, serverOf, statusOutcome } from "./http-attributes.js";
import { REST, type RestOfBody } from "./rest-of-body.js";
import { safely } from "./safely.js";
import type { Telemetry } from "./telemetry.js";

/** One call, whose attempts have spans. */
export interface TracedCall {
  telemetry: Telemetry;
  parent: Context;
  began: number;
  sent: number;
}

/** What an attempt is sent with: always a signal, and what travels along. */
export type Sent = RequestInit & { signal: AbortSignal; [AROUND]?: unknown; [LISTENER]?: unknown; [REST]?: RestOfBody };

/** One attempt, from its sending to its response headers. */
export function attempt(
  call: TracedCall,
  transport: Send,
  input: unknown,
  sent: Sent,
  ...others: [AttemptContext?]
): Promise<unknown> {
  const rest = sent[REST];
  const init = bare(sent);
  const method = methodOf(input, init);
  const url = parsed((input as Request).url ?? input);
  // For when there can be none.
  const span = safely(() => begin(call, method, url, rest)) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  call.sent++;
  const inside = trace.setSpan(call.parent, span);
  const carrying = safely(() => withTrace(call, inside, input, init, url)) ?? init;

  const began = performance.now();
  let open = true;
  const end = (outcome: () => Attributes) => {
    if (!open) return;
    open = false;
    init.signal.removeEventListener("abort", onAbort);
    const seconds = (performance.now() - began) / 1000;
    const told = safely(outcome) ?? {};
    safely(() => finish(span, told, rest));
    safely(() => span.end());
    safely(() => time(call.telemetry, method, url, told, seconds));
  };
  // A transport may be deaf to its signal, and WebKit's gives other reasons.
  const onAbort = () => end(() => abortOutcome(init.signal.reason));
  init.signal.addEventListener("abort", onAbort);

  return new Promise((resolve) => {
    resolve(context.with(inside, transport, undefined, input, carrying, ...others));
  }).then(
    (response) => {
      end(() => statusOutcome((response as Partial<Response> | undefined)?.status));
      return response;
    },
    (error) => {
      end(() => errorOutcome(error));
      throw error;
    },
  );
}

function begin({ telemetry, parent, sent }: TracedCall, method: string, url: URL | undefined, rest?: RestOfBody): Span {
  const known = methodAmong(telemetry.knownMethods, method);
  const attributes: Attributes = { "http.request.method": known, ...serverOf(url) };
  if (url !== undefined) attributes["url.full"] = shown(url);
  if (known !== method) attributes["http.request.method_original"] = method;
  if (sent > 0) attributes["http.request.resend_count"] = sent;
  if (rest?.at !== undefined) attributes["holdfast.body.offset"] = rest.at;
  return telemetry.tracer.startSpan(known === method ? method : "HTTP", { kind: SpanKind.CLIENT, attributes }, parent);
}

function finish(span: Span, outcome: Attributes, rest: RestOfBody | undefined): void {
  span.setAttributes(outcome);
  if ("error.type" in outcome) span.setStatus({ code: SpanStatusCode.ERROR });
  // Which layers further in have found out by the head of this answer.
  if (rest?.at !== undefined && rest.by !== undefined) {
    span.setAttributes({ "holdfast.body.by": rest.by, "holdfast.body.reread": rest.reread ?? 0 });
  }
}

function time(
  { instruments, knownMethods }: Telemetry,
  method: string,
  url: URL | undefined,
  outcome: Attributes,
  seconds: number,
) {
  const of = { "http.request.method": methodAmong(knownMethods, method), ...serverOf(url) };
  instruments()?.requestDuration.record(seconds, { ...of, ...outcome });
}

// As fetch sends it: it puts these six into capitals, and no others.
function methodOf(input: unknown, init: RequestInit): string {
  const given = init.method ?? (input as Request | undefined)?.method ?? "GET";
  return /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
}

// The conventions would keep the names of the query's parameters. But a lone token looks like a name.
function shown({ protocol, username, password, host, pathname, search }: URL): string {
  if (!/^https?:$/.test(protocol)) return protocol;
  const credentials = username || password ? "REDACTED:REDACTED@" : "";
  return `${protocol}//${credentials}${host}${pathname}${search ? "?REDACTED" : ""}`;
}

function withTrace(
  { telemetry }: TracedCall,
  inside: Context,
  input: unknown,
  init: RequestInit,
  url: URL | undefined,
): RequestInit {
  const fields: Record<string, string> = {};
  if (url && telemetry.propagate(url.href)) propagation.inject(inside, fields);
  if (Object.keys(fields).length === 0) return init;
  const headers = new Headers(init.headers ?? (input as Request).headers);
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  return { ...init, headers };
}
