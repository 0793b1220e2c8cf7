// What is read of an outcome: a response, or what stands in for one.
import { HIDDEN, HINT_BESIDE, HINT_LEFT, HINT_WISH, LEAST_CODE, LOCATED, MOST_CODE, REDIRECTED } from "./generated/codes.js";

/**
 * What of an operation's outcome can be judged like a response: a response that it returned; or, of an error, the response or
 * status that it speaks of, as those of HTTP clients do, or that of its cause.
 */
export function judged(outcome: unknown, isError: boolean): unknown {
  try {
    if (isError) return spokenOf(outcome as Thrown, DEEPEST);
    const { headers, status } = outcome as { headers?: { get?: unknown }; status?: unknown };
    return typeof headers?.get === "function" && typeof status === "number" ? outcome : undefined;
  } catch {
    return undefined;
  }
}

// A chain of causes may have no end.
const DEEPEST = 9;

// octokit, axios, ky and gaxios have a `response` with a `status`; got a `statusCode`, as Stripe's own errors; those of AWS have
// `$metadata`, some of Google's a `code`.
function spokenOf(error: Thrown, depth: number): Spoken | undefined {
  if (depth === 0 || typeof error !== "object" || error === null) return undefined;
  const { response = error.$response, code, headers } = error;
  const numbers = [response?.status, response?.statusCode, error.status, error.statusCode, error.$metadata?.httpStatusCode];
  if ((code as number) >= LEAST_CODE && (code as number) <= MOST_CODE) numbers.push(code);
  const status = numbers.find((number) => typeof number === "number");
  if (status === undefined) return spokenOf(error.cause, depth - 1);
  const { type, redirected } = response ?? {};
  // Where the service's model says that this may be tried again, AWS notes it.
  return { status, type, redirected, headers: response?.headers ?? headers, isRetryable: Boolean(error.$retryable) };
}

interface Answer {
  status?: unknown;
  statusCode?: unknown;
  headers?: unknown;
  type?: unknown;
  redirected?: unknown;
}

interface Spoken extends Answer {
  isRetryable: boolean;
}

type Thrown =
  | (Answer & {
      response?: Answer;
      code?: unknown;
      cause?: Thrown;
      $response?: Answer;
      $metadata?: { httpStatusCode?: unknown };
      $retryable?: unknown;
    })
  | null
  | undefined;

/** Its status. Of an answer that is no response nothing can be said: 0, as of an opaque one. */
export function statusOf(response: unknown): number {
  try {
    const { status } = response as Response;
    return typeof status === "number" ? status & 0xffff : 0;
  } catch {
    return 0;
  }
}

/** What else matters of it, in bits. */
export function flagsOf(response: unknown, isLocated: boolean): number {
  try {
    const { type, redirected, headers } = response as Response;
    // Date is on every answer, and exposed to other origins only together with what hints need.
    const isHidden = type === "cors" && !headers.has("date");
    return (redirected ? REDIRECTED : 0) | (isHidden ? HIDDEN : 0) | (isLocated ? LOCATED : 0);
  } catch {
    return 0;
  }
}

/**
 * Those headers of it that are there, a line each, with what stands behind a name; of what is left of a limit also where it is
 * not there. A mock may come without any.
 */
export function headText(response: unknown, names: readonly string[]): string {
  let text = "";
  for (const name of names) text += line(response, name);
  // They say nothing by themselves.
  if (text !== "") for (const name of HINT_BESIDE.split(" ")) text += line(response, name);
  return text;
}

function line(response: unknown, named: string): string {
  try {
    // Nothing stands behind most names, and to split them would cost as much as to look them up.
    const [name = "", unit = ""] = named.includes(":") ? named.split(":") : [named];
    const { headers, isRetryable } = response as Partial<Spoken>;
    const value = isRetryable && name === HINT_WISH ? true : valueIn(headers as Named, name);
    if (value === undefined || value === null) return unit === HINT_LEFT ? `=${unit}:\n` : "";
    return `${name}=${unit}:${`${value}`.replaceAll("\n", " ")}\n`;
  } catch {
    return "";
  }
}

type Named = { readonly get?: unknown } & { readonly [name: string]: unknown };

// Of headers, or of an object of them, whose names may be in any case.
function valueIn(headers: Named, name: string): unknown {
  if (typeof headers?.get === "function") return headers.get(name);
  for (const key in headers) if (key.toLowerCase() === name) return headers[key];
  return undefined;
}
