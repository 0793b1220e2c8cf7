// What is sent by `globalThis.fetch` where that may lead back here.
//
// After `globalThis.fetch = createFetch()`, a created fetch and each attempt of any call go by the same name. What wraps the
// created one, as spies, tracing and request mockers do, wraps the attempts too; each of them then comes back to the created
// fetch, which has to know it for an attempt, or it would retry what is retried already, without end. The attempt's signal says
// so. Wrappers that make a new Request lose that signal, so attempts on their way are also noted by method and address.

import { base } from "./address.js";

type Fetch = typeof globalThis.fetch;

/**
 * By what name a fetch with a policy built in carries the one that was there before it: `{ over, beneath }`, where `over` is
 * itself. What mocks it may have all its properties.
 */
const BENEATH = Symbol.for("holdfast-fetch.beneath");

/** By what name the signal of an attempt tells that it was sent by `globalThis.fetch`. */
const GLOBAL = Symbol.for("holdfast-fetch.global");

// So many attempts may be on their way before one of them arrives. More are a loop: something sends each of them anew, as another
// request.
const MOST = 10_000;

interface Tie {
  over: unknown;
  beneath: Fetch;
}

/** An attempt on its way through `globalThis.fetch`. */
export interface Passage {
  readonly key: string;
}

const beneaths = /* @__PURE__ */ new WeakSet<Fetch>();
let hasBeneaths = false;
const passages = /* @__PURE__ */ new Map<string, Set<Passage>>();
let underway = 0;

/** The platform's fetch: what was put in its place by `globalThis.fetch = createFetch()` would call itself. */
export function platformFetch(): Fetch {
  const { fetch } = globalThis;
  const tie = (fetch as unknown as Record<symbol, Tie | undefined> | undefined)?.[BENEATH];
  return tie?.over === fetch ? tie.beneath : fetch;
}

/** Ties a created fetch to the one beneath it, which it returns. */
export function tie(created: object): Fetch {
  const beneath = platformFetch();
  beneaths.add(beneath);
  hasBeneaths = true;
  Object.defineProperty(created, BENEATH, { value: { over: created, beneath } });
  return beneath;
}

/** Marks an attempt's own signal. */
export function mark(signal: AbortSignal): void {
  (signal as unknown as Record<symbol, unknown>)[GLOBAL] = true;
}

/** Notes an attempt by `fetch`, if that may lead back to a created one; nothing where it cannot. */
export function depart(fetch: Fetch, method: string, address: string): Passage | undefined {
  if (!hasBeneaths || beneaths.has(fetch)) return undefined;
  if (underway >= MOST) throw endless();
  const key = keyOf(method, address);
  const passage = { key };
  passages.set(key, (passages.get(key) ?? new Set()).add(passage));
  underway++;
  return passage;
}

// A Request says its address in other letters than the caller did, and some wrappers leave out the fragment.
function keyOf(method: string, address: string): string {
  let url = address;
  try {
    url = new URL(address, base()).href;
  } catch {
    // No address: nobody makes a Request of it.
  }
  const [sent] = url.split("#");
  return `${method.toUpperCase()} ${sent}`;
}

const ENDLESS = "the request sends itself: name the fetch beneath in the policy, as in createFetch({ fetch: globalThis.fetch })";

const loops = /* @__PURE__ */ new WeakSet<object>();

/** The error of a request that sends itself. */
export function endless(): RangeError {
  const error = new RangeError(ENDLESS);
  loops.add(error);
  return error;
}

/** What such a request failed of, in as many layers as it went through: the innermost says it all. */
export function withoutLayers(error: unknown): unknown {
  try {
    const { cause } = error as { cause: object };
    return loops.has(cause) ? cause : error;
  } catch {
    return error; // nothing that can be looked at
  }
}

/** The attempt is over, whether it came back or was answered on its way. */
export function settle(passage: Passage): void {
  const under = passages.get(passage.key);
  if (under?.delete(passage)) underway--;
  if (under?.size === 0) passages.delete(passage.key);
}

/** Is what a created fetch was called with an attempt that has come back? */
export function isArrival(signal: AbortSignal | undefined, request: () => { method: string; address: string }): boolean {
  const isMarked = (signal as unknown as Record<symbol, unknown> | undefined)?.[GLOBAL] === true;
  if (underway === 0) return isMarked;
  const { method, address } = request();
  const [first] = passages.get(keyOf(method, address)) ?? [];
  if (first === undefined) return isMarked;
  settle(first);
  return true;
}
