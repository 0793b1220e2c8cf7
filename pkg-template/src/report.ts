// The history of a call: numbers until somebody asks for it.
import { inJson } from "./errors.js";
import { FAILURES, REASONS } from "./generated/codes.js";

/**
 * Why a call ended.
 *
 * - `success`: a response below 400
 * - `status`: a response that is not to be retried, such as 404
 * - `attempts`: all retries are used up
 * - `deadline`: the deadline (or the idempotency key's horizon) passed, or would have before the next attempt
 * - `hint-too-long`: the server asked for a longer wait than `retryAfter.cap`
 * - `not-idempotent`: it failed in a way worth a retry, but sending it again might repeat its effect: give it an idempotency key
 *   (`idempotencyKey: true`), or say `idempotent: true` where repeating is harmless
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
 * How an attempt without a response failed: `network` or `timeout` also where no connection was made, as the error's own code says;
 * `permanent` is what no retry mends, such as a bug or an expired certificate. Of an operation of {@link retry}, `network` is whatever else
 * it throws, also where no network is involved: what `networkErrors` retries.
 *
 * @category How calls end
 */
export type FailureKind = "network" | "timeout" | "offline" | "permanent" | "aborted";

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
  /** Of the response, if one came: what `statusOf` said that it means, or else its own. */
  status?: number;
  /** How it failed, if none came. */
  failure?: FailureKind;
  /** What `fetch` rejected with, if none came. In JSON, its name, message and code, addresses without their queries. */
  error?: unknown;
  /** The wait that the server asked for. */
  retryAfter?: number;
  /** The response came from another origin that does not expose its headers: a hint, had there been one, could not be seen. */
  hintHidden?: boolean;
  /** The server asked for a wait in a way that cannot be read. */
  hint?: "unreadable";
  /** The wait begun after this attempt. */
  wait?: number;
}

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
  /** The reason is `budget`, and yet there was a token: after a timeout no recent good answer vouched for another attempt, see `timeouts`. */
  unvouched?: true;
  /** The answer is a fallback; `reason` says why. */
  fallback?: true;
  /** Milliseconds from the end until the circuit lets a probe through, for the reason `circuit-open`. */
  probeIn?: number;
}

/** What a report is made of. */
export interface History {
  /** A code. */
  reason: number;
  elapsed: number;
  /** 1 if the first try may have succeeded, 2 if a token was left that no good answer vouched for. */
  doubts: number;
  fallback: boolean;
  /** Below 0: there is none. */
  probeIn: number;
  rows: number[];
  /** The address of the request, and by their numbers what attempts rejected with. */
  errors: unknown[] | undefined;
}

/**
 * The numbers of an attempt, as the core writes them from io[10]: number, tier, startedAt, duration, status, failure, retryAfter,
 * hint (1: hidden, 2: unreadable), wait. Below 0 stands for nothing.
 */
const ROW = 9;

/** What stands for a hint that cannot be read. */
export const UNREADABLE = 2;

/** Notes the attempt that the core has written from `io[from]`, or changes it where it was noted before. */
export function note(rows: number[], io: Float64Array, from: number): void {
  const at = ((io[from] as number) - 1) * ROW;
  for (let column = 0; column < ROW; column++) rows[at + column] = io[from + column] as number;
}

/** The row of a first attempt. As long as it is, since an array that grows takes twice the room, and most calls have no other. */
export function firstRow(io: Float64Array, from: number): number[] {
  const at = (column: number) => io[from + column] as number;
  return [at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8)];
}

/** The attempt of a row, counted from 0. `errors`: what attempts rejected with, by their numbers; the address of the request comes first. */
export function attemptOf(rows: number[], index: number, errors: unknown[] | undefined): Attempt {
  const at = index * ROW;
  const [number, tier, startedAt, duration, status, failure, retryAfter, hint, wait] = rows.slice(at, at + ROW) as Row;
  const attempt: Attempt = { number, tier, startedAt, duration };
  if (status >= 0) attempt.status = status;
  if (failure >= 0) {
    const error = errors?.[number];
    Object.assign(attempt, { failure: FAILURES[failure], error });
    // Seen by JSON only.
    const toJSON = () => ({ ...attempt, error: inJson(attempt.error, errors?.[0] as string) });
    Object.defineProperty(attempt, "toJSON", { value: toJSON });
  }
  if (retryAfter >= 0) attempt.retryAfter = retryAfter;
  if (hint === 1) attempt.hintHidden = true;
  if (hint === UNREADABLE) attempt.hint = "unreadable";
  if (wait >= 0) attempt.wait = wait;
  return attempt;
}

type Row = [number, number, number, number, number, number, number, number, number];

/** All attempts of a call. */
export function attemptsOf(rows: number[], errors: unknown[] | undefined): Attempt[] {
  return Array.from({ length: rows.length / ROW }, (_, index) => attemptOf(rows, index, errors));
}

function reportFrom({ reason, elapsed, doubts, fallback, probeIn, rows, errors }: History): CallReport {
  const report: CallReport = { reason: REASONS[reason] as StopReason, attempts: attemptsOf(rows, errors), elapsed };
  if (doubts & 1) report.ambiguous = true;
  if (doubts > 1) report.unvouched = true;
  if (fallback) report.fallback = true;
  if (probeIn >= 0) report.probeIn = probeIn;
  return report;
}

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what a constructor returns gets the fields of the class derived from it
    return object;
  }
}

// Tied by a private field, which nobody sees, copies or prints. It costs 30 ns, of which a plain symbol
// would cost a third, one that is not enumerable six times as much, and a WeakMap's entry fifteen times.
class Tied extends Given {
  #history: History | CallReport | number;

  private constructor(object: object, history: History | number) {
    super(object);
    this.#history = history;
  }

  static tie(object: object, history: History | number): void {
    if (#history in object) object.#history = history;
    else new Tied(object, history);
  }

  static reportOf(object: object): CallReport | undefined {
    if (!(#history in object)) return undefined;
    const history = object.#history;
    if (typeof history !== "number") {
      if ("attempts" in history) return history;
      object.#history = reportFrom(history);
      return object.#history;
    }
    const { status = 0 } = object as Partial<Response>;
    const attempt = { number: 1, tier: 1, startedAt: 0, duration: history, status };
    return { reason: "success", attempts: [attempt], elapsed: history };
  }
}

/** Attaches its history to a response or error; of a success at once that is the milliseconds that it took. */
export function attach(outcome: unknown, history: History | number): void {
  if (isObject(outcome) && Object.isExtensible(outcome)) Tied.tie(outcome, history);
}

/**
 * The history behind a response or error that this package returned; `undefined` for anything else, clones of such a response included.
 *
 * @example
 * ```ts
 * const response = await fetchWithRetry("https://api.example.com/orders");
 * for (const { number, status, failure, wait } of reportOf(response)?.attempts ?? []) console.log(number, status ?? failure, wait);
 * ```
 * @category How calls end
 */
export function reportOf(responseOrError: unknown): CallReport | undefined {
  return isObject(responseOrError) ? Tied.reportOf(responseOrError) : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
