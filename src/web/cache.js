// Good answers, kept in the platform's Cache API for the day when there is none (RFC 5861 4, stale-if-error).
import { answer } from "./caller.js";

// When the answer was kept: caches do not say.
const KEPT = "holdfast-kept";

/** Keeps a copy of a good answer, unless it says that it is private. Nobody waits for that, or hears of its failure. */
export function keep(name, input, init, response) {
  try {
    const { headers, status, statusText } = response;
    if (!mayBeKept(input, init) || status !== 200 || !isShareable(headers.get("cache-control") ?? "")) return;
    const kept = new Headers(headers);
    kept.set(KEPT, `${Date.now()}`);
    const copy = new Response(response.clone().body, { status, statusText, headers: kept });
    put(name, input, init, copy).catch(() => {});
  } catch {
    // An imitation of a response, or a body that is read already.
  }
}

// The server has to say that the answer may be kept. An ambient cookie cannot be seen from here.
function isShareable(told) {
  return /public|max-?age|stale-if-error/i.test(told) && !/no-store|no-cache|private|must-revalidate/i.test(told);
}

async function put(name, input, init, response) {
  const cache = await globalThis.caches.open(name);
  await cache.put(requestOf(input, init), response);
}

/** The answer that was kept for such a request, if it is not too old. A cache that hangs must not hold the call. */
export function kept(name, maxAge, input, init, limit, caller) {
  return answer(() => find(name, maxAge, input, init), limit, caller);
}

async function find(name, maxAge, input, init) {
  try {
    if (!mayBeKept(input, init)) return undefined;
    const cache = await globalThis.caches.open(name);
    const response = await cache.match(requestOf(input, init));
    const age = Date.now() - Number(response?.headers.get(KEPT));
    return age <= Math.min(maxAge, allowed(response)) ? response : undefined;
  } catch {
    return undefined; // a platform without caches, or one that forbids them
  }
}

// What somebody has signed in for is not for the next one who sits here.
function mayBeKept(input, init) {
  if (typeof input === "function") return false;
  const method = init?.method ?? input.method ?? "GET";
  const headers = new Headers(init?.headers ?? input.headers);
  const { credentials, cache } = { credentials: input.credentials, cache: input.cache, ...init };
  const isPersonal =
    credentials === "include" || cache === "no-store" || [...headers.keys()].some((name) => !IMPERSONAL.test(name));
  return globalThis.caches !== undefined && /^get$/i.test(method) && !isPersonal;
}

// Any other header may be what a server knows its users by. Those that begin with sec- are what service workers find in the
// requests of a browser: what it is and what it asks for, not who.
const IMPERSONAL = /^(accept(-\w+)?|user-agent|sec-((ch|fetch)-.+|gpc|purpose)|if-none-match|if-modified-since)$/;

// With its headers, by which answers may vary.
function requestOf(input, init) {
  return new Request(input.url ?? input, { headers: init?.headers ?? input.headers });
}

// How old the server lets it become.
function allowed(response) {
  const told = response.headers.get("cache-control") ?? "";
  const stale = /stale-if-error=(\d+)/i.exec(told)?.[1];
  if (stale === undefined) return Number.POSITIVE_INFINITY;
  return (Number(stale) + Number(/max-age=(\d+)/i.exec(told)?.[1] ?? 0)) * 1000;
}
