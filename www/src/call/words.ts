// Outcomes, waits and ends of calls in words, the same in the drawing and in the list.

import type { FailureKind, StopReason } from "holdfast-fetch";
import { ms } from "../shared/format.js";
import type { RecordedAttempt, Wait } from "./recording.js";

const STATUS_TEXT: Record<number, string> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  412: "Precondition Failed",
  422: "Unprocessable Content",
  425: "Too Early",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const FAILURES: Record<FailureKind, string> = {
  network: "no response: network error",
  timeout: "no response before the attempt timeout",
  offline: "no response: this device is offline",
  permanent: "an error that no retry mends",
  aborted: "aborted",
};

const ENDS: Record<StopReason, string> = {
  success: "A response below 400, handed to the caller.",
  status: "A status that this policy does not retry.",
  attempts: "All retries are used up.",
  deadline: "The deadline passed, or would have before the next attempt.",
  budget: "No retry token was left: calls to this origin share a budget.",
  "circuit-open": "The circuit breaker let no attempt through.",
  throttled: "Adaptive throttling let no attempt through.",
  "hint-too-long": "The server asked for a longer wait than the policy allows.",
  "not-idempotent": "It may have taken effect, and sending it again might repeat that.",
  body: "The body is a stream, which cannot be sent again.",
  veto: "shouldRetry said no.",
  offline: "All retries are used up, and this device is offline.",
  aborted: "Stopped by its caller.",
  error: "A failure that this policy does not retry.",
};

export function statusText(status: number): string {
  const text = STATUS_TEXT[status];
  return text === undefined ? String(status) : `${status} ${text}`;
}

/** A few characters, for the drawing. */
export function shortOutcome(recorded: RecordedAttempt): string {
  if (recorded.status !== undefined) return String(recorded.status);
  return recorded.failure ?? "sent";
}

export function outcome(recorded: RecordedAttempt): string {
  if (recorded.status !== undefined) return statusText(recorded.status);
  return recorded.failure === undefined ? "no answer yet" : FAILURES[recorded.failure];
}

export function shortWait(wait: Wait, hint: number | undefined): string {
  const tier = wait.tier > 1 ? `, tier ${wait.tier}` : "";
  return `wait ${ms(wait.delay)}${hint === undefined ? "" : `, hint ${ms(hint)}`}${tier}`;
}

export function waitReason(wait: Wait, hint: number | undefined): string {
  if (hint !== undefined) return `the server asked for ${ms(hint)}, and that is the least`;
  return wait.tier > 1 ? `the policy’s backoff, tier ${wait.tier}` : "the policy’s backoff";
}

export function endOf(reason: string): string {
  return (ENDS as Record<string, string>)[reason] ?? reason;
}
