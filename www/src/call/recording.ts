// The events of one call, arranged: each attempt with the wait that follows it.

import type { ContinuedEvent, FailureKind, RetryEvent } from "holdfast-fetch";

/** What a body is counted in. */
export type Unit = "bytes" | "events";

export interface Wait {
  from: number;
  /** The length that the policy chose. */
  delay: number;
  tier: number;
  /** When it was over; absent while it lasts. */
  until?: number;
}

/** What one attempt brought of a body. */
export interface RecordedBody {
  from: number;
  /** When something came last. */
  last: number;
  /** So many bytes or events came. */
  amount: number;
  /** When it was over, well or not; absent while it is read. */
  until?: number;
  /** What broke it, if it broke; a timeout if it fell silent. */
  broken?: FailureKind;
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
  body?: RecordedBody;
  /** It was to bring the rest of a body: after so many bytes or events, in this way. */
  goesOn?: { after: number; by: ContinuedEvent["by"] };
}

export type Tone = "pending" | "ok" | "refused" | "broken" | "timeout" | "aborted";

export class Recording {
  readonly attempts: RecordedAttempt[] = [];
  reason: string | undefined;
  /** When the call ended, in milliseconds since it began. */
  ended: number | undefined;

  /** `unit`: the body is recorded too, so that the end of a call is not the end of the recording. */
  constructor(readonly unit?: Unit) {}

  /** Bytes or events of the body that have come, in all. */
  get amount(): number {
    return this.attempts.reduce((sum, { body }) => sum + (body?.amount ?? 0), 0);
  }

  apply(event: RetryEvent): void {
    const recorded = this.attempts.at(-1);
    switch (event.type) {
      case "attempt": {
        if (recorded?.wait !== undefined) recorded.wait.until = event.elapsed;
        // Of a body, several calls are one story.
        const number = this.unit === undefined ? event.attempt : this.attempts.length + 1;
        this.attempts.push({ number, from: event.elapsed });
        break;
      }
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
      case "broken":
        if (recorded !== undefined) this.#close(recorded, event.elapsed, event.failure);
        break;
      case "continued":
        if (recorded !== undefined) recorded.goesOn = { after: this.amount, by: event.by };
        break;
      case "end":
        if (this.unit === undefined) this.end(event.elapsed, event.reason);
        else if (event.reason === "success" && recorded !== undefined)
          recorded.body = { from: event.elapsed, last: event.elapsed, amount: 0 };
        break;
    }
  }

  /** So many more bytes or events came. */
  read(elapsed: number, amount: number): void {
    const body = this.attempts.at(-1)?.body;
    if (body === undefined) return;
    body.last = elapsed;
    body.amount += amount;
  }

  /** Closes whatever is still open. */
  end(elapsed: number, reason: string): void {
    if (this.ended !== undefined) return;
    this.ended = elapsed;
    this.reason = reason;
    const recorded = this.attempts.at(-1);
    if (recorded === undefined) return;
    this.#close(recorded, elapsed, reason === "success" ? undefined : reason === "aborted" ? "aborted" : "network");
    if (recorded.until === undefined) {
      recorded.until = elapsed;
      recorded.failure = "aborted";
    } else if (recorded.wait !== undefined && recorded.wait.until === undefined) {
      recorded.wait.until = elapsed;
    }
  }

  #close({ body }: RecordedAttempt, elapsed: number, broken: FailureKind | undefined): void {
    if (body === undefined || body.until !== undefined) return;
    body.until = elapsed;
    if (broken !== undefined) body.broken = broken;
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
