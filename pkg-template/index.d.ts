/// <reference lib="esnext.disposable" />
/**
 * holdfast-fetch: a `fetch` that holds on.
 *
 * Durations are milliseconds, or strings such as `"250ms"`, `"5s"`, `"2m"`, `"1h"`, `"1d"`.
 */

/** Milliseconds, or a number with a unit: `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** A policy by name: the default, the default for operators of large fleets, or one of five published retry guides. */
export type PresetName = "standard" | "fleet" | "livePerson" | "copyleaks" | "statusCodes" | "resilientIntegrations" | "zDirect";

/** A status code, or a whole class of them. */
export type StatusPattern = number | "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

/** How long to wait before retry 1, 2, 3, … of a tier, before jitter. The cap is applied first, jitter second. */
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
  /** The first wait. @default 500 ms */
  base?: Duration;
  /** `exponential` only, 1 or more. @default 2 */
  factor?: number;
  /** `linear` only. @default `base` */
  step?: Duration;
  /** No wait is longer than this before jitter; not below `base`. @default none (presets set their own) */
  cap?: Duration;
  /** `list` only: the waits, one or more. */
  list?: Duration[];
}

/** A wait chosen by the caller. `retry` counts from 1 in each tier. */
export type BackoffFunction = (retry: number, context: AttemptContext) => Duration;

/**
 * How waits of many clients are spread, given the (capped) backoff `d`:
 *
 * - `"none"`: `d`
 * - `"full"`: U(0, d)
 * - `"equal"`: d/2 + U(0, d/2)
 * - `"decorrelated"`: U(base, min(cap, 3 × previous wait))
 * - `{ proportional: 0.25 }`: d × U(0.75, 1.25)
 * - `{ upward: 0.1 }`: d × U(1, 1.1): never shorter than `d`
 * - `{ add: [1000, 10000] }`: d + U(1 s, 10 s)
 */
export type Jitter =
  | "none"
  | "full"
  | "equal"
  | "decorrelated"
  | { proportional: number }
  | { upward: number }
  | { add: [Duration, Duration] };

/** A later series of retries, usually minutes after the first series of seconds. */
export interface Tier {
  /** Retries in this tier, 1 or more. */
  retries: number;
  backoff?: BackoffOptions | BackoffFunction;
  jitter?: Jitter;
}

export interface IdempotencyKeyOptions {
  /** The key itself, or a function that makes one for each logical call. @default a random UUID (version 4) for each logical call */
  key?: string | (() => string);
  /** @default "Idempotency-Key" */
  header?: string;
  /** `"quoted"` sends `"…"` as the IETF draft has it (a structured-field string); `"raw"` sends the bare text, as most services expect. @default "raw" */
  format?: "raw" | "quoted";
  /** The methods that get a key. @default ["POST", "PATCH"] */
  methods?: string[];
  /** How long the server remembers a key. No attempt is made later than this after the first. @default "24h" */
  horizon?: Duration;
}

export interface RetryAfterOptions {
  /** A hint longer than this ends the call with reason `hint-too-long`; it is never shortened. @default none (the deadline decides) */
  cap?: Duration;
  /**
   * Spread of calls that were told the same hint. `"upward"`: the wait is `hint + U(0, spread)`, where spread is half the hint, between 1 s and 60 s.
   * `"none"`: exactly the hint.
   * @default "upward"
   */
  jitter?: "upward" | "none";
  /**
   * The response headers to read, the first valid one wins. Names that end in `-ms` hold milliseconds; `ratelimit` is the IETF draft's RateLimit field;
   * all others are read like Retry-After.
   * @default ["retry-after-ms", "retry-after"]
   */
  headers?: string[];
  /** Correct an HTTP-date by the response's own `Date` header, so that a wrong local clock does not matter. @default true */
  dateHeader?: boolean;
}

/**
 * A retry takes one token; a good answer earns `ratio` of one. Timeouts (408 and 504 too) leave work behind in the server: one is retried
 * only if another call got a good answer no more than 30 seconds before the attempt was sent, or since, and once for each good answer.
 * Nobody waits for a token: without one the call ends with what it has, for the reason `budget`. Attempts that never left an offline device
 * are free.
 */
export interface BudgetOptions {
  /** Tokens that a good answer earns, 0 to 1. @default 0.1 */
  ratio?: number;
  /** Tokens there at first, for each origin: a number from 0 to 1000, or `[from, to]` to draw it from. @default 3, or as many as the policy has retries if that is more */
  initial?: number | [number, number];
  /** The most that can be earned and kept, 0 to 10000. @default 10 */
  cap?: number;
}

/**
 * When to stop calling a server that fails. Opens when a share of the calls in a sliding window fails or is slow, or after so many failures in a row.
 * While it is open, calls end at once with the reason `circuit-open` (or the fallback); then `probes` calls are let through, and decide.
 * Failures are statuses of 500 and above that the policy retries, network errors and timeouts. Other answers are successes; 408, 425, 429, aborts and
 * being offline prove nothing.
 */
export interface BreakerOptions {
  /** Open when this share of the calls in the window fails, above 0 and up to 1. @default 0.5 */
  failureRate?: number | false;
  /** Open when this share of the calls in the window takes longer than `slowCall`. @default false */
  slowRate?: number | false;
  /** How long a slow call takes until its headers. Needs `slowRate`. @default "5s" */
  slowCall?: Duration;
  /** Open after this many failures in a row, 1 to 1000, whatever the window says. @default false */
  consecutive?: number | false;
  /** The sliding window. @default "30s" */
  window?: Duration;
  /** Rates mean nothing below this many calls in the window, 1 to 100000. @default 10, or one more than the requests of one call if that is more */
  minimum?: number;
  /**
   * How long it stays open: a duration, or a backoff over the times that it opened in a row. Up to a quarter is added at random, so that clients do not
   * probe in step; a longer Retry-After is obeyed.
   * @default { type: "exponential", base: "5s", factor: 2, cap: "60s" }
   */
  open?: Duration | BackoffOptions;
  /** Calls let through at a time when it is half-open, and the successes in a row that close it, 1 to 100. @default 1 */
  probes?: number;
  /** What shares a circuit: requests to one origin, all requests of the policy, or those for which a function of the address says the same. @default "origin" */
  key?: "origin" | "policy" | ((url: string) => string);
}

export type CircuitState = "closed" | "open" | "half-open" | "isolated";

/** One circuit at a moment. */
export interface CircuitSnapshot {
  /** An origin, or what `key` said. */
  key: string;
  state: CircuitState;
  /** Calls in the window, and how many of them failed or were slow. */
  calls: number;
  failures: number;
  slow: number;
  /** Failures in a row. */
  consecutive: number;
  /** How many times in a row it has opened. */
  opened: number;
  /** Probes under way. */
  probing: number;
  /** Milliseconds until a probe may be sent; 0 unless it is open. */
  probeIn: number;
}

/** A circuit went from one state to another. */
export interface CircuitChange {
  key: string;
  from: CircuitState;
  to: CircuitState;
  /** Milliseconds until a probe may be sent, where it opened. */
  probeIn?: number;
}

/**
 * Circuits that several policies share, and that can be watched and worked by hand: one for each key.
 *
 * @throws TypeError as for policies
 */
export class CircuitBreaker {
  /** `now`: a clock of your own, in milliseconds, for all of its circuits. */
  constructor(options?: BreakerOptions & { now?: () => number });
  /** Of the circuit that is worst off; `"closed"` where there is none yet. */
  readonly state: CircuitState;
  /** Every circuit that has seen a call. */
  snapshot(): CircuitSnapshot[];
  /** Lets no call through until `reset`: the circuit of one key, or all of them, those to come included. */
  isolate(key?: string): void;
  /** Closes: the circuit of one key, or all of them. What they counted is forgotten. */
  reset(key?: string): void;
  /** Tells `listener` of every change. Returns a function that ends that. */
  onChange(listener: (change: CircuitChange) => void): () => void;
  /** Options and circuits as data, for `hydrate` in another process or after a reload. */
  toJSON(): CircuitBreakerData;
  /** What `toJSON` gave, as it would be by now. */
  static hydrate(data: CircuitBreakerData): CircuitBreaker;
}

/** A circuit breaker as data. Times are milliseconds since 1970. */
export interface CircuitBreakerData {
  options: BreakerOptions;
  circuits: { key: string; state: CircuitState; opened: number; probeAt?: number }[];
  /** All are isolated, those to come included. */
  isolated?: true;
}

/**
 * Calls are refused here, before they are sent, with the probability (requests − k × accepts) / (requests + 1) over a sliding window: Google's
 * "Site Reliability Engineering", chapter 21. Refused calls end with the reason `throttled`.
 */
export interface ThrottleOptions {
  /** How many requests the server may be sent for each that it accepts, 1 to 10. @default 2 */
  k?: number;
  /** @default "2m" */
  window?: Duration;
  /** The highest probability of a refusal, 0 to 1. Above 0.9, recovery is slow. @default 0.9 */
  cap?: number;
}

/** Why there is no good answer, and what there is. */
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

/** The last good answer to the same request from the Cache API, where the platform has one. Good answers to GET requests are kept there. */
export interface CachedFallback {
  /** The name of the cache. @default "holdfast-fetch" */
  cache?: string;
  /** An answer older than this is not given (RFC 5861 stale-if-error may allow less). @default "1d" */
  maxAge?: Duration;
}

/** Polling: ask again while the status is one of `not`, and until `done` says true; one of the two must be there. Polls are no retries: only the deadline bounds them. */
export interface UntilOptions {
  /** Statuses that mean "not yet". @default [] */
  not?: number | number[];
  /** Says whether a response below 400 is what was waited for. */
  done?: (response: Response) => boolean | PromiseLike<boolean>;
  /** The waits between polls. A server's hint is a floor. @default { type: "exponential", base: "1s", factor: 1.5, cap: "30s" } */
  backoff?: BackoffOptions;
  /** @default { proportional: 0.25 } */
  jitter?: Jitter;
}

/** Where log lines go: `console`, or anything like it. */
export interface Logger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** What an event, `shouldRetry`, a backoff function knows of the attempt. */
export interface AttemptContext {
  /** 1 for the first. */
  attempt: number;
  /** Milliseconds since the call began. */
  elapsed: number;
}

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

/** Everything a policy can say. All of it is data, but for the functions. What is written wins over the preset. */
export interface PolicyOptions {
  /** Where to start from. @default "standard" */
  preset?: PresetName;
  /** Attempts after the first, in the first tier: 0 to 1000. @default 3 */
  retries?: number;
  /** @default { type: "exponential", base: 500, factor: 2, cap: 20000 } */
  backoff?: BackoffOptions | BackoffFunction;
  /** @default "full" */
  jitter?: Jitter;
  /** Further series of retries when the first is used up. @default [] */
  tiers?: Tier[];
  /** Responses to retry. @default [408, 425, 429, 500, 502, 503, 504] */
  statuses?: StatusPattern[] | { include: StatusPattern[]; except?: StatusPattern[] };
  /** Retry when no response came: refused, reset, unreachable. Not programming errors, invalid URLs or expired certificates. @default true */
  networkErrors?: boolean;
  /**
   * Retry when `attemptTimeout` ran out. `"vouched"`: if this origin gave a good answer no more than 30 s before the attempt was sent, or since; each good answer
   * vouches for one retry, also after 408 and 504. That is what lets a fleet recover, see docs/fleet.md. `true`: like any other failure.
   * @default "vouched"; `true` in the presets whose guide retries timeouts
   */
  timeouts?: boolean | "vouched";
  /**
   * May the request be sent again? `"auto"`: yes if its method is idempotent (RFC 9110 9.2.2), or it carries an idempotency key or a precondition
   * that fails once it has taken effect (`If-Match` with a tag, `If-None-Match: *`).
   * @default "auto"
   */
  idempotent?: "auto" | boolean;
  /** Statuses by which this server says that it did not act: retried whatever the method. @default [425, 429] */
  unprocessed?: number[];
  /**
   * Send an idempotency key, the same on all attempts of one call. `true`: a random UUID. A fixed text is the same for every
   * call of the policy: give it per request, or the server will take the second order for a repetition of the first.
   * @default false
   */
  idempotencyKey?: boolean | string | (() => string) | IdempotencyKeyOptions;
  /** Obey the server's hint how long to wait: a floor, never shortened. `false` ignores it. @default true */
  retryAfter?: boolean | RetryAfterOptions;
  /** How long one attempt may wait for response headers. `false`: no limit. @default "30s" */
  attemptTimeout?: Duration | false;
  /** How long the whole call may wait, retries and waits included. A wait that would not end before it is not begun. `false`: no limit. @default "3m" */
  deadline?: Duration | false;
  /**
   * The last word on a failed attempt, sync or async: `true` retry, `false` stop (reason `veto`), a duration: retry after it (a server's hint stays a floor),
   * nothing: as the policy says. `retries` and `deadline` still bound it.
   */
  shouldRetry?: (outcome: Outcome) => boolean | Duration | undefined | void | PromiseLike<boolean | Duration | undefined | void>;
  /** Retry tokens, shared by all calls of this policy to one origin. `false`: retries are bounded by nothing but the rest of the policy. @default { ratio: 0.1, initial: 3, cap: 10 } */
  budget?: BudgetOptions | false;
  /** A circuit breaker, shared by all calls of this policy to one origin; or one that you made, to share with other policies. @default false */
  breaker?: boolean | BreakerOptions | CircuitBreaker;
  /** Adaptive throttling of all attempts, first ones included. @default false */
  throttle?: boolean | ThrottleOptions;
  /**
   * A second-best answer, when there is no good one: the circuit is open, or retries end without success. A function (what it returns is the answer; nothing: there
   * is none), or the last good answer from the Cache API. The report says that it was a fallback. Not for statuses that are no failures, such as 404.
   * @default false; the cache in `resilientIntegrations`
   */
  fallback?:
    | ((context: FallbackContext) => Response | undefined | void | PromiseLike<Response | undefined | void>)
    | "cache"
    | CachedFallback
    | false;
  /**
   * Called on 401 and 403, once for each call, and once at a time for all calls with this very function to one origin; then the request is sent again with the headers that it returns. Return
   * nothing to send the same request again, `false` to leave the answer as it is. What it throws ends the calls that wait for it.
   */
  refresh?:
    | ((response: Response) => HeadersInit | false | undefined | void | PromiseLike<HeadersInit | false | undefined | void>)
    | false;
  /**
   * Poll. `"found"`: ask again while 404. `"done"`: ask again while 202, at its `Location` if it has one. A function: ask again until it says true of a response.
   */
  until?: "found" | "done" | ((response: Response) => boolean | PromiseLike<boolean>) | UntilOptions | false;
  /** Reject with a `RetryError` that carries the response, when the call ends with a status of 400 or more. @default false */
  throwOnStatus?: boolean;
  /** Told of every attempt and decision. What it throws is reported, and changes nothing. */
  onEvent?: (event: RetryEvent) => void;
  /** Prints a line for each attempt and decision: `log: console`. Without what may be secret: query strings, credentials, keys, headers. @default false; `livePerson` prints faults on the console */
  log?: Logger | false;
  /** The transport. @default `globalThis.fetch`, looked up at each attempt */
  fetch?: (input: any, init?: any, attempt?: AttemptContext) => Promise<Response>;
  /** A number in [0, 1) for jitter. @default a generator seeded from the platform's crypto */
  random?: () => number;
  /** The time in milliseconds since 1970. @default the platform's clocks */
  now?: () => number;
}

/** A policy in any of its forms. */
export type PolicyInput = PresetName | PolicyOptions | RetryPolicy;

/** Why a call ended. */
export type StopReason =
  /** A response below 400. */
  | "success"
  /** A response that is not to be retried, such as 404. */
  | "status"
  /** All retries are used up. */
  | "attempts"
  /** The deadline (or the idempotency key's horizon) passed, or would have before the next attempt. */
  | "deadline"
  /** The server asked for a longer wait than `retryAfter.cap`. */
  | "hint-too-long"
  /** It failed in a way worth a retry, but sending it again might repeat its effect. */
  | "not-idempotent"
  /** It failed in a way worth a retry, but its body is a stream that cannot be sent again. */
  | "body"
  /** No retry token was left. */
  | "budget"
  /** The circuit breaker let no attempt through. */
  | "circuit-open"
  /** Adaptive throttling let no attempt through. */
  | "throttled"
  /** `shouldRetry` said no. */
  | "veto"
  /** All retries are used up, and at the last the platform said that it is offline. */
  | "offline"
  /** The caller's signal. */
  | "aborted"
  /** An error that no retry mends: invalid URL, a bug, an expired certificate; or a failure that the policy does not retry. */
  | "error";

/** How an attempt without a response failed. */
export type FailureKind = "network" | "timeout" | "offline" | "permanent" | "aborted";

/** One attempt, as it went. Times are milliseconds. */
export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** 1 for the first tier. */
  tier: number;
  /** When it was sent, since the call began. */
  startedAt: number;
  /** Until response headers or failure. */
  duration: number;
  status?: number;
  failure?: FailureKind;
  error?: unknown;
  /** The wait that the server asked for. */
  retryAfter?: number;
  /** The response came from another origin that does not expose its headers: a hint, had there been one, could not be seen. */
  hintHidden?: boolean;
  /** The wait begun after this attempt. */
  wait?: number;
}

/** The history of one call. */
export interface CallReport {
  reason: StopReason;
  attempts: Attempt[];
  /** Milliseconds from the call to its end. */
  elapsed: number;
  /** A 409 or 412 on a retry whose earlier attempt may have taken effect: the first try may have succeeded. */
  ambiguous?: boolean;
  /** The answer is a fallback; `reason` says why. */
  fallback?: true;
  /** Milliseconds from the end until the circuit lets a probe through, for the reason `circuit-open`. */
  probeIn?: number;
}

/** Common to all events. The URL has no query, fragment or credentials. */
interface EventBase {
  /** The same for all events of one call. */
  id: number;
  method: string;
  url: string;
  /** The number of the attempt, from 1. */
  attempt: number;
  /** Milliseconds since the call began. */
  elapsed: number;
}

export type RetryEvent =
  /** An attempt is sent. */
  | (EventBase & { type: "attempt" })
  /** Response headers came. */
  | (EventBase & { type: "response"; status: number; retryAfter?: number; hintHidden?: boolean })
  /** No response came. */
  | (EventBase & { type: "failure"; failure: FailureKind; error: unknown })
  /** A wait begins. `delay` is its length. */
  | (EventBase & { type: "wait"; delay: number; tier: number })
  /** A circuit that the call went through changed. */
  | (EventBase & { type: "circuit" } & CircuitChange)
  /** `refresh` is called, or waited for. */
  | (EventBase & { type: "refresh"; status: number })
  /** `fallback` is asked. */
  | (EventBase & { type: "fallback"; reason: StopReason })
  /** The call ended. Nothing follows. */
  | (EventBase & { type: "end"; reason: StopReason; fallback?: true; probeIn?: number });

/**
 * A validated policy. Make it once and use it often: that is the fast way.
 *
 * @throws TypeError that names the field (`error.field`), what was given, and what is allowed (`error.allowed`)
 */
export class RetryPolicy {
  constructor(input?: PolicyInput);
  /** A new policy with some options changed. It shares circuits and budgets with this one, unless `breaker`, `budget` or `throttle` are among the changes. */
  with(changes: PolicyOptions): RetryPolicy;
  /** The circuits of this policy's calls; `undefined` without a breaker. */
  readonly breaker: CircuitBreaker | undefined;
  /** The retry tokens left, for each origin that was called: `credit` of the initial ones, `earned` by good answers. */
  budgets(): { key: string; credit: number; earned: number }[];
  /** What was written, as data that means the same policy again, but for functions, which are left out. */
  toJSON(): PolicyOptions;
  /** What will happen, in plain words: waits, worst-case duration, worst-case number of requests. */
  explain(): string;
  /** The waits, in milliseconds, that a call would make if every attempt failed without a hint. Drawn anew each time; give `random` to repeat a draw. Waits that a function computes are left out. */
  delays(options?: { random?: () => number }): number[];
}

/**
 * No good answer. `cause` is the last error, if there was one; `response` the last response, if the last attempt had one.
 * Test for it by `error.name === "RetryError"` where two copies of this package may meet.
 */
export class RetryError extends Error {
  readonly name: "RetryError";
  readonly reason: StopReason;
  readonly attempts: Attempt[];
  readonly elapsed: number;
  readonly response?: Response;
  /** Milliseconds until the circuit lets a probe through, for the reason `circuit-open`. */
  readonly probeIn?: number;
  readonly cause: unknown;
}

/**
 * `fetch`, retried as the policy says.
 *
 * Resolves with the last response, as `fetch` would (`ok` may be false). Rejects with the caller's `signal.reason` on abort,
 * with a `TypeError` on a bad policy before anything is sent, and with a {@link RetryError} when no response came, or none
 * that may be returned (`throwOnStatus`; a deadline that was slept through).
 *
 * `init.body` may be a function that makes a new body for each attempt: so streams can be sent again.
 */
export function fetchWithRetry(input: FetchInput, policy?: PolicyInput, init?: RetryRequestInit): Promise<Response>;

/** What `fetch` takes first; spelt so that it needs no DOM types. */
export type FetchInput = Parameters<typeof fetch>[0];

type Body = NonNullable<RequestInit["body"]>;

export type RetryRequestInit = Omit<RequestInit, "body"> & {
  body?: Body | null | (() => Body | PromiseLike<Body>);
};

/**
 * A `fetch` with a policy built in. `init.retry` changes the policy for one request; a number or boolean there is some other
 * client's option and means nothing.
 */
export function createFetch(
  policy?: PolicyInput,
): (input: FetchInput, init?: RetryRequestInit & { retry?: PolicyInput }) => Promise<Response>;

/** What an operation knows of the attempt that it is. */
export interface OperationContext extends AttemptContext {
  /** Aborted when the caller gives up or `attemptTimeout` runs out. */
  signal: AbortSignal;
}

/**
 * Retries anything asynchronous: a login, opening a socket. What `operation` throws is judged like an error of `fetch`: bugs (`TypeError` and kin) end the call,
 * other errors are retried; one with a `status`, or with a `response`, is judged by that, and so is a `Response` that it returns.
 * Resolves with what `operation` returns, rejects as {@link fetchWithRetry} does.
 */
export function retry<T>(
  operation: (attempt: OperationContext) => T | PromiseLike<T>,
  policy?: PolicyInput,
  options?: { signal?: AbortSignal },
): Promise<T>;

/** The intervals of LivePerson's guide, by product and method. */
export type NamedInterval =
  | "chatAgentApi.refresh"
  | "messagingAgentSdk.getClock"
  | "messagingWindowApi.getClock"
  | "serverChatApi.retrieveChatInformation";

export interface KeepAliveOptions {
  /** From the start of one beat to the start of the next: 1 s or more. Jitter only shortens it, since a session that is touched too late is lost. */
  interval: Duration | NamedInterval;
  /** The part of the interval that may be cut off at random, 0 to 0.5. @default 0.1 */
  jitter?: number;
  /** How each beat is retried; it is given up at nine tenths of the shortest interval, before the next is due. @default "standard" */
  policy?: PolicyInput;
  /** For a beat to an address. Its signal stops it too. */
  init?: RetryRequestInit;
  /** In a page that is hidden: go on, or pause and beat at once when it is seen again. @default "continue" */
  hidden?: "continue" | "pause";
  /** Send the first beat now, not after an interval. @default false */
  immediately?: boolean;
  /**
   * Told of every beat and of every one that was missed. A response's body is let go when the listener, and the promise that it may return, have left it
   * unread. What it throws is printed, and changes nothing.
   */
  onEvent?: (event: KeepAliveEvent) => void;
  /** Stops it. */
  signal?: AbortSignal;
}

/** `beat` is the number of the last beat sent, `elapsed` milliseconds since the start, time asleep included. */
export type KeepAliveEvent =
  /** A beat was answered. */
  | { type: "beat"; beat: number; elapsed: number; response?: Response }
  /** A beat failed, retries included. */
  | { type: "failed"; beat: number; elapsed: number; error?: unknown; response?: Response }
  /** Beats that were due were not sent: the machine slept, timers were throttled, or the last beat took too long. They are not made up for. */
  | { type: "missed"; beat: number; elapsed: number; missed: number; reason: "late" | "busy" | "hidden" }
  /** It ended: by `stop()`, or by the signal. Nothing follows. */
  | { type: "stopped"; beat: number; elapsed: number };

export interface KeepAlive {
  /** Ends it at once; a beat under way is aborted. */
  stop(): void;
  readonly state: "waiting" | "beating" | "paused" | "stopped";
  /** Beats sent so far. */
  readonly beats: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Keeps a session alive: a request (or a function's call) at an interval, each beat retried by a policy. A beat that is late is sent once, never made up for in a burst.
 * Like `setInterval`, it keeps a Node process alive until it is stopped.
 *
 * @throws TypeError as for policies
 */
export function keepAlive(target: string | URL | ((signal: AbortSignal) => unknown), options: KeepAliveOptions): KeepAlive;

/** The history behind a response or error that this package returned. */
export function reportOf(responseOrError: unknown): CallReport | undefined;

/**
 * The milliseconds that a Retry-After value asks for (RFC 9110 10.2.3), or `null` if it is to be ignored.
 *
 * @param now milliseconds since 1970, for dates. @default Date.now()
 */
export function parseRetryAfter(value: string | null, now?: number): number | null;

/** Compile the core now instead of at the first use. Never needed, but it takes a few milliseconds off the first call. */
export function preload(): Promise<void>;
