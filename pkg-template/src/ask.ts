// The caller's functions: told, and asked.

import { LONGEST_TIMER } from "./longest-timer.js";
import type { Attempt, StopReason } from "./report.js";
import type { FetchHeaders } from "./request.js";

/**
 * What is known of an attempt.
 *
 * @category Calls
 */
export interface AttemptContext {
  /** 1 for the first. */
  attempt: number;
  /** Milliseconds since the call began. */
  elapsed: number;
}

/**
 * What an operation of {@link retry} knows of the attempt that it is.
 *
 * @category Calls
 */
export interface OperationContext extends AttemptContext {
  /** Aborted when the caller gives up or `attemptTimeout` runs out. Hand it on, or the operation goes on when nobody waits for it. */
  signal: AbortSignal;
}

/**
 * What `shouldRetry` is told: an attempt that failed, and that another one could follow.
 *
 * @category Policies
 */
export interface Outcome extends AttemptContext {
  /** The response, body unread. Leave its body alone: the caller may get this very object. */
  response?: Response;
  /** What `fetch` rejected with, if it did. */
  error?: unknown;
  /** What the rest of the policy would do. */
  wouldRetry: boolean;
  /** Why it would stop, when `wouldRetry` is false. */
  reason?: StopReason;
}

/**
 * What a `fallback` is told: why there is no good answer, and what there is.
 *
 * @category What calls share
 */
export interface FallbackContext {
  reason: StopReason;
  /** The last response, if its body is still there. */
  response?: Response;
  /** What the last attempt rejected with. */
  error?: unknown;
  attempts: Attempt[];
  /** Milliseconds until the circuit lets a probe through, for the reason `circuit-open`. */
  probeIn?: number;
}

/** What `refresh` may return. */
export type Renewed = FetchHeaders | false | null | undefined;

/**
 * Asks: what a function throws and what it rejects with arrive in one way. One that never answers must not hold the call: it has
 * answered nothing when the caller gives up, or when `limit` milliseconds are over; `late` hears what it answers after that.
 */
export function ask<T>(
  question: () => T | PromiseLike<T>,
  limit: number,
  signal: AbortSignal | undefined,
  late?: (answer: T) => void,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return resolve(undefined);
    let isLate = false;
    const giveUp = () => {
      isLate = true;
      end();
      resolve(undefined);
    };
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    };
    const timer = limit < Number.POSITIVE_INFINITY ? setTimeout(giveUp, Math.ceil(Math.min(limit, LONGEST_TIMER))) : undefined;
    signal?.addEventListener("abort", giveUp);
    const settle = (by: (value: never) => void) => (value: unknown) => {
      end();
      by(value as never);
    };
    new Promise<T>((answer) => answer(question())).then(
      (answer) => (isLate ? late?.(answer) : settle(resolve)(answer)),
      settle(reject),
    );
  });
}

/** What `shouldRetry` is told. `reason`: why the policy would stop, if it would. */
export function outcomeOf(context: AttemptContext, reason: StopReason | undefined, response: unknown, error: unknown): Outcome {
  const { attempt, elapsed } = context;
  const outcome: Outcome = { attempt, elapsed, wouldRetry: reason === undefined };
  if (reason !== undefined) outcome.reason = reason;
  if (response) outcome.response = response as Response;
  else outcome.error = error;
  return outcome;
}

/** What a fallback is told. `probeIn` below 0: there is none. */
export function fallbackContext(
  reason: StopReason,
  attempts: Attempt[],
  response: unknown,
  error: unknown,
  probeIn: number,
): FallbackContext {
  const context: FallbackContext = { reason, attempts };
  if (response) context.response = response as Response;
  else if (error !== undefined) context.error = error;
  if (probeIn >= 0) context.probeIn = probeIn;
  return context;
}

/** A function of the caller's returned something else than what is allowed. */
export function unfit(callback: string, allowed: string): TypeError {
  return new TypeError(`${callback}: the function must return ${allowed}`);
}

interface Source {
  /** How often it is being asked at this moment. */
  depth: number;
  /** What it said last. */
  said: number | undefined;
}

const sources = new WeakMap<() => unknown, Source>();

/**
 * Asks a clock or a generator of numbers; `undefined` where it says nothing of use, and the platform's own stands in. While it is being
 * asked, calls that it makes go by what it said last, or it would be asked without end. Only before its first word it is asked once more.
 */
export function askNumber(ask: () => unknown): number | undefined {
  let source = sources.get(ask);
  if (source === undefined) {
    source = { depth: 0, said: undefined };
    sources.set(ask, source);
  }
  if (source.depth > (source.said === undefined ? 1 : 0)) return source.said;
  source.depth++;
  try {
    const number = ask();
    if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
    source.said = number;
    return number;
  } catch {
    return undefined;
  } finally {
    // No call: where the stack ends there is no room for one, and it would count as being asked for ever.
    source.depth--;
  }
}

/** Tells a listener: it is called for what it does, not for what it returns. */
export function tellOne<T>(listener: ((event: T) => unknown) | undefined, event: T): void {
  try {
    (listener?.(event) as Promise<unknown> | undefined)?.then?.(undefined, complain);
  } catch (thrown) {
    complain(thrown);
  }
}

/** Prints it. Not by reportError, which ends a Deno process. */
export function complain(thrown: unknown): void {
  try {
    console.error(thrown);
  } catch {
    // Nobody is left to tell.
  }
}
