// What can be told of a body: how far it has come, and how it went on where it broke.
import type { Attempt } from "holdfast-fetch";

/** Of the body of one response. That of a body which is still read changes as it goes on. */
export interface BodyReport {
  /** `reading`: it comes, or waits to be read; `waiting`: it broke, and is to go on. */
  state: "reading" | "waiting" | "done" | "failed" | "cancelled";
  /** Delivered to the reader. */
  bytes: number;
  /** Bytes that were read again, as a proof that the rest belongs to them. */
  reread: number;
  /** Where it broke, in that order. */
  gaps: Gap[];
}

/** One break of a body, and what came of it. */
export interface Gap {
  /** Bytes delivered when it broke. */
  at: number;
  /** What the platform said, a `TimeoutError` for silence, or an `Error` for an end that came early. */
  cause: unknown;
  /** Requests and waits, as in `CallReport`. The first one is that which broke. */
  attempts: Attempt[];
  /** How it went on; nothing if it did not. `next`: the server had cut the range short on purpose. */
  by?: "range" | "proof" | "next";
}

const reports = /* @__PURE__ */ new WeakMap<object, BodyReport>();

/** Ties a report to a response. Whoever changes it later changes what is told. */
export function reportBody(response: object, report: BodyReport): void {
  reports.set(response, report);
}

/** The report of the body of a response of `whole` or `resuming`; `undefined` for anything else, clones of such a response included. */
export function bodyReportOf(response: unknown): BodyReport | undefined {
  return reports.get(response as object);
}
