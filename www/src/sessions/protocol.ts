// What the page and the worker in which time is sped up tell each other. All times are fast milliseconds.

import type { KeepAliveEvent, NamedInterval, PolicyOptions, RetryEvent } from "holdfast-fetch";

/** Where the server is well, and where it is not. */
export interface Addresses {
  well: string;
  down: string;
}

export type Order =
  | { type: "keep-alive"; speed: number; interval: NamedInterval; policy: PolicyOptions; addresses: Addresses; isDown: boolean }
  /** The server is down from the start, and well after `outage`. */
  | { type: "calls"; speed: number; policies: PolicyOptions[]; addresses: Addresses; outage: number }
  | { type: "server"; isDown: boolean }
  | { type: "sleep" }
  | { type: "wake" }
  | { type: "stop" };

/** Events as they are, but for what cannot be sent from a worker. */
export type Told<Event> = Event extends unknown ? Omit<Event, "response" | "error"> : never;

export type Report =
  /** The clock stands at nought now. */
  | { type: "began" }
  | { type: "beat"; at: number; event: Told<KeepAliveEvent>; status: number | undefined }
  /** An attempt of a beat, or of the call with this number. */
  | { type: "attempt"; call: number; at: number; event: Told<RetryEvent> };
