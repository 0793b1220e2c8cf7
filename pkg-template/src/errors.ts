// Errors: those that this package throws, and what others can be told by.
import { shown } from "./address.js";
import { BROKEN_BODY } from "./broken-body.js";
import type { Attempt, StopReason } from "./report.js";
import { span } from "./time-span.js";

// Where the outcome does not speak for itself.
const WHY: { readonly [reason in StopReason]?: string } = {
  deadline: "no time left before the deadline",
  budget: "no retry token left: too many retries failed lately",
  "circuit-open": "the circuit is open",
  throttled: "throttled, since the server refuses too much",
  "hint-too-long": "a wait above retryAfter.cap",
  "not-idempotent":
    "not sent again, since that might repeat its effect: give it a key by idempotencyKey: true, or say idempotent: true where repeating is harmless",
  body: "not sent again, since its body is a stream",
  veto: "shouldRetry said no",
  offline: "offline",
  error: "an error that is not retried",
};

/**
 * A reason in words, where there are any. `unvouched`: as in {@link CallReport}. `asked`: the milliseconds for which the server asked last.
 */
export function why(reason: StopReason, unvouched: boolean | undefined, asked: number | undefined): string | undefined {
  if (unvouched) return "a timeout, and no recent good answer; timeouts: true needs none";
  const isAsked = asked !== undefined && (reason === "deadline" || reason === "hint-too-long");
  return isAsked ? `${WHY[reason]}; the server asks for ${span(asked)}` : WHY[reason];
}

/** A call that ended without a good answer. */
export interface Ended {
  /** The method and what may be shown of the address. */
  request: string;
  /** Was it an operation, whose errors are its own affair? */
  isOperation: boolean;
  reason: StopReason;
  attempts: Attempt[];
  /** Something was, though nothing may be known of it. */
  wasSent: boolean;
  elapsed: number;
  /** `undefined`, unless the circuit was open. */
  probeIn: number | undefined;
  response: unknown;
  cause: unknown;
  /** What a function of the caller's did that ended it. */
  fault?: string | undefined;
  /** As in {@link CallReport}. */
  unvouched: boolean;
}

/**
 * No good answer. Made by this package only. Test for it by `error.name === "RetryError"` where two copies of the package may meet.
 *
 * @example
 * ```ts
 * try {
 *   await fetchWithRetry("https://api.example.com/orders", { throwOnStatus: true });
 * } catch (error) {
 *   if (error instanceof RetryError) console.log(error.reason, error.attempts.length, error.response?.status);
 *   else throw error;
 * }
 * ```
 * @category How calls end
 */
export class RetryError extends Error {
  readonly reason: StopReason;
  readonly attempts: Attempt[];
  /** Milliseconds from the call to its end. */
  readonly elapsed: number;
  /** The last response, if the last attempt had one. Its body may have been given up. */
  declare readonly response?: Response;
  /** Milliseconds from the end until the circuit lets a probe through, for the reason `circuit-open`. */
  declare readonly probeIn?: number;
  /** The error of the last attempt, as `fetch` gave it, or what a callback threw; `undefined` if there was none. */
  declare readonly cause: unknown;

  private constructor(ended: Ended) {
    const { request, reason, attempts, elapsed, probeIn, response, cause, unvouched } = ended;
    const because = ended.fault ?? why(reason, unvouched, attempts.at(-1)?.retryAfter) ?? "failed";
    super(`${request}: ${because} (${history(ended)})`, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.attempts = attempts;
    this.elapsed = elapsed;
    if (response) this.response = response as Response;
    if (probeIn !== undefined) this.probeIn = probeIn;
  }

  // On the prototype, where nobody prints it, and without a word at the top of this file.
  override get name(): "RetryError" {
    return "RetryError";
  }

  /** @internal */
  static of(ended: Ended): RetryError {
    // A class that names itself gets another name from bundlers, which then stands in each stack.
    return new this(ended);
  }
}

/**
 * Rejects with what `make` makes. What a call resolves its promise with: engines that follow promises find all who wait for the
 * call while a reaction runs that leads to them, which takes two turns, and then lines of theirs are in the error's stack.
 */
export async function raise(make: () => unknown): Promise<never> {
  await undefined;
  await undefined;
  throw make();
}

// How many attempts, and how the last one ended. Not in the platform's words, which may hold the whole address: those are in the
// cause. An operation's own words tell what went wrong.
function history({ attempts, wasSent, cause, fault, isOperation }: Ended): string {
  const { length } = attempts;
  const last = attempts[length - 1];
  if (last === undefined) return wasSent ? "unknown" : "nothing was sent";
  const [name = "", message = "", code = ""] = traits(fault ? last.error : cause).split("\n");
  const count = length === 1 ? "1 attempt: " : `${length} attempts, the last: `;
  const words = isOperation && message ? `: ${redacted(message)}` : "";
  // What failed in an operation need not be the network.
  const kind = isOperation && isWord(name) ? name : last.failure;
  return `${count}${last.status ?? kind}${isWord(code) ? ` ${code}` : ""}${words}`;
}

/** Is it one word? Whatever else an error has for a name or a code may hold an address. */
export function isWord(text: string): boolean {
  return /^\w+$/.test(text);
}

// Addresses, and what stands behind those that have no scheme: a query or a fragment. Quotes may be part of one, and so may the words up to
// the last quote. With bounds, since a search without would take as long as a long text squared.
const ADDRESSES =
  /[a-z][a-z\d+.-]{0,20}:\/\/(?:[^\s/]*@)?[^\s"'`<>?#]*(?:[?#]\S+(?:\s[^:;,]{0,99}["'`]\S*)?)?|[?#]\S+(?:\s[^:;,]{0,99}["'`]\S*)?/gi;

/** A message without what may be secret in addresses, and not at any length. `own`: that of the request, which platforms quote as given. */
function redacted(message: string, own = ""): string {
  // One that hides nothing may be as short as a letter of any word.
  const given = /[?#@:]/.test(own) ? message.replaceAll(own.replaceAll("\n", " "), () => shown(own)) : message;
  return given
    .slice(0, 5000)
    .replace(ADDRESSES, (found) => (/^[?#]/.test(found) ? "" : shown(found)))
    .slice(0, 200);
}

/** What can be said of an error in JSON, in which errors are empty, without what may be secret. `own`: the address of the request. */
export function inJson(error: unknown, own: string): unknown {
  if (Object(error) === error) {
    const [name = "", message = "", code = ""] = traits(error).split("\n");
    return { name, message: redacted(message, own), ...(code && { code }) };
  }
  return typeof error === "string" || typeof error === "bigint" ? redacted(`${error}`, own) : error;
}

/** The TypeError of a bad policy. It also says by itself which field is wrong. */
export function policyError(message: string, field: string, allowed: string): TypeError & { field: string; allowed: string } {
  return Object.assign(new TypeError(message), { field, allowed });
}

/**
 * What a failure can be told by, in lines: name, message, code, the cause's message, then what failed: the system call, or else the code, of
 * each error where several addresses were tried. Node hides these in the cause. Of a {@link RetryError} the last line is its name: the core
 * does not believe that nothing was sent, since that is said of the last attempt only.
 */
export function traits(error: unknown): string {
  try {
    const it = error as Thrown;
    // What a layer of retries beneath this one did not repeat, this one does not either.
    const isLayer = it?.name === "RetryError";
    if (isLayer && it.reason === "error") return `${traits(it.cause)}\nRetryError`;
    // Firefox says AbortError of a body whose connection broke. What a script aborted has a line in that script.
    const name = it?.name === "AbortError" && it.lineNumber === 0 ? "NetworkError" : it?.name;
    const cause = it?.code === BROKEN_BODY ? undefined : it?.cause;
    const source = cause?.code === undefined ? it : cause;
    const tried = Array.isArray(source?.errors) && source.errors.length > 0 ? source.errors : [source];
    const calls = tried.map((one: Thrown) => one?.syscall ?? one?.code);
    if (isLayer) calls.push(it.name);
    const found = [name, it?.message, source?.code, cause?.message, ...calls];
    return found.map((trait) => (typeof trait === "string" ? trait.replaceAll("\n", " ") : "")).join("\n");
  } catch {
    return "TypeError\n\n\n\n"; // what cannot be looked at is a bug
  }
}

type Thrown =
  | {
      name?: unknown;
      message?: unknown;
      code?: unknown;
      syscall?: unknown;
      errors?: unknown;
      reason?: unknown;
      lineNumber?: unknown;
      cause?: Thrown;
    }
  | undefined;

/** The platform is sure only of being offline, never of being online. */
export function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}
