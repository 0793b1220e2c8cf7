// What is read of an outcome: a response, or what stands in for one.
import { HIDDEN, LOCATED, REDIRECTED } from "./generated/codes.js";

/**
 * What of an operation's outcome can be judged like a response: a response that it returned; or, of an error, the response or
 * status that it speaks of, as those of most HTTP clients do.
 */
export function judged(outcome: unknown, isError: boolean): unknown {
  try {
    const it = outcome as Judged;
    // A layer of retries beneath this one speaks of what its cause does.
    if (isError && it.name === "RetryError" && !it.response && it.cause) return judged(it.cause, true);
    const response = isError ? (it.response ?? it) : it;
    const isResponse = isError || typeof response.headers?.get === "function";
    return isResponse && typeof response.status === "number" ? response : undefined;
  } catch {
    return undefined;
  }
}

interface Judged {
  name?: unknown;
  response?: Judged;
  cause?: unknown;
  status?: unknown;
  headers?: { get?: unknown };
}

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

// What a hint may be read by, whichever header it is in.
const BESIDE = ["date", "age"];

/** Those headers of it that are there, a line each. A mock may come without any. */
export function headText(response: unknown, names: readonly string[]): string {
  let text = "";
  for (const name of names) text += line(response, name);
  // They say nothing by themselves.
  if (text !== "") for (const name of BESIDE) text += line(response, name);
  return text;
}

function line(response: unknown, name: string): string {
  try {
    const value = (response as Response).headers.get(name);
    return typeof value === "string" ? `${name}:${value.replaceAll("\n", " ")}\n` : "";
  } catch {
    return "";
  }
}
