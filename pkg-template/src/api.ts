// What every entry exports.
import { core, hand } from "./core.js";

export type { AttemptContext, FallbackContext, OperationContext, Outcome } from "./ask.js";
export { CircuitBreaker, type CircuitBreakerData, type CircuitData, type CircuitSnapshot } from "./breaker.js";
export type { CircuitChange, CircuitState } from "./circuits.js";
export { preload } from "./core.js";
export { RetryError } from "./errors.js";
export type {
  AttemptEvent,
  BrokenEvent,
  CircuitEvent,
  ContinuedEvent,
  EndEvent,
  EventBase,
  FailureEvent,
  FallbackEvent,
  RefreshEvent,
  ResponseEvent,
  RetryEvent,
  WaitEvent,
  WholeEvent,
} from "./events.js";
export { createFetch, fetchWithRetry, type RetryFetch, type RetryFetchInit, retry } from "./fetch.js";
export type * from "./generated/options.js";
export { type KeepAlive, type KeepAliveEvent, keepAlive, type NamedInterval } from "./keep-alive.js";
export type { Logger } from "./log.js";
export type { PolicyInput } from "./policy-input.js";
export { type Attempt, type CallReport, type FailureKind, reportOf, type StopReason } from "./report.js";
export type { FetchBody, FetchHeaders, FetchInput, RetryRequestInit } from "./request.js";
export { RetryPolicy } from "./retry-policy.js";

/**
 * The milliseconds that a Retry-After value asks for, or `null` if it cannot be read: seconds or a date (RFC 9110 10.2.3), a
 * duration such as `2m59.56s`, a date of RFC 3339, or seconds or milliseconds since 1970.
 *
 * `now`: milliseconds since 1970 from which an instant is counted, by default `Date.now()`.
 *
 * @example
 * ```ts
 * parseRetryAfter("120"); // 120000
 * parseRetryAfter("soon"); // null
 * ```
 * @category Policies
 */
export function parseRetryAfter(value: string | null, now = Date.now()): number | null {
  if (typeof value !== "string") return null;
  const wait = core().retry_after(hand(value), now);
  return Number.isNaN(wait) ? null : wait;
}
