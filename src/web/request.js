// What the core has to know of a request.

const STREAM = 1; // its body can be read once
const CLONE = 2; // a Request that holds a body
const ABORTED = 4;
const KEYED = 8;
const CONDITIONAL = 16; // its precondition keeps a second one from taking effect

/** What matters before a request is sent. Most calls end here, at the first line. */
export function survey(input, init) {
  if (typeof input === "string" && init === undefined) return 0;
  const signal = init?.signal ?? (typeof input === "object" ? input?.signal : undefined);
  return body(input, init) | (signal?.aborted ? ABORTED : 0);
}

/** Does a request so surveyed need anything done before it is sent? */
export const needsCare = (survey) => (survey & (CLONE | ABORTED)) !== 0;

function body(input, init) {
  const given = init?.body;
  if (typeof given === "function") return 0; // made anew for each attempt
  if (given !== undefined && given !== null) {
    const isStream = typeof given === "object" && ("getReader" in given || Symbol.asyncIterator in given);
    return isStream ? STREAM : 0;
  }
  // Firefox has no Request.body: there, only the method tells.
  const holds = typeof input?.clone === "function" && input.body !== null && !/^(GET|HEAD)$/.test(input.method);
  return holds ? CLONE : 0;
}

/** The rest, once it matters: the flags and the method, in one string since each crossing costs bytes. */
export function describe(input, init, keyHeader) {
  const headers = headersOf(input, init);
  const has = (name) => headers?.has(name);
  const keyed = has(keyHeader) || has("idempotency-key");
  const conditional = has("if-match") || has("if-unmodified-since") || headers?.get("if-none-match") === "*";
  const flags = survey(input, init) | (keyed ? KEYED : 0) | (conditional ? CONDITIONAL : 0);
  return `${flags}\n${method(input, init)}`;
}

// As fetch sends it: it puts these six into capitals, and no others.
function method(input, init) {
  const given = String(init?.method ?? (typeof input === "object" ? input?.method : undefined) ?? "GET");
  return /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
}

/** The address without what may be secret: credentials, query, fragment. */
export function address(input) {
  const given = String(typeof input === "object" ? (input?.url ?? input) : input);
  try {
    const url = new URL(given, globalThis.location?.href);
    return url.origin === "null" ? url.protocol : url.origin + url.pathname;
  } catch {
    return given.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//");
  }
}

function headersOf(input, init) {
  const given = init?.headers ?? (typeof input === "object" ? input?.headers : undefined);
  try {
    return given && new Headers(given);
  } catch {
    return undefined; // fetch will say what is wrong with them
  }
}

/** The same request with one header more. */
export function withHeader(input, init, name, value) {
  const headers = headersOf(input, init) ?? new Headers();
  headers.set(name, value);
  return { ...init, headers };
}
