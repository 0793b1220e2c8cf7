// The events of one call, arranged: each attempt with the wait that follows it.

import type { FailureKind, RetryEvent, StopReason } from "holdfast-fetch";

export interface Wait {
  from: number;
  /** The length that the policy chose. */
  delay: number;
  tier: number;
  /** When it was over; absent while it lasts. */
  until?: number;
}

export interface RecordedAttempt {
  number: number;
  from: number;
  until?: number;
  status?: number;
  failure?: FailureKind;
  /** What the server asked for, in milliseconds. */
  hint?: number;
  hintHidden?: boolean;
  /** It asked in a way that cannot be read. */
  isUnreadable?: boolean;
  wait?: Wait;
}

export type Tone = "pending" | "ok" | "refused" | "broken" | "timeout" | "aborted";

export class Recording {
  readonly attempts: RecordedAttempt[] = [];
  reason: StopReason | undefined;
  /** When the call ended, in milliseconds since it began. */
  ended: number | undefined;

  apply(event: RetryEvent): void {
    const recorded = this.attempts.at(-1);
    switch (event.type) {
      case "attempt":
        if (recorded?.wait !== undefined) recorded.wait.until = event.elapsed;
        this.attempts.push({ number: event.attempt, from: event.elapsed });
        break;
      case "response":
        if (recorded === undefined) break;
        recorded.until = event.elapsed;
        recorded.status = event.status;
        if (event.retryAfter !== undefined) recorded.hint = event.retryAfter;
        if (event.hintHidden === true) recorded.hintHidden = true;
        if (event.hint === "unreadable") recorded.isUnreadable = true;
        break;
      case "failure":
        if (recorded === undefined) break;
        recorded.until = event.elapsed;
        recorded.failure = event.failure;
        break;
      case "wait":
        if (recorded !== undefined) recorded.wait = { from: event.elapsed, delay: event.delay, tier: event.tier };
        break;
      case "end":
        this.end(event.elapsed, event.reason);
        break;
    }
  }

  /** Closes whatever is still open. */
  end(elapsed: number, reason: StopReason): void {
    if (this.ended !== undefined) return;
    this.ended = elapsed;
    this.reason = reason;
    const recorded = this.attempts.at(-1);
    if (recorded === undefined) return;
    if (recorded.until === undefined) {
      recorded.until = elapsed;
      recorded.failure = "aborted";
    } else if (recorded.wait !== undefined && recorded.wait.until === undefined) {
      recorded.wait.until = elapsed;
    }
  }
}

export function toneOf(recorded: RecordedAttempt): Tone {
  if (recorded.status !== undefined) return recorded.status < 400 ? "ok" : "refused";
  switch (recorded.failure) {
    case undefined:
      return "pending";
    case "timeout":
      return "timeout";
    case "aborted":
      return "aborted";
    default:
      return "broken";
  }
}
