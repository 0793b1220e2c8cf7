/**
 * holdfast-fetch: a `fetch` that holds on.
 *
 * Durations are milliseconds, or strings such as `"250ms"`, `"5s"`, `"2m"`, `"1h"`, `"1d"`.
 */

/** Milliseconds, or a number with a unit: `"250ms"`, `"1.5s"`, `"2m"`, `"1h"`, `"1d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/** A policy by name: the default, or one of five published retry guides. */
export type PresetName = "standard" | "livePerson" | "copyleaks" | "statusCodes" | "resilientIntegrations" | "zDirect";

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
  /** Retry when `attemptTimeout` ran out. @default true */
  timeouts?: boolean;
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
  /** Reject with a `RetryError` that carries the response, when the call ends with a status of 400 or more. @default false */
  throwOnStatus?: boolean;
  /** Told of every attempt and decision. What it throws is reported, and changes nothing. */
  onEvent?: (event: RetryEvent) => void;
  /** The transport. @default `globalThis.fetch`, looked up at each attempt */
  fetch?: (input: any, init?: any) => Promise<Response>;
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
}

/** Common to all events. The URL has no query, fragment or credentials. */
interface EventBase {
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
  /** The call ended. Nothing follows. */
  | (EventBase & { type: "end"; reason: StopReason });

/**
 * A validated policy. Make it once and use it often: that is the fast way.
 *
 * @throws TypeError that names the field (`error.field`), what was given, and what is allowed (`error.allowed`)
 */
export class RetryPolicy {
  constructor(input?: PolicyInput);
  /** A new policy with some options changed. */
  with(changes: PolicyOptions): RetryPolicy;
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
