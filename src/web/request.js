// What the core has to know of a request.

const STREAM = 1; // its body can be read once
const CLONE = 2; // a Request that holds a body
const ABORTED = 4;
const KEYED = 8;
const CONDITIONAL = 16; // its precondition keeps a second one from taking effect
const BARE = 32; // the browser strips its headers: neither keys nor preconditions arrive
const OPERATION = 64; // a function of the caller's, to be called again

// What fetch reads of an init. Only needed where these are not the object's own, as in a Request.
const MEMBERS =
  "method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority";

/** The input as it is now: an address that is changed later must not change the call. */
export function inputNow(input) {
  if (typeof input === "string" || isRequest(input)) return input;
  return input instanceof URL ? new URL(input) : String(input);
}

/** The init as it is now, and of the kind that spreads. What cannot be read is thrown, as by fetch. */
export function initNow(init) {
  if (init === undefined || init === null) return undefined;
  if (typeof init !== "object" && typeof init !== "function") throw new TypeError("fetchWithRetry: init is not an object");
  const prototype = Object.getPrototypeOf(init);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  const names = MEMBERS.split(" ").filter((name) => name in init);
  const copy = isPlain ? { ...init } : Object.fromEntries(names.map((name) => [name, init[name]]));
  if (copy.method !== undefined) copy.method = `${copy.method}`;
  if (copy.signal !== undefined && copy.signal !== null && typeof copy.signal.addEventListener !== "function") {
    throw new TypeError("fetchWithRetry: init.signal is not an AbortSignal");
  }
  if (typeof copy.headers?.next === "function") copy.headers = new Headers(copy.headers); // an iterator is read once
  if (isStream(copy.body)) copy.duplex ??= "half";
  return copy;
}

function isRequest(input) {
  return typeof input === "object" && typeof input?.clone === "function" && "method" in input;
}

export function isStream(body) {
  return typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body);
}

/** The signal that the caller may abort this request by. */
export function signalOf(input, init) {
  const signal = init?.signal;
  if (signal !== undefined) return signal ?? undefined;
  return (typeof input === "object" ? input?.signal : undefined) ?? undefined;
}

/** Imitations of a signal may have nothing to say. */
export function isAborted(signal) {
  return signal.aborted === true;
}

/** What matters before a request is sent. Most calls end here, at the first line. */
export function survey(input, init) {
  if (typeof input === "string" && init === undefined) return 0;
  return body(input, init) | (signalOf(input, init)?.aborted ? ABORTED : 0);
}

/** Does a request so surveyed need anything done before it is sent? */
export const needsCare = (survey) => (survey & (CLONE | ABORTED)) !== 0;

function body(input, init) {
  const given = init?.body;
  if (typeof given === "function") return 0; // made anew for each attempt
  if (given !== undefined && given !== null) return isStream(given) ? STREAM : 0;
  // Firefox has no Request.body: there, only the method tells.
  return isRequest(input) && input.body !== null && !/^(GET|HEAD)$/.test(input.method) ? CLONE : 0;
}

/** Has it no effect? */
export const isRead = (input, init) => /^(GET|HEAD)$/.test(method(input, init));

/** The rest, once it matters: the flags and the method, in one string since each crossing costs bytes. */
export function describe(input, init, keyHeader) {
  if (typeof input === "function") return `${OPERATION}\noperation`;
  return `${survey(input, init) | safeguards(input, init, keyHeader)}\n${method(input, init)}`;
}

function safeguards(input, init, keyHeader) {
  if ((init?.mode ?? input.mode) === "no-cors") return BARE;
  try {
    const headers = headersOf(input, init);
    const keyed = headers.get(keyHeader) || headers.get("idempotency-key");
    // If-Match: * holds after the effect as well, and If-Unmodified-Since for up to a second.
    const tag = headers.get("if-match");
    const conditional = (tag && tag.trim() !== "*") || headers.get("if-none-match")?.trim() === "*";
    return (keyed ? KEYED : 0) | (conditional ? CONDITIONAL : 0);
  } catch {
    return 0; // fetch will say what is wrong with them
  }
}

// As fetch sends it: it puts these six into capitals, and no others.
function method(input, init) {
  const given = init?.method ?? input.method ?? "GET";
  return /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
}

/** The address without what may be secret: credentials, query, fragment. */
export function address(input) {
  if (typeof input === "function") return typeof input.name === "string" && input.name ? input.name : "anonymous";
  const given = String(input.url ?? input);
  try {
    const url = new URL(given, globalThis.location?.href);
    return /^https?:$/.test(url.protocol) ? url.origin + url.pathname : url.protocol;
  } catch {
    return given.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
  }
}

function headersOf(input, init) {
  return new Headers(init?.headers ?? input.headers);
}

/** One header, as `withHeaders` takes it. */
export function header(name, value) {
  return [[name, value]];
}

/** The same request with other headers: those of `changes`. */
export function withHeaders(input, init, changes) {
  const headers = headersOf(input, init);
  for (const [name, value] of new Headers(changes ?? undefined)) headers.set(name, value);
  return { ...init, headers };
}

// They speak of a body, or of what the first address had to offer.
const OF_REQUEST = /^(content-|if-|range$)/;

// What another origin may know.
const HARMLESS = /^accept(-language)?$/;

/** The address at which a 202 says that more will be known, and how to ask there; nothing where it does not say. */
export function whereNext(input, init, response) {
  const location = response.headers.get("location");
  if (response.status !== 202 || location === null) return undefined;
  const from = new URL(response.url || (input.url ?? input), globalThis.location?.href);
  const to = new URL(location, from);
  if (!/^https?:$/.test(to.protocol)) throw new TypeError("until: the Location of a 202 is not an HTTP address");
  const headers = headersOf(input, init);
  const isAbroad = to.origin !== from.origin;
  for (const name of [...headers.keys()]) if (isAbroad ? !HARMLESS.test(name) : OF_REQUEST.test(name)) headers.delete(name);
  const { credentials, cache, redirect } = input; // a Request's
  const { method, body, duplex, ...rest } = { credentials, cache, redirect, ...init };
  if (isAbroad) rest.credentials = "omit";
  const signal = signalOf(input, init);
  return [to.href, signal ? { ...rest, headers, signal } : { ...rest, headers }, isAbroad];
}
