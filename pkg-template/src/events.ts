// What happens to a call, for whoever wants to hear of it.
import { tellOne } from "./ask.js";
import { isWatched, publish } from "./channel.js";
import type { CircuitChange } from "./circuits.js";
import { type Attempt, type FailureKind, type StopReason, UNREADABLE } from "./report.js";

/**
 * What `onEvent` is told: an attempt or a decision, told apart by `type`. It may be taken apart: `({ type, delay, status }) => …`.
 *
 * @category Events
 */
export type RetryEvent =
  | WholeEvent<AttemptEvent>
  | WholeEvent<ResponseEvent>
  | WholeEvent<FailureEvent>
  | WholeEvent<WaitEvent>
  | WholeEvent<CircuitEvent>
  | WholeEvent<RefreshEvent>
  | WholeEvent<FallbackEvent>
  | WholeEvent<BrokenEvent>
  | WholeEvent<ContinuedEvent>
  | WholeEvent<EndEvent>;

/**
 * An event on which each property that only other events have is `undefined`: of a union, TypeScript lets a parameter take apart no more
 * than the properties that all its members have.
 *
 * @category Events
 */
export type WholeEvent<Event> = Event & {
  [Name in Exclude<
    | keyof ResponseEvent
    | keyof FailureEvent
    | keyof WaitEvent
    | keyof CircuitEvent
    | keyof FallbackEvent
    | keyof ContinuedEvent
    | keyof EndEvent,
    keyof Event
  >]?: undefined;
};

/**
 * Common to all events.
 *
 * @category Events
 */
export interface EventBase {
  /** The same for all events of one call. */
  id: number;
  /** Of an operation of {@link retry}, `operation`. */
  method: string;
  /** Without query, fragment and credentials. Of an operation, the function's name. */
  url: string;
  /** The number of the attempt, from 1. */
  attempt: number;
  /** The most attempts that this call can have: its retries and the first one. Not there while it polls (`until`). */
  of?: number;
  /** Milliseconds since the call began. Times are rounded to the microsecond. */
  elapsed: number;
}

/**
 * An attempt is sent.
 *
 * @category Events
 */
export interface AttemptEvent extends EventBase {
  type: "attempt";
}

/**
 * Response headers came.
 *
 * @category Events
 */
export interface ResponseEvent extends EventBase {
  type: "response";
  status: number;
  /** The milliseconds that the server asked to wait. */
  retryAfter?: number;
  /** As in {@link Attempt}. */
  hintHidden?: boolean;
  /** As in {@link Attempt}. */
  hint?: "unreadable";
}

/**
 * No response came.
 *
 * @category Events
 */
export interface FailureEvent extends EventBase {
  type: "failure";
  failure: FailureKind;
  /** As the platform gave it: its message may hold the whole address. */
  error: unknown;
}

/**
 * A wait begins.
 *
 * @category Events
 */
export interface WaitEvent extends EventBase {
  type: "wait";
  /** Its length in milliseconds. */
  delay: number;
  /** 1 for the first tier. */
  tier: number;
  /** The server asked for a wait in a way that cannot be read, so this is the whole backoff at least. */
  hint?: "unreadable";
}

/**
 * A circuit that the call went through changed.
 *
 * @category Events
 */
export interface CircuitEvent extends EventBase, CircuitChange {
  type: "circuit";
}

/**
 * `refresh` is called, or waited for.
 *
 * @category Events
 */
export interface RefreshEvent extends EventBase {
  type: "refresh";
  /** 401 or 403. */
  status: number;
}

/**
 * `fallback` is asked.
 *
 * @category Events
 */
export interface FallbackEvent extends EventBase {
  type: "fallback";
  reason: StopReason;
}

/**
 * A body broke that `resuming` of `holdfast-fetch/body` reads. A call begins that is to bring the rest of it, and this is how its first
 * attempt ended: the one that had brought the beginning. All of these calls have the same `id`.
 *
 * @category Events
 */
export interface BrokenEvent extends EventBase {
  type: "broken";
  /** Bytes that were delivered before. */
  at: number;
  failure: FailureKind;
  /** What the platform said, or that it was silent for too long. */
  error: unknown;
}

/**
 * A body goes on.
 *
 * @category Events
 */
export interface ContinuedEvent extends EventBase {
  type: "continued";
  /** Bytes that were delivered before. */
  at: number;
  /**
   * By a range; by reading again from the beginning, for proof; by the next range, where the server sends one after the other; or by the
   * last event's id, of an event stream.
   */
  by: "range" | "proof" | "next" | "cursor";
  /** Bytes that are read again. */
  reread: number;
}

/**
 * The call ended. Nothing follows, unless a body breaks that `holdfast-fetch/body` reads.
 *
 * @category Events
 */
export interface EndEvent extends EventBase {
  type: "end";
  reason: StopReason;
  /** Of the answer that it ended with: the last one, or the fallback's. Not where the caller, or what a callback threw, ended it. */
  status?: number;
  /** So many were sent. */
  attempts: number;
  /** A fallback answered. */
  fallback?: true;
  /** As in {@link CallReport}. */
  unvouched?: true;
  /** Milliseconds until the circuit lets a probe through, for the reason `circuit-open`. */
  probeIn?: number;
}

type Own<Event> = Event extends EventBase ? Omit<Event, keyof EventBase> : never;

/** What an event says besides what all of them say. */
export type Told = Own<
  | AttemptEvent
  | ResponseEvent
  | FailureEvent
  | WaitEvent
  | CircuitEvent
  | RefreshEvent
  | FallbackEvent
  | BrokenEvent
  | ContinuedEvent
  | EndEvent
>;

/** A listener of a policy's. */
export type Listener = (event: RetryEvent) => unknown;

/** Tells both listeners, and whoever watches, of an event. What they throw is heard of, but without effect on the call. */
export function tell(own: Listener | undefined, other: Listener | undefined, { type, ...told }: Told, of: EventBase): void {
  const event = { type, ...of, ...told } as RetryEvent;
  tellOne(own, event);
  tellOne(other, event);
  if (isWatched()) tellOne(publish, event);
}

/** What an attempt came to. */
export function settled({ status = 0, failure, error, retryAfter, hintHidden, hint }: Attempt): Told {
  if (failure) return { type: "failure", failure, error };
  const told: Told = { type: "response", status };
  if (retryAfter !== undefined) told.retryAfter = retryAfter;
  if (hintHidden) told.hintHidden = true;
  if (hint) told.hint = hint;
  return told;
}

/** A wait. `hint`: as the core writes it. */
export function waiting(delay: number, tier: number, hint: number): Told {
  const told: Told = { type: "wait", delay: rounded(delay), tier };
  if (hint === UNREADABLE) told.hint = "unreadable";
  return told;
}

/** Milliseconds as they are told: to the microsecond. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** The end. `probeIn` below 0: there is none. */
export function ended(
  reason: StopReason,
  status: number | undefined,
  attempts: number,
  fallback: boolean,
  probeIn: number,
  doubts: number,
): Told {
  const told: Told = { type: "end", reason, attempts };
  if (status !== undefined) told.status = status;
  if (fallback) told.fallback = true;
  if (doubts > 1) told.unvouched = true;
  if (probeIn >= 0) told.probeIn = probeIn;
  return told;
}
