/// <reference lib="esnext.disposable" />
/**
 * A `fetch` that holds on: the platform's own, wrapped in a retry policy that is data.
 *
 * Start at {@link fetchWithRetry}, {@link createFetch} and {@link PolicyOptions}. Defaults are those of the preset `standard`; the other
 * presets have their own, see {@link PresetName}.
 *
 * @module holdfast-fetch
 */

/**
 * `fetch`, retried as the policy says.
 *
 * Resolves with the last response, as `fetch` would: `ok` may be false. With `throwOnStatus`, a final status of 400 or more rejects instead.
 *
 * `init.body` may be a function that makes a new body for each attempt: so streams can be sent again.
 *
 * @throws
 * - {@link RetryError} when no response came, or none that may be returned (`throwOnStatus`; a deadline that was slept through)
 * - `signal.reason` itself when the caller aborts
 * - `TypeError` on a bad policy, before anything is sent: see {@link RetryPolicy}
 * @category Calls
 */
export function fetchWithRetry(input: FetchInput, policy?: PolicyInput, init?: RetryRequestInit): Promise<Response>;

/**
 * A `fetch` with a policy built in, for wherever one is asked for. It resolves and rejects as {@link fetchWithRetry} does.
 *
 * It may replace the platform's: `globalThis.fetch = createFetch()` sends by the `fetch` that was there. What wraps it later, as spies
 * and tracing do, wraps each attempt as well, and retries in one layer, as long as it passes the signal on. Where it does not, as some request
 * mockers, a request would send itself without end: name the `fetch` beneath, `createFetch({ fetch: globalThis.fetch })`.
 *
 * @throws `TypeError` on a bad policy, at once: see {@link RetryPolicy}
 * @category Calls
 */
export function createFetch(policy?: PolicyInput): RetryFetch;

/**
 * What {@link createFetch} returns.
 *
 * @category Calls
 */
export type RetryFetch = (input: FetchInput, init?: RetryFetchInit) => Promise<Response>;

/**
 * What `fetch` takes first: an address or a `Request`. Spelt so that it needs no DOM types.
 *
 * @category Calls
 */
export type FetchInput = Parameters<typeof fetch>[0];

/**
 * What `fetch` takes as a body.
 *
 * @category Calls
 */
export type FetchBody = NonNullable<RequestInit["body"]>;

/**
 * What `fetch` takes as headers.
 *
 * @category Calls
 */
export type FetchHeaders = NonNullable<RequestInit["headers"]>;

/**
 * What `fetch` takes second, and bodies that are made anew.
 *
 * @category Calls
 */
export interface RetryRequestInit extends Omit<RequestInit, "body"> {
  /** The body, or a function that makes one for each attempt. A stream that is no function's can be sent once (reason `body`). */
  body?: FetchBody | null | (() => FetchBody | PromiseLike<FetchBody>);
}

/**
 * What a {@link RetryFetch} takes second.
 *
 * @category Calls
 */
export interface RetryFetchInit extends RetryRequestInit {
  /** Changes the policy for this request. A number or boolean is some other client's option of that name, and means nothing here. */
  retry?: PolicyInput;
}

/**
 * Retries anything asynchronous: a login, opening a socket.
 *
 * What `operation` throws is judged like an error of `fetch`: bugs (`TypeError` and kin, but not fetch's own network errors) end the call, other errors are
 * retried. One with a `status`, or with a `response`, is judged by that, and so is a `Response` that it returns. All operations of one policy share its
 * budget and its circuit.
 *
 * @returns what `operation` returned at last
 * @throws as {@link fetchWithRetry} does
 * @category Calls
 */
export function retry<T>(
  operation: (attempt: OperationContext) => T | PromiseLike<T>,
  policy?: PolicyInput,
  options?: { signal?: AbortSignal | undefined },
): Promise<T>;

/**
 * Compiles the core now, not at the first use of a policy. Never needed, but it takes some milliseconds off that.
 *
 * @throws `CompileError` where a content security policy forbids WebAssembly: `script-src` must allow `'wasm-unsafe-eval'`
 * @category Calls
 */
export function preload(): Promise<void>;

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
 * A validated policy. Make it once and use it often: that is the fast way, and its calls share circuits and retry tokens.
 *
 * @category Policies
 */
export class RetryPolicy {
  /** @throws `TypeError` that names the field (`error.field`), what was given, and what is allowed (`error.allowed`) */
  constructor(input?: PolicyInput);
  /**
   * A new policy with some options changed. It shares circuits and tokens with this one, unless `preset`, `breaker`, `budget` or `throttle`
   * are among the changes.
   *
   * @throws `TypeError` as the constructor
   */
  with(changes: PolicyOptions): RetryPolicy;
  /** The circuits of this policy's calls; `undefined` without a breaker. */
  readonly breaker: CircuitBreaker | undefined;
  /** The retry tokens left, for each origin that was called: `credit` of the initial ones, `earned` by good answers. */
  budgets(): { key: string; credit: number; earned: number }[];
  /** What was written, as data that means the same policy again. Functions are left out, and a `CircuitBreaker` becomes its options. */
  toJSON(): PolicyOptions;
  /** What will happen, in plain words, a line for each part of the policy: causes, waits, limits, worst case. */
  explain(): string;
  /**
   * The waits, in milliseconds, that a call would make if every attempt failed without a hint, drawn anew each time. Waits that a function
   * computes are left out.
   *
   * `options.random`: numbers in [0, 1) in place of the policy's, to repeat a draw.
   */
  delays(options?: { random?: () => number }): number[];
}

/**
 * A policy in any of its forms. Names and plain options stand for one policy for each distinct content, functions left out: a literal
 * in a call shares circuits and tokens with the next call that says the same.
 *
 * @category Policies
 */
export type PolicyInput = PresetName | PolicyOptions | RetryPolicy;

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
  /** Where to start from. @default "standard" */
  preset?: PresetName;
  /** Attempts after the first, in the first tier: a whole number from 0 to 1000. @default 3 */
  retries?: number;
  /** How long to wait before each retry of the first tier, before jitter. @default { type: "exponential", base: "500ms", factor: 2, cap: "20s" } */
  backoff?: BackoffOptions | BackoffFunction;
  /** How these waits are spread. A function's waits are taken as they are, unless `jitter` is written too. @default "full" */
  jitter?: Jitter;
  /** Further series of retries when the first is used up. @default [] */
  tiers?: readonly Tier[];
  /** Responses to retry. 413 is retried only with a hint. @default [408, 425, 429, 500, 502, 503, 504] */
  statuses?: readonly StatusPattern[] | { include: readonly StatusPattern[]; except?: readonly StatusPattern[] };
  /** Retry when no response came: refused, reset, unreachable. Not programming errors, invalid URLs or expired certificates. @default true */
  networkErrors?: boolean;
  /**
   * Retry when `attemptTimeout` ran out.
   *
   * - `"vouched"`: if this origin gave a good answer no more than 30 s before the attempt was sent, or since; each good answer vouches for
   *   one retry, also after 408 and 504. One is granted to a client that has had no answer yet. That is what lets a fleet recover.
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
  idempotent?: "auto" | boolean;
  /** Statuses, 400 to 599, by which this server says that it did not act: retried whatever the method. @default [425, 429] */
  unprocessed?: readonly number[];
  /**
   * Send an idempotency key, the same on all attempts of one call. `true`: a random UUID on POST and PATCH. A fixed text (1 to 255
   * printable ASCII characters) is the same for every call of the policy: give it per request, or the server will take the second order
   * for a repetition of the first.
   *
   * @default false
   */
  idempotencyKey?: boolean | string | (() => string) | IdempotencyKeyOptions;
  /** Obey the server's hint how long to wait: a floor, never shortened. `false` ignores it. @default true */
  retryAfter?: boolean | RetryAfterOptions;
  /** How long one attempt may wait for response headers: above 0. `false`: no limit of its own. @default "30s" */
  attemptTimeout?: Duration | false;
  /**
   * How long the whole call may wait for response headers, retries and waits included: above 0. A wait that would not end before it is not
   * begun. It bounds a default `attemptTimeout` too; one that is written must not be longer. `false`: no limit.
   *
   * @default "3m"
   */
  deadline?: Duration | false;
  /**
   * The last word on a failed attempt, sync or async: `true` retry, `false` stop (reason `veto`), a duration: retry after it (a server's hint
   * stays a floor), nothing: as the policy says. `retries` and `deadline` still bound it. What it throws ends the call (reason `error`).
   */
  shouldRetry?: (outcome: Outcome) => boolean | Duration | undefined | void | PromiseLike<boolean | Duration | undefined | void>;
  /** Retry tokens, shared by all calls of this policy to one origin. `false`: no limit. @default { ratio: 0.1, initial: 3, cap: 10 } */
  budget?: BudgetOptions | false;
  /** A circuit breaker, shared by all calls of this policy to one origin; or one that you made, to share with other policies. @default false */
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
   */
  fallback?:
    | ((context: FallbackContext) => Response | undefined | void | PromiseLike<Response | undefined | void>)
    | "cache"
    | CachedFallback
    | false;
  /**
   * Called on 401 and 403, once for each call, and once at a time for all calls with this very function to one origin; then the request is
   * sent again with the headers that it returns. Return nothing to send the same request again, `false` to leave the answer as it is. What
   * it throws ends the calls that wait for it (reason `error`).
   *
   * @default false
   */
  refresh?:
    | ((response: Response) => FetchHeaders | false | undefined | void | PromiseLike<FetchHeaders | false | undefined | void>)
    | false;
  /**
   * Poll: ask again until the answer is there.
   *
   * - `"found"`: while 404
   * - `"done"`: while 202, at its `Location` if it has one
   * - a function: until it says true of a response below 400. The caller gets that very response: read `response.clone()`
   *
   * @default false
   */
  until?: "found" | "done" | ((response: Response) => boolean | PromiseLike<boolean>) | UntilOptions | false;
  /** Reject with a `RetryError` that carries the response, when the call ends with a status of 400 or more. @default false */
  throwOnStatus?: boolean;
  /** Told of every attempt and decision. What it throws is printed, and changes nothing. */
  onEvent?: (event: RetryEvent) => void;
  /**
   * Prints a line for each attempt and decision: `log: console`. Without what may be secret: query strings, credentials, keys, headers.
   * (`livePerson` prints faults on the console by itself; `false` stops that.)
   *
   * @default false
   */
  log?: Logger | false;
  /** The transport. It is also told which attempt it makes. @default globalThis.fetch, looked up at each attempt */
  fetch?: (input: any, init?: any, attempt?: AttemptContext) => Promise<Response>;
  /** A number in [0, 1) for jitter. By default from a generator seeded by the platform's crypto. */
  random?: () => number;
  /** The time in milliseconds since 1970. By default the platform's clocks: one for dates, and a monotonic one for durations. */
  now?: () => number;
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
  /** From 1 to 1000. `exponential` only. @default 2 */
  factor?: number;
  /** What each wait is longer than the one before; by default as much as `base`. `linear` only. */
  step?: Duration;
  /** No wait is longer than this before jitter; not below `base`. By default there is none. Not for `list`. */
  cap?: Duration;
  /** The waits, one or more. `list` only, and says the type by itself. */
  list?: readonly Duration[];
}

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

/**
 * A later series of retries, usually minutes after the first series of seconds.
 *
 * @category Policies
 */
export interface Tier {
  /** Retries in this tier: a whole number from 1 to 1000. */
  retries: number;
  /** Their waits, the first of which follows the last attempt of the tier before. @default { type: "exponential", base: "2m", factor: 2 } */
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
  /** The key itself, or a function that makes one for each call. By default a random UUID (version 4) for each call. */
  key?: string | (() => string);
  /** The header that carries it. @default "Idempotency-Key" */
  header?: string;
  /** `"quoted"` sends `"…"` as the IETF draft has it (a structured-field string); `"raw"` sends the bare text, as most services expect. @default "raw" */
  format?: "raw" | "quoted";
  /** The methods that get a key. @default ["POST", "PATCH"] */
  methods?: readonly string[];
  /** How long the server remembers a key. No attempt is made later than this after the first (reason `deadline`). `false`: for ever. @default "1d" */
  horizon?: Duration | false;
}

/**
 * Which hints of the server's are read, and how they are obeyed.
 *
 * @category Policies
 */
export interface RetryAfterOptions {
  /** A hint longer than this ends the call with reason `hint-too-long`; it is never shortened. By default there is none: the deadline decides. */
  cap?: Duration;
  /**
   * Spread of calls that were told the same hint. `"upward"`: the wait is `hint + U(0, spread)`, where spread is half the hint, between 1 s and 60 s.
   * `"none"`: exactly the hint.
   *
   * @default "upward"
   */
  jitter?: "upward" | "none";
  /**
   * The response headers to read, one or more; the first valid one wins. Names that end in `-ms` hold milliseconds; `ratelimit` is the IETF
   * draft's RateLimit field; all others are read like Retry-After.
   *
   * @default ["retry-after-ms", "retry-after"]
   */
  headers?: readonly string[];
  /** Correct an HTTP-date by the response's own `Date` header, so that a wrong local clock does not matter. @default true */
  dateHeader?: boolean;
}

/**
 * What `shouldRetry` is told: an attempt that failed.
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
 * Polling: ask again while the status is one of `not`, and until `done` says true. One of the two must be there. Polls are no retries: only the
 * deadline bounds them.
 *
 * @category Policies
 */
export interface UntilOptions {
  /** Statuses that mean "not yet", 100 to 599. They may not be among written `statuses`; those that are retried by default are polled for instead. @default [] */
  not?: number | readonly number[];
  /** Says whether a response below 400 is what was waited for. What it throws ends the call (reason `error`). */
  done?: (response: Response) => boolean | PromiseLike<boolean>;
  /** The waits between polls, above 0. A server's hint is a floor. @default { type: "exponential", base: "1s", factor: 1.5, cap: "30s" } */
  backoff?: BackoffOptions;
  /** How these are spread. @default { proportional: 0.25 } */
  jitter?: Jitter;
}

/**
 * Where log lines go: `console`, or anything like it.
 *
 * @category Policies
 */
export interface Logger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/**
 * The milliseconds that a Retry-After value asks for (RFC 9110 10.2.3), or `null` if it is to be ignored.
 *
 * `now`: milliseconds since 1970 from which a date is counted, by default `Date.now()`.
 *
 * @category Policies
 */
export function parseRetryAfter(value: string | null, now?: number): number | null;

/**
 * Retry tokens. A retry takes one; a good answer earns `ratio` of one. Timeouts (408 and 504 too) leave work behind in the server, so unless
 * `timeouts` is `true` they take more than a token: see there.
 *
 * Nobody waits for a token: without one the call ends with what it has, for the reason `budget`. Attempts that never left an offline device
 * are free.
 *
 * @category What calls share
 */
export interface BudgetOptions {
  /** Tokens that a good answer earns, 0 to 1. @default 0.1 */
  ratio?: number;
  /**
   * Tokens there at first, for each origin: a number from 0 to 1000, or `[from, to]` to draw it from. By default as many as the policy has
   * retries, if that is more.
   *
   * @default 3
   */
  initial?: number | readonly [from: number, to: number];
  /** The most that can be earned and kept, 0 to 10000. @default 10 */
  cap?: number;
}

/**
 * When to stop calling a server that fails. Opens when a share of the calls in a sliding window fails or is slow, or after so many failures in a row.
 * While it is open, calls end at once with the reason `circuit-open` (or the fallback); then `probes` calls are let through, and decide.
 *
 * Failures are statuses of 500 and above that the policy retries, network errors and timeouts. Other answers are successes; 408, 425, 429, aborts and
 * being offline prove nothing.
 *
 * @category What calls share
 */
export interface BreakerOptions {
  /** Open when this share of the calls in the window fails: above 0, up to 1. `false`: not by failures. @default 0.5 */
  failureRate?: number | false;
  /** Open when this share of the calls in the window takes longer than `slowCall`: above 0, up to 1. @default false */
  slowRate?: number | false;
  /** How long a slow call takes until its headers. Needs `slowRate`. @default "5s" */
  slowCall?: Duration;
  /** Open after this many failures in a row, 1 to 1000, whatever the window says. @default false */
  consecutive?: number | false;
  /** The sliding window. @default "30s" */
  window?: Duration;
  /** Rates mean nothing below this many calls in the window, 1 to 100000. By default one more than the requests of one call, if that is more. @default 10 */
  minimum?: number;
  /**
   * How long it stays open: a duration, or a backoff over the times that it opened in a row. Up to a quarter is added at random, so that clients do not
   * probe in step; a longer Retry-After is obeyed.
   *
   * @default { type: "exponential", base: "5s", factor: 2, cap: "1m" }
   */
  open?: Duration | BackoffOptions;
  /** Calls let through at a time when it is half-open, and the successes in a row that close it, 1 to 100. @default 1 */
  probes?: number;
  /** What shares a circuit: requests to one origin, all requests of the policy, or those for which a function of the whole address says the same. @default "origin" */
  key?: "origin" | "policy" | ((url: string) => string);
}

/**
 * Circuits that several policies share, and that can be watched and worked by hand: one for each key.
 *
 * @category What calls share
 */
export class CircuitBreaker {
  /**
   * `options.now`: a clock of your own, in milliseconds, for all of its circuits.
   *
   * @throws `TypeError` as {@link RetryPolicy}, with fields such as `breaker.window`
   */
  constructor(options?: BreakerOptions & { now?: () => number });
  /** Of the circuit that is worst off; `"closed"` where there is none yet. */
  readonly state: CircuitState;
  /** Every circuit that has seen a call. */
  snapshot(): CircuitSnapshot[];
  /** Lets no call through until `reset`: the circuit of one key, or all of them, those to come included. */
  isolate(key?: string): void;
  /** Closes: the circuit of one key, or all of them. What they counted is forgotten. */
  reset(key?: string): void;
  /**
   * Tells `listener` of every change.
   *
   * @returns a function that ends that
   */
  onChange(listener: (change: CircuitChange) => void): () => void;
  /** Options and circuits as data, for `hydrate` in another process or after a reload. Functions are left out. */
  toJSON(): CircuitBreakerData;
  /** What `toJSON` gave, as it would be by now. */
  static hydrate(data: CircuitBreakerData): CircuitBreaker;
}

/**
 * `closed` lets calls through, `open` none; `half-open` lets probes through; `isolated` was shut by hand.
 *
 * @category What calls share
 */
export type CircuitState = "closed" | "open" | "half-open" | "isolated";

/**
 * One circuit at a moment.
 *
 * @category What calls share
 */
export interface CircuitSnapshot {
  /** An origin, or what `key` said. */
  key: string;
  state: CircuitState;
  /** Calls in the window. */
  calls: number;
  /** How many of these failed. */
  failures: number;
  /** How many of these were slow. */
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

/**
 * A circuit went from one state to another.
 *
 * @category What calls share
 */
export interface CircuitChange {
  /** An origin, or what `key` said. */
  key: string;
  from: CircuitState;
  to: CircuitState;
  /** Milliseconds until a probe may be sent, where it opened. */
  probeIn?: number;
}

/**
 * A circuit breaker as data.
 *
 * @category What calls share
 */
export interface CircuitBreakerData {
  options: BreakerOptions;
  /** `probeAt`: when a probe may be sent, in milliseconds since 1970. */
  circuits: { key: string; state: CircuitState; opened: number; probeAt?: number }[];
  /** All are isolated, those to come included. */
  isolated?: true;
}

/**
 * Calls are refused here, before they are sent, with the probability (requests − k × accepts) / (requests + 1) over a sliding window: Google's
 * "Site Reliability Engineering", chapter 21. Refused calls end with the reason `throttled`.
 *
 * @category What calls share
 */
export interface ThrottleOptions {
  /** How many requests the server may be sent for each that it accepts, 1 to 10. @default 2 */
  k?: number;
  /** The sliding window. @default "2m" */
  window?: Duration;
  /** The highest probability of a refusal, 0 to 1. Above 0.9, recovery is slow. @default 0.9 */
  cap?: number;
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

/**
 * The last good answer to the same request from the Cache API, where the platform has one. Good answers to GET requests are kept there, if their
 * Cache-Control allows it and the request carried no credentials of its own.
 *
 * @category What calls share
 */
export interface CachedFallback {
  /** The name of the cache. @default "holdfast-fetch" */
  cache?: string;
  /** An answer older than this is not given (RFC 5861 stale-if-error may allow less). @default "1d" */
  maxAge?: Duration;
}

/**
 * Why a call ended.
 *
 * - `success`: a response below 400
 * - `status`: a response that is not to be retried, such as 404
 * - `attempts`: all retries are used up
 * - `deadline`: the deadline (or the idempotency key's horizon) passed, or would have before the next attempt
 * - `hint-too-long`: the server asked for a longer wait than `retryAfter.cap`
 * - `not-idempotent`: it failed in a way worth a retry, but sending it again might repeat its effect
 * - `body`: it failed in a way worth a retry, but its body is a stream that cannot be sent again
 * - `budget`: no retry token was left; or, after a timeout, no good answer vouches for another attempt (see `timeouts`)
 * - `circuit-open`: the circuit breaker let no attempt through, or no further one
 * - `throttled`: adaptive throttling let no attempt through
 * - `veto`: `shouldRetry` said no
 * - `offline`: all retries are used up, and at the last the platform said that it is offline
 * - `aborted`: the caller's signal
 * - `error`: an error that no retry mends (an invalid URL, a bug, an expired certificate, a callback that threw), or a failure that the
 *   policy does not retry
 *
 * @category How calls end
 */
export type StopReason =
  | "success"
  | "status"
  | "attempts"
  | "deadline"
  | "hint-too-long"
  | "not-idempotent"
  | "body"
  | "budget"
  | "circuit-open"
  | "throttled"
  | "veto"
  | "offline"
  | "aborted"
  | "error";

/**
 * No good answer. Made by this package only. Test for it by `error.name === "RetryError"` where two copies of the package may meet.
 *
 * @category How calls end
 */
export class RetryError extends Error {
  private constructor();
  readonly name: "RetryError";
  readonly reason: StopReason;
  readonly attempts: Attempt[];
  /** Milliseconds from the call to its end. */
  readonly elapsed: number;
  /** The last response, if the last attempt had one. Its body may have been given up. */
  readonly response?: Response;
  /** Milliseconds from the end until the circuit lets a probe through, for the reason `circuit-open`. */
  readonly probeIn?: number;
  /** The error of the last attempt, as `fetch` gave it, or what a callback threw; `undefined` if there was none. */
  readonly cause: unknown;
}

/**
 * The history behind a response or error that this package returned; `undefined` for anything else, clones of such a response included.
 *
 * @category How calls end
 */
export function reportOf(responseOrError: unknown): CallReport | undefined;

/**
 * The history of one call.
 *
 * @category How calls end
 */
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

/**
 * One attempt, as it went. Times are milliseconds.
 *
 * @category How calls end
 */
export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** 1 for the first tier. */
  tier: number;
  /** When it was sent, since the call began. */
  startedAt: number;
  /** Until response headers or failure. */
  duration: number;
  /** Of the response, if one came. */
  status?: number;
  /** How it failed, if none came. */
  failure?: FailureKind;
  /** What `fetch` rejected with, if none came. */
  error?: unknown;
  /** The wait that the server asked for. */
  retryAfter?: number;
  /** The response came from another origin that does not expose its headers: a hint, had there been one, could not be seen. */
  hintHidden?: boolean;
  /** The wait begun after this attempt. */
  wait?: number;
}

/**
 * How an attempt without a response failed: `permanent` is what no retry mends, such as a bug or an expired certificate.
 *
 * @category How calls end
 */
export type FailureKind = "network" | "timeout" | "offline" | "permanent" | "aborted";

/**
 * What `onEvent` is told: an attempt or a decision, told apart by `type`.
 *
 * @category Events
 */
export type RetryEvent =
  | AttemptEvent
  | ResponseEvent
  | FailureEvent
  | WaitEvent
  | CircuitEvent
  | RefreshEvent
  | FallbackEvent
  | EndEvent;

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
  /** Milliseconds since the call began. */
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
 * The call ended. Nothing follows.
 *
 * @category Events
 */
export interface EndEvent extends EventBase {
  type: "end";
  reason: StopReason;
  /** A fallback answered. */
  fallback?: true;
  /** Milliseconds until the circuit lets a probe through, for the reason `circuit-open`. */
  probeIn?: number;
}

/**
 * Keeps a session alive: a request (or a function's call) at an interval, each beat retried by a policy. A beat that is late is sent once, never
 * made up for in a burst. Like `setInterval`, it keeps a Node process alive until it is stopped.
 *
 * Beats draw on their policy's retry budget: after an outage, one retry comes with each ten good beats.
 *
 * @throws `TypeError` on bad options, at once: see {@link RetryPolicy}
 * @category Keep-alive
 */
export function keepAlive(target: string | URL | ((signal: AbortSignal) => unknown), options: KeepAliveOptions): KeepAlive;

/**
 * A session that is kept alive.
 *
 * @category Keep-alive
 */
export interface KeepAlive {
  /** Ends it at once; a beat under way is aborted. */
  stop(): void;
  readonly state: "waiting" | "beating" | "paused" | "stopped";
  /** Beats sent so far. */
  readonly beats: number;
  /** As `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * When to beat, and how.
 *
 * @category Keep-alive
 */
export interface KeepAliveOptions {
  /** From the start of one beat to the start of the next: 1 s or more. Jitter only shortens it, since a session that is touched too late is lost. */
  interval: Duration | NamedInterval;
  /** The part of the interval that may be cut off at random, 0 to 0.5. @default 0.1 */
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
   * Told of every beat and of every one that was missed. A response's body is let go when the listener, and the promise that it may return, have left it
   * unread. What it throws is printed, and changes nothing.
   */
  onEvent?: (event: KeepAliveEvent) => void;
  /** Stops it. */
  signal?: AbortSignal | undefined;
}

/**
 * The intervals of LivePerson's guide, by product and method: the first is 5 minutes, the others are 30 seconds.
 *
 * @category Keep-alive
 */
export type NamedInterval =
  | "chatAgentApi.refresh"
  | "messagingAgentSdk.getClock"
  | "messagingWindowApi.getClock"
  | "serverChatApi.retrieveChatInformation";

/**
 * What becomes of a session. `beat` is the number of the last beat sent, `elapsed` milliseconds since the start, time asleep included.
 *
 * - `beat`: one was answered
 * - `failed`: one failed, retries included
 * - `missed`: so many that were due were not sent, and are not made up for: the machine slept or timers were throttled (`late`), the last
 *   beat took too long (`busy`), or the page was hidden
 * - `stopped`: it ended, by `stop()` or by the signal; nothing follows
 *
 * @category Keep-alive
 */
export type KeepAliveEvent =
  | { type: "beat"; beat: number; elapsed: number; response?: Response }
  | { type: "failed"; beat: number; elapsed: number; error?: unknown; response?: Response }
  | { type: "missed"; beat: number; elapsed: number; missed: number; reason: "late" | "busy" | "hidden" }
  | { type: "stopped"; beat: number; elapsed: number };
