// Good answers, kept in the platform's Cache API for the day when there is none (RFC 5861 4, stale-if-error).
import { ask } from "./ask.js";
import { release } from "./release.js";
import { type CallRequest, headersOf } from "./request.js";
import { isImpersonal, isStorable, longestAge } from "./storable.js";

// When the answer was kept: caches do not say.
const KEPT = "holdfast-kept";

/** Keeps a copy of a good answer, where that is allowed. Nobody waits for it, or hears of its failure. */
export function keep(name: string, request: CallRequest, response: Response): void {
  try {
    const { headers, status, statusText } = response;
    const isAllowed = isStorable(headers.get("cache-control") ?? "", headers.get("vary") ?? "") && !headers.has("set-cookie");
    if (!isAllowed || status !== 200 || !isForAll(request)) return;
    const kept = new Headers(headers);
    kept.set(KEPT, `${Date.now()}`);
    const copy = new Response(response.clone().body, { status, statusText, headers: kept });
    // A copy that nobody reads would keep all of the body in memory.
    put(name, request, copy).catch(() => release(copy));
  } catch {
    // An imitation of a response, or a body that is read already.
  }
}

async function put(name: string, request: CallRequest, response: Response): Promise<void> {
  const cache = await globalThis.caches.open(name);
  await cache.put(addressed(request), response);
}

/** The answer that was kept for such a request, if it is not too old. A cache that hangs must not hold the call. */
export function kept(
  name: string,
  maxAge: number,
  request: CallRequest,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Response | undefined> {
  return ask(() => find(name, maxAge, request), limit, signal, release);
}

async function find(name: string, maxAge: number, request: CallRequest): Promise<Response | undefined> {
  try {
    if (!isForAll(request)) return undefined;
    const cache = await globalThis.caches.open(name);
    const response = await cache.match(addressed(request));
    if (response === undefined) return undefined;
    const { headers } = response;
    // It may have been old when it came (RFC 9111 5.1).
    const age = Date.now() - Number(headers.get(KEPT)) + (Number(headers.get("age")) || 0) * 1000;
    return age <= Math.min(maxAge, longestAge(headers.get("cache-control") ?? "")) ? response : undefined;
  } catch {
    return undefined; // a platform without caches, or one that forbids them
  }
}

// Is it a request that anybody might have made?
function isForAll(request: CallRequest): boolean {
  const { input, init, method, isOperation } = request;
  if (isOperation || method !== "GET" || globalThis.caches === undefined) return false;
  const { credentials, cache } = input as Partial<Request>;
  const isPersonal = (init?.credentials ?? credentials) === "include" || (init?.cache ?? cache) === "no-store";
  return !isPersonal && [...new Headers(headersOf(request)).keys()].every(isImpersonal);
}

// With its headers, by which answers may vary.
function addressed(request: CallRequest): Request {
  return new Request(request.url, { headers: new Headers(headersOf(request)) });
}
