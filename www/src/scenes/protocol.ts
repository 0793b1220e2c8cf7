// What is asked of a world in virtual time, and what is told of it: a plan goes in, a recording comes out. All times are virtual
// milliseconds since the world began.

import type { PolicyOptions, StopReason } from "holdfast-fetch";

/** How the server behaves from a moment on, until the next phase. */
export interface Phase {
  from: number;
  /**
   * - `well`: it works, as fast as it can
   * - `busy`: it refuses with a 503, at once
   * - `off`: it takes no connection
   * - `silent`: it takes the request and never answers
   * - `lost`: it does what is asked, and the connection breaks before its answer
   */
  state: "well" | "busy" | "off" | "silent" | "lost";
  /** With each 503 it says when the phase is over: Retry-After, in whole seconds. */
  hints?: boolean;
  /** While it is `well`: this share of requests gets a 503 all the same, from 0 to 1. */
  failing?: number;
}

export interface ServerPlan {
  /** How long a request or an answer is under way. */
  network: number;
  /** How long it works on one request. */
  work: number;
  /** On so many at a time; on any number, if it is not there. */
  workers?: number;
  /** So many may wait for a worker; the next is refused with a 503. */
  queue?: number;
  /** The first begins at 0. */
  phases: readonly Phase[];
}

/** Each client begins its first call at `from`, or at random up to `within` later, and a new one each `every` until `until`. */
export interface Traffic {
  from: number;
  within: number;
  every?: number;
  until?: number;
}

export interface Plan {
  seed: number;
  clients: number;
  method: "GET" | "POST";
  policy: PolicyOptions;
  server: ServerPlan;
  traffic: Traffic;
  /** What is shown ends then. What has not ended by itself is given up. */
  length: number;
}

/** How an attempt ended. */
export const PENDING = 0;
export const OK = 1;
export const REFUSED = 2;
export const BROKEN = 3;
export const TIMEOUT = 4;

/** Attempts in the order in which they were sent, a column for each fact. */
export interface Attempts {
  client: Uint16Array;
  call: Uint16Array;
  sent: Float32Array;
  /** At the server, and away from it again; infinite, if it never was. */
  arrived: Float32Array;
  left: Float32Array;
  /** When the client knew how it ended. */
  known: Float32Array;
  outcome: Uint8Array;
}

/** Calls in the order in which they began. */
export interface Calls {
  client: Uint16Array;
  begun: Float32Array;
  ended: Float32Array;
  attempts: Uint8Array;
  /** A place in {@link Recording.reasons}. */
  reason: Uint8Array;
}

export interface Recording {
  plan: Plan;
  attempts: Attempts;
  calls: Calls;
  reasons: StopReason[];
  /** How many requests were at the server, each time that it changed: moments and numbers. */
  load: { at: Float32Array; requests: Uint16Array };
  /** When POSTs have made something on the server. */
  orders: Float32Array;
}

export type Order = { type: "record"; plan: Plan } | { type: "explain" };

export type Report =
  | { type: "recorded"; recording: Recording }
  /** The sentences of a policy of defaults, and of one with a circuit breaker and keys; and the first waits without jitter. */
  | { type: "explained"; standard: string[]; whole: string[]; waits: number[] };
