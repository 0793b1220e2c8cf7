// What became of a body so far, for whoever wants to look.
import type { Attempt } from "holdfast-fetch";

/** How far a body has been read, and what broke it on the way. */
export interface BodyReport {
  /**
   * `waiting`: it broke, and the rest is being asked for. `cancelled`: its reader wanted no more. `aborted`: the caller's `signal` ended it.
   */
  state: "reading" | "waiting" | "done" | "failed" | "cancelled" | "aborted";
  /** Bytes delivered to the reader. */
  bytes: number;
  /** Bytes read again from the beginning, for proof. */
  reread: number;
  /** One for each time that it broke. */
  gaps: Gap[];
}

/** Where a body broke, and how it went on. */
export interface Gap {
  /** Bytes delivered when it broke. */
  at: number;
  /**
   * What the platform said, a `TimeoutError` for silence, or an `Error` for an end that came early. `undefined` where the server meant to
   * send no more at once.
   */
  cause: unknown;
  /** Requests and waits, as in `CallReport`, once it has gone on or has not. The first is the one whose body broke. */
  attempts: Attempt[];
  /** How it went on: by a range; by reading again, for proof; or by the next range, the last having been short on purpose. */
  by?: "range" | "proof" | "next";
}

class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what a constructor returns gets the fields of the class derived from it
    return object;
  }
}

// Tied by a private field, as a call's history is: nobody sees it, and a WeakMap would cost fifteen times as much.
class Tied extends Given {
  #report: BodyReport;

  private constructor(object: object, report: BodyReport) {
    super(object);
    this.#report = report;
  }

  static tie(object: object, report: BodyReport): void {
    if (#report in object) object.#report = report;
    else new Tied(object, report);
  }

  static reportOf(object: object): BodyReport | undefined {
    return #report in object ? object.#report : undefined;
  }
}

/** Ties a report to a response. It is the same object for as long as the body is read. */
export function reportBody(response: object, report: BodyReport): void {
  if (Object.isExtensible(response)) Tied.tie(response, report);
}

/**
 * What became of the body of a response of `whole` or `resuming` so far; `undefined` for anything else. It is live: the same object, with
 * other values as the body is read.
 *
 * @example
 * ```ts
 * const response = await download("https://files.example/big.iso");
 * const report = bodyReportOf(response);
 * await response.body.pipeTo(file);
 * console.log(report.state, report.bytes, report.gaps.length); // done 734003200 2
 * ```
 */
export function bodyReportOf(response: unknown): BodyReport | undefined {
  return Object(response) === response ? Tied.reportOf(response as object) : undefined;
}
