// The span of one attempt, by the semantic conventions for HTTP clients.
import { context, diag, INVALID_SPAN_CONTEXT, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

export const NAME = "holdfast-fetch";

// As src/web/attempt.js calls them.
export const AROUND = Symbol.for("holdfast-fetch.around");
export const BENEATH = Symbol.for("holdfast-fetch.beneath");

// For when there can be none.
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** One attempt, from its sending to its response headers. */
export function attempt(call, transport, input, { [AROUND]: _, ...init }, ...rest) {
  const url = urlOf(input);
  const span = safely(() => begin(call, input, init, url), NO_SPAN);
  call.sent++;
  const inside = trace.setSpan(call.parent, span);
  const sent = safely(() => withTrace(call, inside, input, init, url), init);

  let open = true;
  const end = (finish, outcome) => {
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
    resolve(context.with(inside, transport, undefined, input, sent, ...rest));
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

function begin({ tracing, parent, sent }, input, init, url) {
  const method = methodOf(input, init);
  const isKnown = tracing.knownMethods.includes(method);
  const attributes = { "http.request.method": isKnown ? method : "_OTHER", ...addressOf(url) };
  if (!isKnown) attributes["http.request.method_original"] = method;
  if (sent > 0) attributes["http.request.resend_count"] = sent;
  return tracing.tracer.startSpan(isKnown ? method : "HTTP", { kind: SpanKind.CLIENT, attributes }, parent);
}

function answered(span, response) {
  const status = response?.status;
  if (!(status >= 100)) return; // opaque, or no response at all
  span.setAttribute("http.response.status_code", status);
  if (status >= 400) fail(span, `${status}`);
}

// Neither message nor stack: they may hold the whole address.
function failed(span, error) {
  const code = error?.cause?.code ?? error?.code;
  const type = typeof code === "string" ? code : error?.name;
  fail(span, typeof type === "string" && /^\w+$/.test(type) ? type : "_OTHER");
}

// A caller that loses interest is no error; a time limit is one.
function stopped(span, reason) {
  if (reason?.name === "TimeoutError") failed(span, reason);
}

function fail(span, type) {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

// As fetch sends it: it puts these six into capitals, and no others.
function methodOf(input, init) {
  const given = init.method ?? input?.method ?? "GET";
  return /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
}

function urlOf(input) {
  try {
    return new URL(input.url ?? input, globalThis.location?.href);
  } catch {
    return undefined; // fetch will say so
  }
}

// The conventions would keep the names of the query's parameters. But a lone token looks like a name.
function addressOf(url) {
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

function withTrace({ tracing }, inside, input, init, url) {
  const fields = {};
  if (url && tracing.propagate(url.href)) propagation.inject(inside, fields);
  if (Object.keys(fields).length === 0) return init;
  const headers = new Headers(init.headers ?? input.headers);
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  return { ...init, headers };
}

/** Tracing must not break what it watches. */
export function safely(action, otherwise) {
  try {
    return action();
  } catch (error) {
    diag.error(`${NAME}/opentelemetry`, error);
    return otherwise;
  }
}
