// Where the rest of a body is asked for, if the caller names another address, and what goes along there. It is a GET in any case.
//
// Credentials belong to the origin that the caller wrote first: for another one there are those that come with its address.
import { unfit } from "./ask.js";
import { mayForward, moved } from "./forwarding.js";
import { addTo } from "./headers.js";
import { originOf } from "./origin.js";
import type { CallRequest, Init } from "./request.js";

/** An address that the caller named, with what a Request says besides. */
export interface Address {
  readonly url: string;
  readonly headers?: Headers;
  readonly credentials?: RequestCredentials;
}

/**
 * Reads what `address` returned.
 *
 * @throws TypeError of what is no address
 */
export function addressIn(answer: unknown): Address {
  const { url, href, headers, credentials } = Object(answer) as Partial<Request & URL>;
  const address = typeof answer === "string" ? answer : (url ?? href);
  if (typeof address !== "string" || originOf(address) === "") throw unfit("address", "an address, or a Request");
  return url === undefined ? { url: address } : { url, headers: new Headers(headers), ...(credentials && { credentials }) };
}

/** What is said of a request that goes to such an address in place of one to `home`. */
export function saidTo({ url, headers, credentials }: Address, home: string, input: unknown, init: RequestInit): RequestInit {
  const isAbroad = originOf(url) !== originOf(home);
  // A range of the caller's own says which part is wanted.
  const mayGo = (name: string) => !isAbroad || name === "range" || mayForward(name, true);
  const said = moved({ input, init } as { input: CallRequest["input"]; init: Init }, isAbroad, mayGo);
  if (isAbroad && credentials) said.credentials = credentials;
  return { ...said, headers: addTo(said.headers as Headers, headers) } as RequestInit;
}
