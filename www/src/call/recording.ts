// The events of one call, arranged: a lane for each attempt with the wait that follows it.

import type { FailureKind, RetryEvent, StopReason } from "holdfast-fetch";

export interface Wait {
  from: number;
  /** The length that the policy chose. */
  delay: number;
  tier: number;
  /** When it was over; absent while it lasts. */
  until?: number;
}

export interface Lane {
  number: number;
  from: number;
  until?: number;
  status?: number;
  failure?: FailureKind;
  /** What the server asked for, in milliseconds. */
  hint?: number;
  hintHidden?: boolean;
  wait?: Wait;
}

export type Tone = "pending" | "ok" | "refused" | "broken" | "timeout" | "aborted";

export class Recording {
  readonly lanes: Lane[] = [];
  reason: StopReason | undefined;
  /** When the call ended, in milliseconds since it began. */
  ended: number | undefined;

  apply(event: RetryEvent): void {
    const lane = this.lanes.at(-1);
    switch (event.type) {
      case "attempt":
        if (lane?.wait !== undefined) lane.wait.until = event.elapsed;
        this.lanes.push({ number: event.attempt, from: event.elapsed });
        break;
      case "response":
        if (lane === undefined) break;
        lane.until = event.elapsed;
        lane.status = event.status;
        if (event.retryAfter !== undefined) lane.hint = event.retryAfter;
        if (event.hintHidden === true) lane.hintHidden = true;
        break;
      case "failure":
        if (lane === undefined) break;
        lane.until = event.elapsed;
        lane.failure = event.failure;
        break;
      case "wait":
        if (lane !== undefined) lane.wait = { from: event.elapsed, delay: event.delay, tier: event.tier };
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
    const lane = this.lanes.at(-1);
    if (lane === undefined) return;
    if (lane.until === undefined) {
      lane.until = elapsed;
      lane.failure = "aborted";
    } else if (lane.wait !== undefined && lane.wait.until === undefined) {
      lane.wait.until = elapsed;
    }
  }
}

export function toneOf(lane: Lane): Tone {
  if (lane.status !== undefined) return lane.status < 400 ? "ok" : "refused";
  switch (lane.failure) {
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
