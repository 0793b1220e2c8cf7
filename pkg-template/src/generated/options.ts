// Made by `cargo xtask generate` from src/core/policy/table.rs.
import type { AttemptContext, FallbackContext, Outcome } from "../ask.js";
import type { CircuitBreaker } from "../breaker.js";
import type { RetryEvent } from "../events.js";
import type { KeepAliveEvent, NamedInterval } from "../keep-alive.js";
import type { Logger } from "../log.js";
import type { PolicyInput } from "../policy-input.js";
import type { FetchHeaders, RetryRequestInit } from "../request.js";

/**
 * A policy by name. `new RetryPolicy(name).explain()` says what each does.
 *
 * - `standard`: the default
 * - `fleet`: the same for operators of large fleets, with scarcer retry tokens
 * - `livePerson`, `copyleaks`, `statusCodes`, `resilientIntegrations`, `zDirect`: five published retry guides
 *
 * @category Policies
 */
export type PresetName = "standard" | "fleet" | "livePerson" | "copyleaks" | "statusCodes" | "resilientIntegrations" | "zDirect";

/**
 * Everything a policy can say. What is written wins over the preset. All of it is data, but for the functions.
 *
 * @category Policies
 */
export interface PolicyOptions {
  /** Where to start from: the name of a preset. @default "standard" */
  preset?: PresetName;
  /** Attempts after the first, in the first tier. A whole number from 0 to 1000. @default 3 */
  retries?: number;
  /**
   * How long to wait before each retry of the first tier, before jitter.
   *
   * @default { type: "exponential", base: "500ms", factor: 2, cap: "20s" }
   *
   * @example
   * ```ts
   * const fetch = createFetch({ backoff: { type: "exponential", base: "1s", factor: 2, cap: "30s" } });
   * ```
   */
  backoff?: BackoffOptions | BackoffFunction;
  /**
   * How these waits are spread. A function's waits are taken as they are, unless `jitter` is written too.
   *
   * @default "full"
   *
   * @example
   * ```ts
   * const fetch = createFetch({ backoff: { type: "list", list: ["1s", "5s"] }, jitter: { proportional: 0.25 } });
   * ```
   */
  jitter?: Jitter;
  /**
   * Further series of retries when the first is used up.
   *
   * @default []
   *
   * @example
   * ```ts
   * const fetch = createFetch({ retries: 3, tiers: [{ retries: 3, backoff: { base: "1m" } }], deadline: "15m" });
   * ```
   */
  tiers?: readonly Tier[];
  /**
   * Responses to retry. 413 is retried only with a hint.
   *
   * @default { include: [408, 425, 429, "5xx"], except: [501, 505, 506, 508, 510, 511] }
   *
   * @example
   * ```ts
   * const fetch = createFetch({ statuses: { include: [408, 429, "5xx"], except: [501] } });
   * ```
   */
  statuses?: readonly StatusPattern[] | { include: readonly StatusPattern[]; except?: readonly StatusPattern[] };
  /**
   * Retry when no response came: refused, reset, unreachable. Not programming errors, invalid URLs or expired certificates. Of an
   * operation of `retry()`, whatever it throws that says no status and is no timeout, abort or programming error. Where `redirect` is
   * `"error"` or `"manual"`, a request whose connection was never made is retried whatever its method: no server has seen it. So says the
   * platform's `fetch`; a transport of the policy's own (`fetch`) may have sent it all the same, and is not believed. @default true
   */
  networkErrors?: boolean;
  /**
   * Retry when `attemptTimeout` ran out.
   *
   * - `"vouched"`: if this origin gave a good answer no more than 30 s before the attempt was sent, or since; each good answer vouches for
   *   one retry, also after 408, 504, 524 and 598. A connection that was never made leaves no work behind, and needs no answer. One is
   *   granted to a client that has had no answer yet. That is what lets a fleet recover.
   * - `true`: like any other failure, as the presets do whose guide says so
   * - `false`: never
   *
   * @default "vouched"
   */
  timeouts?: boolean | "vouched";
  /**
   * May a request be sent again that the server may have acted on?
   *
   * - `"auto"`: if its method is idempotent (RFC 9110 9.2.2), or it carries an idempotency key or a precondition that fails once it has
   *   taken effect (`If-Match` with a tag, `If-None-Match: *`)
   * - `true`: always
   * - `false`: never
   *
   * @default "auto"
   */
  idempotent?: boolean | "auto";
  /** Statuses, 400 to 599, by which this server says that it did not act: retried whatever the method. @default [425, 429] */
  unprocessed?: readonly number[];
  /**
   * Send an idempotency key, the same on all attempts of one call. `true`: a random UUID on POST and PATCH, or the preset's methods. A
   * fixed text is the same for every call of the policy: give it per request, or the server will take the second order for a repetition of
   * the first.
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ idempotencyKey: { header: "X-Request-Id", horizon: "24h" } });
   * ```
   */
  idempotencyKey?: boolean | string | IdempotencyKeyOptions | (() => string);
  /**
   * Obey the server's hint how long to wait: a floor, never shortened; one that cannot be read makes the wait the whole backoff at least.
   * `x-should-retry: false` ends the call, `true` makes its status one that is retried. `false` ignores all of it.
   *
   * @default true
   *
   * @example
   * ```ts
   * const fetch = createFetch({ retryAfter: { cap: "1m" } });
   * ```
   */
  retryAfter?: boolean | RetryAfterOptions;
  /** How long one attempt may wait for response headers: above 0. `false`: no limit of its own. @default "30s" */
  attemptTimeout?: false | Duration;
  /**
   * How long the whole call may wait for response headers, retries and waits included: above 0. A wait that would not end before it is not
   * begun. It bounds a default `attemptTimeout` too; one that is written must not be longer. A fallback has the last tenth of it, a second
   * at most. The time that a machine sleeps counts too; but since a wall clock that is set forward looks the same, it leaves the call one
   * attempt more. `false`: no limit.
   *
   * @default "3m"
   *
   * @example
   * ```ts
   * const fetch = createFetch({ attemptTimeout: "5s", deadline: "30s" });
   * ```
   */
  deadline?: false | Duration;
  /**
   * The last word on a failed attempt that another one could follow, sync or async. `retries` and `deadline` still bound it, and a
   * server's hint stays a floor. What it throws ends the call (reason `error`); what is none of these is told on the console, and means
   * nothing.
   *
   * - `true`, or `{ retry: true, delay }`: retry, even where that may repeat an effect
   * - a duration: retry after it (0 or less: at once), if the request may be repeated
   * - `false`: stop (reason `veto`)
   * - nothing: as the policy says
   *
   * @example
   * ```ts
   * const fetch = createFetch({ shouldRetry: ({ response }) => (response?.status === 409 ? "2s" : undefined) });
   * ```
   */
  shouldRetry?: (
    outcome: Outcome,
  ) =>
    | boolean
    | Duration
    | { retry: boolean; delay?: Duration }
    | null
    | undefined
    | void
    | PromiseLike<boolean | Duration | { retry: boolean; delay?: Duration } | null | undefined | void>;
  /**
   * What a response really means, sync or async: a status from 100 to 599 to judge it by (of a 200 that says "overloaded", 503), or
   * nothing. Asked of every response, failures too: let a body that cannot be read mean nothing. Retries, hints, budget, breaker and
   * report go by it; the response that the call ends with is returned as it came, or with `throwOnStatus` thrown if it means 400 or more.
   * The caller gets that very response: read `response.clone()` to its end, or cancel it. A clone that is still being read at the deadline
   * is cut short, and the response's body with it. What it throws ends the call (reason `error`).
   *
   * @example
   * ```ts
   * const fetch = createFetch({ statusOf: async (response) => ((await response.clone().text()).includes("overloaded") ? 503 : undefined) });
   * ```
   */
  statusOf?: (response: Response) => number | null | undefined | void | PromiseLike<number | null | undefined | void>;
  /**
   * Retry tokens, shared by all calls of this policy to one origin: a retry that fails costs one. `false`: no limit.
   *
   * @default { ratio: 0.4, initial: 6, cap: 6 }
   *
   * @example
   * ```ts
   * const fetch = createFetch({ budget: { ratio: 0.1, initial: 10, cap: 10 } });
   * ```
   */
  budget?: false | BudgetOptions;
  /**
   * A circuit breaker, shared by all calls of this policy to one origin; or one that you made, to share with other policies.
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ breaker: { failureRate: 0.5, window: "30s", minimum: 10, open: "10s" } });
   * ```
   */
  breaker?: boolean | BreakerOptions | CircuitBreaker;
  /** Adaptive throttling of all attempts, first ones included. @default false */
  throttle?: boolean | ThrottleOptions;
  /**
   * A second-best answer, when there is no good one: the circuit is open, or retries end without success. The report says that it was one.
   * Not for statuses that are no failures of the server, such as 404, and not after an abort.
   *
   * - a function: what it returns is the answer; nothing: there is none
   * - `"cache"`: the last good answer from the Cache API, where the platform has one
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ breaker: true, fallback: ({ reason }) => (reason === "circuit-open" ? Response.json([]) : undefined) });
   * ```
   */
  fallback?:
    | false
    | "cache"
    | CachedFallback
    | ((context: FallbackContext) => Response | undefined | void | PromiseLike<Response | undefined | void>);
  /**
   * Called on 401 and 403, once for each call, and once at a time for all calls with this very function to one origin; then the request is
   * sent again with the headers that it returns. Return nothing to send the same request again, `false` to leave the answer as it is. What
   * it throws ends the calls that wait for it (reason `error`).
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ refresh: async () => ({ authorization: `Bearer ${await newToken()}` }) });
   * ```
   */
  refresh?:
    | false
    | ((response: Response) => FetchHeaders | false | undefined | void | PromiseLike<FetchHeaders | false | undefined | void>);
  /**
   * Poll: ask again until the answer is there.
   *
   * - `"found"`: while 404
   * - `"done"`: while 202, at its `Location` if it has one
   * - a function: until it says true of a response below 400. The caller gets that very response: read `response.clone()`
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ until: { not: [202, 404], backoff: { type: "constant", base: "2s" } }, deadline: "5m" });
   * ```
   */
  until?: false | "found" | "done" | UntilOptions | ((response: Response) => boolean | PromiseLike<boolean>);
  /** Reject with a `RetryError` that carries the response, when the call ends with a status of 400 or more. @default false */
  throwOnStatus?: boolean;
  /**
   * Told of every attempt and decision. What it throws is printed, and changes nothing.
   *
   * @example
   * ```ts
   * const fetch = createFetch({ onEvent: ({ type, attempt, of, delay }) => type === "wait" && console.log(`${attempt} of ${of}, again in ${delay} ms`) });
   * ```
   */
  onEvent?: (event: RetryEvent) => void;
  /**
   * Prints a line for each attempt and decision: `log: console`. Without what may be secret: query strings, credentials, keys, headers.
   * (`livePerson` prints faults on the console by itself; `false` stops that.)
   *
   * @default false
   *
   * @example
   * ```ts
   * const fetch = createFetch({ log: console });
   * ```
   */
  log?: false | Logger;
  /** The transport. It is also told which attempt it makes. @default globalThis.fetch, looked up at each attempt */
  fetch?: (input: any, init?: any, attempt?: AttemptContext) => Promise<Response>;
  /** A number in [0, 1) for jitter. By default from a generator that is seeded with the system's entropy. */
  random?: () => number;
  /** The time in milliseconds since 1970. By default the platform's clocks: one for dates, and a monotonic one for durations. */
  now?: () => number;
  /** A wait does not keep a Node process running: it may end in the midst of a call. Elsewhere this means nothing. @default false */
  unref?: boolean;
}

/**
 * How long to wait before retry k = 1, 2, 3, … of a tier. The cap is applied first, jitter second. What is not written stays as the preset
 * has it, as long as the type stays the same; another type starts from the defaults below.
 *
 * @category Policies
 */
export interface BackoffOptions {
  /**
   * - `exponential`: `base × factor^(k−1)`
   * - `linear`: `base + step × (k−1)`
   * - `constant`: `base`
   * - `fibonacci`: `base × 1, 1, 2, 3, 5, …`
   * - `list`: the k-th of `list`; its last entry again when the list is shorter than the retries
   *
   * @default "exponential"
   */
  type?: "exponential" | "linear" | "constant" | "fibonacci" | "list";
  /** The first wait. Not for `list`. @default "500ms" */
  base?: Duration;
  /** What each wait is multiplied by to make the next. `exponential` only. From 1 to 1000. @default 2 */
  factor?: number;
  /** What each wait is longer than the one before; by default as much as `base`. `linear` only. */
  step?: Duration;
  /** No wait is longer than this before jitter; not below `base`. By default there is none. Not for `list`. */
  cap?: Duration;
  /** The waits, one or more. `list` only, and says the type by itself. */
  list?: readonly Duration[];
}

/**
 * A later series of retries, usually minutes after the first series of seconds.
 *
 * @category Policies
 */
export interface Tier {
  /** Retries in this tier. A whole number from 1 to 1000. */
  retries: number;
  /**
   * Their waits, the first of which follows the last attempt of the tier before. @default { type: "exponential", base: "2m", factor: 2 }
   */
  backoff?: BackoffOptions | BackoffFunction;
  /** How these are spread. By default as in the first tier. */
  jitter?: Jitter;
}

/**
 * How requests are marked, so that the server can tell a repetition from a second order (draft-ietf-httpapi-idempotency-key-header).
 *
 * @category Policies
 */
export interface IdempotencyKeyOptions {
  /**
   * The key itself (1 to 255 printable ASCII characters, without white space at either end), or a function that makes one for each call.
   * By default a random UUID (version 4) for each call.
   */
  key?: string | (() => string);
  /** The header that carries it. @default "Idempotency-Key" */
  header?: string;
  /**
   * `"quoted"` sends `"…"` as the IETF draft has it (a structured-field string); `"raw"` sends the bare text, as most services expect.
   * @default "raw"
   */
  format?: "raw" | "quoted";
  /** The methods that get a key, one or more. @default ["POST", "PATCH"] */
  methods?: readonly string[];
  /**
   * How long the server remembers a key: above 0. No attempt is made later than this after the first (reason `deadline`). `false`: for
   * ever. @default "1d"
   */
  horizon?: false | Duration;
}

/**
 * Which hints of the server's are read, and how they are obeyed.
 *
 * @category Policies
 */
export interface RetryAfterOptions {
  /**
   * A hint longer than this ends the call with reason `hint-too-long`; it is never shortened. By default there is none: the deadline
   * decides.
   */
  cap?: Duration;
  /**
   * Spread of calls that were told the same hint. `"upward"`: the wait is `hint + U(0, spread)`, where spread is half the hint, between 1
   * s and 60 s. `"none"`: exactly the hint. @default "upward"
   */
  jitter?: "none" | "upward";
  /**
   * The response headers that say how long to wait, one or more, and no others for that (`x-should-retry` still counts); the first that
   * can be read wins. All are read like Retry-After: a number, a duration such as `2m59.56s`, a date of HTTP or RFC 3339, or seconds or
   * milliseconds since 1970. A number alone counts seconds, and milliseconds where the name ends in `-ms` (and in x-amz-retry-after);
   * another unit stands behind the name: `"x-wait:ms"`. `ratelimit` is the IETF draft's RateLimit field, as it is now and as it was
   * (`limit=…, remaining=…, reset=…`). By default `retry-after-ms`, then `retry-after`; and on a 429 with neither the longest of the known
   * rate limits (`x-ratelimit-reset` and kin) of which nothing is left.
   */
  headers?: readonly string[];
  /** Correct an instant by the response's own `Date` header, so that a wrong local clock does not matter. @default true */
  dateHeader?: boolean;
}

/**
 * Retry tokens. A retry that fails costs one, and one that succeeds nothing; a good answer earns `ratio` of one. A retry under way holds a
 * twentieth, so six tokens begin a hundred at once. Timeouts (408, 504, 524, 598 too) leave work behind in the server, so unless
 * `timeouts` is `true` they take more than a token: see there.
 *
 * Nobody waits for a token: without one the call ends with what it has, for the reason `budget`. Free are a retry after a 429, one that a
 * server delayed by a second or more after a good answer in the last 30 s (both until it has failed a hundred times since the last good
 * answer), and one of an attempt that never left an offline device.
 *
 * @category What calls share
 */
export interface BudgetOptions {
  /** Tokens that a good answer earns. From 0 to 1. @default 0.4 */
  ratio?: number;
  /**
   * Tokens there at first, for each origin: a number from 0 to 1000, or `[from, to]` to draw it from. By default as many as the policy has
   * retries, if that is more. @default 6
   */
  initial?: number | readonly [from: number, to: number];
  /** The most that can be earned and kept, beside what is left of `initial`. From 0 to 10000. @default 6 */
  cap?: number;
}

/**
 * When to stop calling a server that fails. Opens when a share of the calls in a sliding window fails or is slow, or after so many
 * failures in a row. While it is open, calls end at once with the reason `circuit-open` (or the fallback); then `probes` calls are let
 * through, and decide.
 *
 * Failures are statuses of 500 and above that the policy retries, network errors and timeouts. Other answers are successes; 408, 425, 429,
 * aborts and being offline prove nothing.
 *
 * @category What calls share
 */
export interface BreakerOptions {
  /** Open when this share of the calls in the window fails: above 0, up to 1. `false`: not by failures. @default 0.5 */
  failureRate?: false | number;
  /** Open when this share of the calls in the window takes longer than `slowCall`. Above 0, up to 1. @default false */
  slowRate?: false | number;
  /** How long a slow call takes until its headers. Needs `slowRate`. Above 0. @default "5s" */
  slowCall?: Duration;
  /** Open after this many failures in a row, whatever the window says. A whole number from 1 to 1000. @default false */
  consecutive?: false | number;
  /** The length of the sliding window. Above 0. @default "30s" */
  window?: Duration;
  /**
   * Rates mean nothing below this many calls in the window. By default one more than the requests of one call, if that is more. A whole
   * number from 1 to 100000. @default 10
   */
  minimum?: number;
  /**
   * How long it stays open: a duration, or a backoff over the times that it opened in a row. Up to a quarter is added at random, so that
   * clients do not probe in step; a longer Retry-After is obeyed. Above 0. @default { type: "exponential", base: "5s", factor: 2, cap:
   * "1m" }
   */
  open?: Duration | BackoffOptions;
  /**
   * Calls let through at a time when it is half-open, and the successes in a row that close it. A whole number from 1 to 100. @default 1
   */
  probes?: number;
  /**
   * What shares a circuit: requests to one origin, all requests of the policy, or those for which a function of the whole address says the
   * same. @default "origin"
   */
  key?: "origin" | "policy" | ((url: string) => string);
}

/**
 * Calls are refused here, before they are sent, with the probability (requests − k × accepts) / (requests + 1) over a sliding window:
 * Google's "Site Reliability Engineering", chapter 21. Refused calls end with the reason `throttled`.
 *
 * @category What calls share
 */
export interface ThrottleOptions {
  /** How many requests the server may be sent for each that it accepts. From 1 to 10. @default 2 */
  k?: number;
  /** The length of the sliding window. Above 0. @default "2m" */
  window?: Duration;
  /** The highest probability of a refusal. Above 0.9, recovery is slow. From 0 to 1. @default 0.9 */
  cap?: number;
}

/**
 * The last good answer to the same request from the Cache API, where the platform has one. Good answers to GET requests are kept there, if
 * their Cache-Control allows it and the request carried no credentials of its own.
 *
 * @category What calls share
 */
export interface CachedFallback {
  /** The name of the cache. @default "holdfast-fetch" */
  cache?: string;
  /** An answer older than this is not given (RFC 5861 stale-if-error may allow less). Above 0. @default "1d" */
  maxAge?: Duration;
}

/**
 * Polling: ask again while the status is one of `not`, and until `done` says true. One of the two must be there. Polls are no retries:
 * only the deadline bounds them.
 *
 * @category Policies
 */
export interface UntilOptions {
  /**
   * Statuses that mean "not yet", 100 to 599. They may not be among written `statuses`; those that are retried by default are polled for
   * instead. @default []
   */
  not?: number | readonly number[];
  /** Says whether a response below 400 is what was waited for. What it throws ends the call (reason `error`). */
  done?: (response: Response) => boolean | PromiseLike<boolean>;
  /** The waits between polls, above 0. A server's hint is a floor. @default { type: "exponential", base: "1s", factor: 1.5, cap: "30s" } */
  backoff?: BackoffOptions;
  /** How these are spread. @default { proportional: 0.25 } */
  jitter?: Jitter;
}

/**
 * When to beat, and how.
 *
 * @category Keep-alive
 */
export interface KeepAliveOptions {
  /**
   * From the start of one beat to the start of the next: 1 s or more. Jitter only shortens it, since a session that is touched too late is
   * lost.
   */
  interval: Duration | NamedInterval;
  /** The part of the interval that may be cut off at random. From 0 to 0.5. @default 0.1 */
  jitter?: number;
  /** How each beat is retried; it is given up at nine tenths of the shortest interval, before the next is due. @default "standard" */
  policy?: PolicyInput;
  /** What `fetch` takes second, for a beat to an address. Its signal stops the whole. */
  init?: RetryRequestInit;
  /** In a page that is hidden: go on, or pause and beat at once when it is seen again. @default "continue" */
  hidden?: "continue" | "pause";
  /** Send the first beat now, not after an interval. @default false */
  immediately?: boolean;
  /**
   * Told of every beat and of every one that was missed. A response's body is let go when the listener, and the promise that it may
   * return, have left it unread. What it throws is printed, and changes nothing.
   */
  onEvent?: (event: KeepAliveEvent) => void;
  /** Stops it. */
  signal?: AbortSignal | undefined;
}

/**
 * Milliseconds, or a number with a unit: `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`. From 0 to 100 years; limits must be above 0.
 *
 * @category Policies
 */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/**
 * A status code from 100 to 599, or a whole class of them.
 *
 * @category Policies
 */
export type StatusPattern = number | "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

/**
 * Computes a wait. `retry` counts from 1 in each tier. What it throws ends the call (reason `error`).
 *
 * @category Policies
 */
export type BackoffFunction = (retry: number, context: AttemptContext) => Duration;

/**
 * How waits of many clients are spread, given the (capped) backoff `d`; U(a, b) is a random number between a and b.
 *
 * - `"none"`: `d`. Clients that fail together retry together
 * - `"full"`: U(0, d)
 * - `"equal"`: d/2 + U(0, d/2)
 * - `"decorrelated"`: U(base, min(cap, 3 × previous wait))
 * - `{ proportional: 0.25 }`: d × U(0.75, 1.25). From 0 to 1
 * - `{ upward: 0.1 }`: d × U(1, 1.1), never shorter than `d`. From 0 to 10
 * - `{ add: ["1s", "10s"] }`: d + U(1 s, 10 s)
 *
 * @category Policies
 */
export type Jitter =
  | "none"
  | "full"
  | "equal"
  | "decorrelated"
  | { proportional: number }
  | { upward: number }
  | { add: readonly [from: Duration, to: Duration] };
