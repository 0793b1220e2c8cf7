// What one client did, in all and second by second.

import type { CallReport, RetryEvent } from "holdfast-fetch";

/** Requests by what came of them; calls by when they were made. */
export interface Second {
  calls: number;
  answered: number;
  refused: number;
  silent: number;
  pending: number;
}

type Outcome = "answered" | "refused" | "silent";

export class Tally {
  calls = 0;
  requests = 0;
  succeeded = 0;
  /** Calls that failed after something was sent for them. */
  failed = 0;
  /** Calls that an open circuit ended before anything was sent. */
  spared = 0;
  /** Calls that ended for want of a retry token. */
  withoutToken = 0;
  /** Milliseconds that the callers of failed calls waited, those that were spared included. */
  #waited = 0;
  /** What was called and sent while the server was not well. */
  readonly troubled = { calls: 0, requests: 0 };
  readonly #seconds = new Map<number, Second>();
  /** The second in which the attempt under way of a call was sent. */
  readonly #sent = new Map<number, number>();

  call(now: number, isWell: boolean): void {
    this.calls += 1;
    if (!isWell) this.troubled.calls += 1;
    this.#at(now).calls += 1;
  }

  event(event: RetryEvent, now: number, isWell: boolean): void {
    switch (event.type) {
      case "attempt":
        this.requests += 1;
        if (!isWell) this.troubled.requests += 1;
        this.#at(now).pending += 1;
        this.#sent.set(event.id, now);
        break;
      case "response":
        this.#settle(event.id, event.status < 400 ? "answered" : "refused");
        break;
      case "failure":
        this.#settle(event.id, "silent");
        break;
      case "end":
        // An abort ends an attempt without a word about it.
        this.#settle(event.id, "silent");
        break;
    }
  }

  end(report: CallReport): void {
    if (report.reason === "aborted") return;
    if (report.reason === "success") {
      this.succeeded += 1;
      return;
    }
    if (report.attempts.length === 0) this.spared += 1;
    else this.failed += 1;
    if (report.reason === "budget") this.withoutToken += 1;
    this.#waited += report.elapsed;
  }

  /** Milliseconds until the caller of a failed call knew; undefined while none has failed. */
  get untilKnown(): number | undefined {
    const all = this.failed + this.spared;
    return all === 0 ? undefined : this.#waited / all;
  }

  second(index: number): Second | undefined {
    return this.#seconds.get(index);
  }

  /** Forgets the seconds before this one, which nobody will see again. */
  forget(before: number): void {
    for (const index of this.#seconds.keys()) {
      if (index < before) this.#seconds.delete(index);
    }
  }

  #settle(id: number, outcome: Outcome): void {
    const sent = this.#sent.get(id);
    if (sent === undefined) return;
    this.#sent.delete(id);
    const second = this.#at(sent);
    second.pending -= 1;
    second[outcome] += 1;
  }

  #at(now: number): Second {
    const index = Math.floor(now / 1_000);
    let second = this.#seconds.get(index);
    if (second === undefined) {
      second = { calls: 0, answered: 0, refused: 0, silent: 0, pending: 0 };
      this.#seconds.set(index, second);
    }
    return second;
  }
}
