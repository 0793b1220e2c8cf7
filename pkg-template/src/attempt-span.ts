// The span of one attempt, by the semantic conventions for HTTP clients.

import {
  type Attributes,
  type Context,
  context,
  diag,
  INVALID_SPAN_CONTEXT,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { AROUND } from "./around.js";

export const NAME = "holdfast-fetch";

// As global-fetch.ts calls it.
export const BENEATH = /* @__PURE__ */ Symbol.for("holdfast-fetch.beneath");

/** What to trace, and where to. */
export interface Tracing {
  tracer: Tracer;
  propagate: (url: string) => boolean;
  knownMethods: readonly string[];
}

/** One call, whose attempts have spans. */
export interface TracedCall {
  tracing: Tracing;
  parent: Context;
  began: number;
  sent: number;
}

/** What an attempt is sent with: always a signal, and the layer that travels along. */
export type Sent = RequestInit & { signal: AbortSignal; [AROUND]?: unknown };

type Transport = (input: unknown, init: RequestInit, ...rest: unknown[]) => unknown;

/** One attempt, from its sending to its response headers. */
export function attempt(
  call: TracedCall,
  transport: Transport,
  input: unknown,
  sent: Sent,
  ...rest: unknown[]
): Promise<unknown> {
  const { [AROUND]: _, ...init } = sent;
  const url = urlOf(input);
  // For when there can be none.
  const span = safely(() => begin(call, input, init, url)) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  call.sent++;
  const inside = trace.setSpan(call.parent, span);
  const carrying = safely(() => withTrace(call, inside, input, init, url)) ?? init;

  let open = true;
  const end = (finish: (span: Span, outcome: unknown) => void, outcome: unknown) => {
    if (!open) return;
    open = false;
    init.signal.removeEventListener("abort", onAbort);
    safely(() => finish(span, outcome));
    safely(() => span.end());
  };
  // A transport may be deaf to its signal, and WebKit's gives other reasons.
  const onAbort = () => end(stopped, init.signal.reason);
  init.signal.addEventListener("abort", onAbort);

  return new Promise((resolve) => {
    resolve(context.with(inside, transport, undefined, input, carrying, ...rest));
  }).then(
    (response) => {
      end(answered, response);
      return response;
    },
    (error) => {
      end(failed, error);
      throw error;
    },
  );
}

function begin({ tracing, parent, sent }: TracedCall, input: unknown, init: RequestInit, url: URL | undefined): Span {
  const method = methodOf(input, init);
  const isKnown = tracing.knownMethods.includes(method);
  const attributes: Attributes = { "http.request.method": isKnown ? method : "_OTHER", ...addressOf(url) };
  if (!isKnown) attributes["http.request.method_original"] = method;
  if (sent > 0) attributes["http.request.resend_count"] = sent;
  return tracing.tracer.startSpan(isKnown ? method : "HTTP", { kind: SpanKind.CLIENT, attributes }, parent);
}

function answered(span: Span, response: unknown): void {
  const { status } = (response ?? {}) as Partial<Response>;
  if (status === undefined || !(status >= 100)) return; // opaque, or no response at all
  span.setAttribute("http.response.status_code", status);
  if (status >= 400) fail(span, `${status}`);
}

// Neither message nor stack: they may hold the whole address.
function failed(span: Span, thrown: unknown): void {
  const error = thrown as { name?: unknown; code?: unknown; cause?: { code?: unknown } } | undefined;
  const code = error?.cause?.code ?? error?.code;
  const type = typeof code === "string" ? code : error?.name;
  fail(span, typeof type === "string" && /^\w+$/.test(type) ? type : "_OTHER");
}

// A caller that loses interest is no error; a time limit is one.
function stopped(span: Span, reason: unknown): void {
  if ((reason as Error | undefined)?.name === "TimeoutError") failed(span, reason);
}

function fail(span: Span, type: string): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

// As fetch sends it: it puts these six into capitals, and no others.
function methodOf(input: unknown, init: RequestInit): string {
  const given = init.method ?? (input as Request | undefined)?.method ?? "GET";
  return /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
}

function urlOf(input: unknown): URL | undefined {
  try {
    return new URL((input as Request).url ?? input, globalThis.location?.href);
  } catch {
    return undefined; // fetch will say so
  }
}

// The conventions would keep the names of the query's parameters. But a lone token looks like a name.
function addressOf(url: URL | undefined): Attributes {
  if (url === undefined) return {};
  const { protocol, username, password, hostname, host, port, pathname, search } = url;
  if (!/^https?:$/.test(protocol)) return { "url.full": protocol };
  const credentials = username || password ? "REDACTED:REDACTED@" : "";
  return {
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
    "url.full": `${protocol}//${credentials}${host}${pathname}${search ? "?REDACTED" : ""}`,
  };
}

function withTrace(
  { tracing }: TracedCall,
  inside: Context,
  input: unknown,
  init: RequestInit,
  url: URL | undefined,
): RequestInit {
  const fields: Record<string, string> = {};
  if (url && tracing.propagate(url.href)) propagation.inject(inside, fields);
  if (Object.keys(fields).length === 0) return init;
  const headers = new Headers(init.headers ?? (input as Request).headers);
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  return { ...init, headers };
}

/** Tracing must not break what it watches: nothing, where `action` throws. */
export function safely<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    diag.error(`${NAME}/opentelemetry`, error);
    return undefined;
  }
}
