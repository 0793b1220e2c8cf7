// Where a 202 says that more will be known, and what may go along there.
//
// Credentials belong to the origin that the caller wrote: trust is judged by that one, never by the last hop.
import { base, isHttp } from "./address.js";
import { originOf } from "./origin.js";
import { release } from "./release.js";
import { type CallRequest, type FetchHeaders, headersOf, type Init, plainGet } from "./request.js";

// They speak of a body, or of what the first address had to offer.
const OF_REQUEST = /^(content-|if-|range$)/;

// What another origin may know.
const HARMLESS = /^accept(-language)?$/;

// What of a Request goes along, where it is not said in an init.
const SAID = ["mode", "credentials", "cache", "redirect", "referrer", "referrerPolicy"] as const;

/** May a header of this name, in lower case, go along? */
export function mayForward(name: string, isAbroad: boolean): boolean {
  return isAbroad ? HARMLESS.test(name) : !OF_REQUEST.test(name);
}

/** Of these headers, what may go along. */
export function forwarded(headers: FetchHeaders | undefined, isAbroad: boolean): Headers {
  const all = new Headers(headers);
  for (const name of [...all.keys()]) if (!mayForward(name, isAbroad)) all.delete(name);
  return all;
}

/**
 * The place that a response names to ask further; nothing where it names none, or one that may not be asked: whoever forbids
 * redirects is not sent elsewhere in this way either.
 *
 * @throws TypeError of a Location that is no HTTP address
 */
export function placeOf(location: string | null, from: string, home: string, redirect: string): URL | undefined {
  if (location === null) return undefined;
  const to = new URL(location, new URL(from, base()));
  if (!isHttp(to.protocol)) throw new TypeError("until: the Location of a 202 is not an HTTP address");
  return redirect !== "follow" && to.origin !== originOf(home) ? undefined : to;
}

function locationOf(response: Response): string | null {
  return response.headers?.get?.("location") ?? null;
}

function placeAfter({ input, init, url, home }: CallRequest, response: Response): URL | undefined {
  const redirect = init?.redirect ?? (input as Request).redirect ?? "follow";
  return placeOf(locationOf(response), response.url || url, home, redirect);
}

/**
 * Does a 202 say where to ask further, and may that be asked? Where it may not, the request itself would be sent again. (What is no
 * address is one here: the call ends when it is to be asked.)
 */
export function leadsOn(request: CallRequest, response: Response): boolean {
  try {
    if (locationOf(response) === null) return false;
  } catch {
    return false;
  }
  try {
    return placeAfter(request, response) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Turns a request into a GET of what a response that means 202 says is the place to ask further, if it says so.
 *
 * @throws what is wrong with that address
 */
export function follow(request: CallRequest, response: Response, status: number): void {
  if (status !== 202) return;
  const { input, home, holdsBody, signal } = request;
  const to = placeAfter(request, response);
  if (to === undefined) return;
  const isAbroad = request.isAbroad || to.origin !== originOf(home);
  const init = moved(request, isAbroad, (name) => mayForward(name, isAbroad));
  if (signal) init.signal = signal;
  if (holdsBody) release(input);
  Object.assign(request, plainGet(to.href, init), { home, isAbroad });
}

/** What is said of a request, for a GET of another address in its place: with those of its headers that may go along. */
export function moved(request: Pick<CallRequest, "input" | "init">, isAbroad: boolean, mayGo: (name: string) => boolean): Init {
  const { method: _, body: __, duplex: ___, ...said } = { ...ofRequest(request.input), ...request.init } as Init;
  const headers = new Headers(headersOf(request));
  for (const name of [...headers.keys()]) if (!mayGo(name)) headers.delete(name);
  const init: Init = { ...said, headers };
  if (isAbroad) init.credentials = "omit";
  return init;
}

function ofRequest(input: CallRequest["input"]): Init {
  const said: Record<string, unknown> = {};
  for (const name of SAID) {
    const value: unknown = (input as Request)[name];
    if (value !== undefined && value !== "navigate") said[name] = value;
  }
  return said;
}
