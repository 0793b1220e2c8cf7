// What is read of a request: all of it once, as the call begins, but for bodies.
import { shown } from "./address.js";
import { CONDITIONAL, DIRECT, IDEMPOTENT, IDEMPOTENT_METHODS, KEYED, REPLAYABLE } from "./generated/codes.js";
import { addTo, type Headed, snapshot, valueIn } from "./headers.js";
import { letGo, release } from "./release.js";

/**
 * What `fetch` takes first: an address or a `Request`. Spelt so that it needs no DOM types.
 *
 * @category Calls
 */
export type FetchInput = Parameters<typeof fetch>[0];

/**
 * What `fetch` takes as a body.
 *
 * @category Calls
 */
export type FetchBody = NonNullable<RequestInit["body"]>;

/**
 * What `fetch` takes as headers.
 *
 * @category Calls
 */
export type FetchHeaders = NonNullable<RequestInit["headers"]>;

/**
 * What `fetch` takes second, and bodies that are made anew.
 *
 * @category Calls
 */
export interface RetryRequestInit extends Omit<RequestInit, "body"> {
  /** The body, or a function that makes one for each attempt. A stream that is no function's can be sent once (reason `body`). */
  body?: FetchBody | null | (() => FetchBody | PromiseLike<FetchBody>);
}

/** A function of the caller's that stands in for a request. */
export type Operation = (...given: never[]) => unknown;

/** An init as it is sent: a copy. */
export type Init = RetryRequestInit & { duplex?: "half" };

/** The request of one call. */
export interface CallRequest {
  /**
   * What is sent: an address, or a Request, which belongs to this call alone where it holds a body; or an operation, which is called
   * instead.
   */
  input: string | URL | Request | Operation;
  /** Nobody else's, but never changed: other headers make another one. */
  init: Init | undefined;
  /** The address as the caller gave it, for the caller's own functions only: `labelOf` is for all others. Of an operation, its name. */
  url: string;
  /** A function of the caller's stands in for it. */
  isOperation: boolean;
  /** As fetch sends it. */
  method: string;
  /** The caller's. */
  signal: AbortSignal | undefined;
  /** What it is, in bits, for the core. */
  facts: number;
  /** Its input is a Request that holds a body: to be cloned, if another attempt may follow. */
  holdsBody: boolean;
  /** The address that the caller has chosen: credentials belong to its origin. */
  home: string;
  /** It has followed a server's word to another origin. */
  isAbroad: boolean;
}

// What fetch reads of an init, also where an init inherits it, as a Request does.
const MEMBERS =
  "method headers body mode credentials cache redirect referrer referrerPolicy integrity keepalive signal duplex priority window";

/**
 * Reads a request.
 *
 * `keyHeader`: the header that carries idempotency keys besides the standard one.
 *
 * @throws what cannot be read, as fetch would
 */
export function readRequest(input: unknown, init: unknown, keyHeader = ""): CallRequest {
  if (typeof input === "string" && init === undefined) return plainGet(input);
  const given = initNow(init);
  if (isRequest(input)) return ofRequest(input, given, keyHeader);
  // A URL stays one, for transports of the caller's; a copy, since it may be changed.
  const address = input instanceof URL ? new URL(input) : String(input);
  return described(address, given, String(address), given?.signal ?? undefined, false, keyHeader);
}

/** A GET of an address, and nothing else. */
export function plainGet(url: string, init?: Init): CallRequest {
  const facts = IDEMPOTENT | REPLAYABLE;
  const signal = init?.signal ?? undefined;
  return {
    input: url,
    init,
    url,
    isOperation: false,
    method: "GET",
    signal,
    facts,
    holdsBody: false,
    home: url,
    isAbroad: false,
  };
}

/** What stands for a request where an operation is to be done. Who asks for it to be done again says that it may be. */
export function ofOperation(operation: Operation, signal: AbortSignal | undefined): CallRequest {
  checkSignal(signal, "retry: options.signal");
  const name: unknown = operation.name;
  const request = plainGet(typeof name === "string" && name ? name : "anonymous");
  return Object.assign(request, { input: operation, isOperation: true, method: "operation", signal });
}

/** What may be shown of its address. */
export function labelOf({ isOperation, url }: CallRequest): string {
  return isOperation ? url : shown(url);
}

function ofRequest(request: Request, given: Init | undefined, keyHeader: string): CallRequest {
  const signal = given?.signal === undefined ? request.signal : given.signal;
  const body = given?.body;
  const holdsBody = (body === undefined || body === null) && mayHoldBody(request);
  const input = holdsBody ? taken(request) : request;
  const init = beside(request, given, input !== request);
  return described(input, init, request.url, signal ?? undefined, holdsBody, keyHeader);
}

function described(
  input: string | URL | Request,
  init: Init | undefined,
  url: string,
  signal: AbortSignal | undefined,
  holdsBody: boolean,
  keyHeader: string,
): CallRequest {
  const method = asSent(init?.method ?? (input as Request).method ?? "GET");
  let facts = isStream(init?.body) ? 0 : REPLAYABLE;
  if (IDEMPOTENT_METHODS.includes(method)) facts |= IDEMPOTENT;
  if (["error", "manual"].includes(init?.redirect ?? (input as Request).redirect)) facts |= DIRECT;
  const request = { input, init, url, isOperation: false, method, signal, facts, holdsBody, home: url, isAbroad: false };
  const headers = headersOf(request);
  if (headers && !isBare(request)) request.facts |= safeguards(headers, keyHeader);
  return request;
}

/**
 * A copy of an init that spreads: with what it inherits. Each member is read once.
 *
 * @throws TypeError of what is none, and what reading it throws
 */
export function spreadable(init: unknown): (Record<string, unknown> & Init) | undefined {
  if (init === undefined || init === null) return undefined;
  if (typeof init !== "object" && typeof init !== "function") throw new TypeError("fetchWithRetry: init is not an object");
  const copy: Record<string, unknown> & Init = { ...init };
  if (Object.getPrototypeOf(init) !== Object.prototype) {
    for (const name of MEMBERS.split(" ")) {
      if (!(name in copy) && name in init) copy[name] = (init as Record<string, unknown>)[name];
    }
  }
  return copy;
}

// Any realm's, and imitations.
function checkSignal(signal: AbortSignal | null | undefined, name: string): void {
  if (signal && typeof signal.addEventListener !== "function") throw new TypeError(`${name} is not an AbortSignal`);
}

// The init as it is now.
function initNow(init: unknown): Init | undefined {
  const copy = spreadable(init);
  if (copy === undefined) return undefined;
  const { method, signal, headers, body } = copy;
  if (method !== undefined) copy.method = `${method}`;
  checkSignal(signal, "fetchWithRetry: init.signal");
  if (headers) copy.headers = snapshot(headers);
  if (isStream(body)) copy.duplex ??= "half";
  return copy;
}

// Any realm's, and imitations.
function isRequest(input: unknown): input is Request {
  return typeof input === "object" && typeof (input as Request | null)?.clone === "function" && "method" in (input as Request);
}

/** Can this body be read only once? */
export function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body);
}

// Firefox has no Request.body: there, only the method tells.
function mayHoldBody(request: Request): boolean {
  return request.body !== null && request.method !== "GET" && request.method !== "HEAD";
}

// The Request is used up at once, as by fetch: who sends it again, or reads its body, is refused. One that the platform does not know as
// its own stays as it is, and so does one that is used up already: fetch will say so.
function taken(request: Request): Request {
  try {
    if (request.bodyUsed) return request;
    const own = new Request(request);
    return own.url === request.url ? own : request;
  } catch {
    return request;
  }
}

// What is to be said beside a Request. There always is something, the signal of the attempt, and that resets where the request comes
// from, unless it is said again: to be reset is what only an init of the caller's asks for. (A mode stays as it is, but for that of
// navigations, which nobody can say.) Headers are the Request's own, which its owner may change yet.
function beside(request: Request, given: Init | undefined, isOwn: boolean): Init | undefined {
  const init: Init = { ...given };
  if (Object.keys(init).length === 0) {
    const { referrer, referrerPolicy } = request;
    if (referrer !== undefined && referrer !== "about:client") init.referrer = referrer;
    if (referrerPolicy) init.referrerPolicy = referrerPolicy;
  }
  if (!isOwn && !init.headers && request.headers) init.headers = snapshot(request.headers);
  return init;
}

// It puts these six into capitals, and no others.
const CAPITALS = "GET HEAD POST PUT DELETE OPTIONS";

function asSent(method: string): string {
  const capitals = method.toUpperCase();
  return capitals !== method && CAPITALS.split(" ").includes(capitals) ? capitals : method;
}

/** Its headers. */
export function headersOf({ input, init }: Pick<CallRequest, "input" | "init">): Headed | undefined {
  return (init?.headers ?? (input as Request).headers) as Headed | undefined;
}

// The browser strips the headers of such a request: neither keys nor preconditions arrive.
function isBare({ input, init }: CallRequest): boolean {
  return (init?.mode ?? (input as Request).mode) === "no-cors";
}

// What makes it safe to send it again.
function safeguards(headers: Headed, keyHeader: string): number {
  const has = (name: string) => valueIn(headers, name) !== "";
  const tag = valueIn(headers, "if-match");
  // If-Match: * holds after the effect as well, and If-Unmodified-Since for up to a second.
  const isConditional = (tag !== "" && tag !== "*") || valueIn(headers, "if-none-match") === "*";
  return (has("idempotency-key") || (keyHeader !== "" && has(keyHeader)) ? KEYED : 0) | (isConditional ? CONDITIONAL : 0);
}

/** How a policy marks requests. */
export interface Marking {
  header: string;
  methods: readonly string[];
  /** The key as it is sent. Called once, and only if one is needed. */
  key: () => string;
}

/**
 * Gives a request its idempotency key, unless the caller has put one there.
 *
 * @throws what `key` throws, or what is wrong with the request's headers
 */
export function mark(request: CallRequest, { header, methods, key }: Marking): void {
  if ((request.facts & KEYED) !== 0 || request.isOperation || isBare(request) || !methods.includes(request.method)) return;
  renew(request, [[header, key()]]);
  request.facts |= KEYED;
}

/**
 * Gives it other headers: `changes` over its own.
 *
 * @throws what is wrong with them
 */
export function renew(request: CallRequest, changes: FetchHeaders | null | undefined): void {
  request.init = { ...request.init, headers: addTo(headersOf(request), changes) };
}

/**
 * What fetch would say of a request that is not sent since its caller has given up already: a request that is none comes first.
 * For the platform's own fetch only, since other transports may take more.
 */
export function refusal({ input, init }: CallRequest): unknown {
  if (typeof Request !== "function" || typeof input === "function") return undefined;
  const { signal: _, body, duplex: __, ...rest } = init ?? {};
  try {
    new Request(input, isStream(body) || typeof body === "function" ? rest : { ...rest, body: (body as FetchBody) ?? null });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Lets go of the body that was kept for another attempt, or was never sent. */
export function letGoOf({ input, init, holdsBody }: CallRequest, wasSent: boolean): void {
  if (holdsBody) release(input);
  if (!wasSent && isStream(init?.body)) letGo(init?.body);
}
