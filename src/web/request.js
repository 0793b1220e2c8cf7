// What the core has to know of a request, and what sending it again takes.

const STREAM = 1; // its body can be read once
const CLONE = 2; // a Request that holds a body
const ABORTED = 4;

export function survey(input, init) {
  if (typeof input === "string" && init === undefined) return 0;
  const signal = init?.signal ?? (typeof input === "object" ? input?.signal : undefined);
  return body(input, init) | (signal?.aborted ? ABORTED : 0);
}

function body(input, init) {
  const given = init?.body;
  if (given !== undefined && given !== null) {
    const isStream =
      typeof given === "object" && (typeof given.getReader === "function" || Symbol.asyncIterator in given);
    return isStream ? STREAM : 0;
  }
  // Firefox has no Request.body: there, only the method tells.
  const holds = typeof input?.clone === "function" && input.body !== null && !/^(GET|HEAD)$/.test(input.method);
  return holds ? CLONE : 0;
}

/** The method as fetch sends it: it puts these six into capitals, and no others. */
export function method(input, init) {
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

/** The value of a request header. */
export function header(input, init, name) {
  try {
    return new Headers(init?.headers ?? input?.headers).get(name) ?? undefined;
  } catch {
    return undefined; // fetch will say what is wrong with the headers
  }
}

export function withHeader(input, init, name, value) {
  const headers = new Headers(init?.headers ?? input?.headers);
  headers.set(name, value);
  return { ...init, headers };
}
