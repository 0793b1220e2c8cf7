// What a call and the body that it brings know of each other. The entry for bodies puts it into the init of each of a body's calls.
import type { Told } from "./events.js";
import type { CallRequest } from "./request.js";

/**
 * How the rest of a body comes: by a range, by reading again and comparing, or as the server meant it to, a range after the other; of an
 * event stream, from the last event on.
 */
export type Way = "range" | "proof" | "next" | "cursor";

/** One body, from the first call for it to the last. */
export interface RestOfBody {
  /** That of the first call, by which all of them are told of; 0 while nobody listens. */
  id: number;
  /** So many attempts the first call could have had; infinitely many if it polled. */
  most?: number;
  /** Attaches the history of the last call to a response that stands in for its own. */
  attach?: (response: object) => void;
  /** Ends the connection of the last call's answer. */
  own?: AbortController | undefined;
  /** Bytes delivered when this call began; nothing while it is the first one. */
  at?: number;
  /** What broke the body, which the call has failed of as it begins; nothing where the server just meant to send no more at once. */
  cut?: { readonly error: unknown } | undefined;
  /** How it goes on, once the head of an answer shows that; and how many bytes are read again for that. */
  by?: Way | undefined;
  reread?: number;
  /** The reconnection time of an event stream, in milliseconds; not a number where it has named none. Nothing for other bodies. */
  pause?: number | undefined;
  /**
   * Set while an attempt is under way: the head of its answer has come, so that its time limit is no matter any more, but the deadline still
   * is. `most`: so many milliseconds in place of what is left of that.
   */
  arrived?: (most: number | undefined) => void;
  /** The request of that attempt, as the policy has changed it. Once it is abroad, no credentials are made anew for it. */
  request?: Pick<CallRequest, "isAbroad" | "init">;
  /** Once a call has ended: gives the budget back what its last retry cost, when that is known to have repeated no work. To be called once. */
  repay?: (() => unknown) | undefined;
  /** What is to be told in place of an event of one of its calls. */
  retell(told: Told): readonly Told[];
}

/** By what name an init carries it. */
export const REST: unique symbol = /* @__PURE__ */ Symbol.for("holdfast-fetch.rest-of-body") as never;
