// How a body ended that could not be read to its end, in words.

import type { StopReason } from "holdfast-fetch";
import { shown } from "./address.js";
import { BODY_DIFFERENCES, BODY_NO_RANGES, BODY_REFUSALS } from "./generated/body-codes.js";
import { span } from "./refusal.js";

/** What is told of a body in the sentence of its error. */
export interface Cut {
  readonly method: string;
  readonly url: string;
  /** Bytes delivered. */
  readonly at: number;
  /** All that there is; below 0 where nobody knows. */
  readonly total: number;
}

/** What a refusal can be put into words by: its codes, and the limits that it speaks of. */
export interface Refused {
  readonly why: number;
  readonly kind: number;
  readonly reread: number;
  readonly fruitless: number;
}

const WHY_NO_RANGE: { readonly [why in (typeof BODY_NO_RANGES)[number]]: string } = {
  unmarked: "no strong ETag or date",
  coded: "the body is compressed",
  ignored: "the server ignored the range",
  misfit: "the answer to the range did not fit",
};

/**
 * What the reading of a body rejects with that broke and could not be continued. Made by this package only. Test for it by
 * `error.name === "BodyError"` where two copies of the package may meet.
 *
 * @example
 * ```ts
 * try {
 *   await response.arrayBuffer();
 * } catch (error) {
 *   if (error instanceof BodyError && error.reason === "changed") restart();
 *   else throw error;
 * }
 * ```
 */
export class BodyError extends Error {
  /**
   * - `changed`: what the server has now is another representation
   * - `too-long`: more came than was promised
   * - `fruitless`: it broke more often in a row than the policy has retries, with less than 64 KiB between
   * - `expensive`: no range is to be had, and to read again would cost more than `reread`
   * - `not-resumable`: the same, where `reread` is `false`
   * - a {@link StopReason}: that of the call that was to bring the rest. `deadline` is also that of `within`
   */
  readonly reason: "changed" | "too-long" | "fruitless" | "expensive" | "not-resumable" | StopReason;
  /** Bytes that were delivered before. */
  readonly at: number;
  /** The `RetryError` of the call that was to bring the rest, or what broke the body; `undefined` if the server's answers say it all. */
  declare readonly cause: unknown;

  private constructor(reason: BodyError["reason"], { method, url, at }: Cut, sentence: string, cause: unknown) {
    super(`${method} ${shown(url)}: ${sentence}`, cause === undefined ? {} : { cause });
    this.reason = reason;
    this.at = at;
  }

  // On the prototype, where nobody prints it, and without a word at the top of this file.
  override get name(): "BodyError" {
    return "BodyError";
  }

  /** @internal */
  static refused(cut: Cut, refused: Refused, cause: unknown): BodyError {
    const why = BODY_REFUSALS[refused.why] ?? "out-of-turn";
    return new this(why === "out-of-turn" ? "error" : why, cut, sentenceOf(why, cut, refused), cause);
  }

  /** @internal */
  static stopped(cut: Cut, reason: StopReason, said: string, cause: unknown): BodyError {
    return new this(reason, cut, `${brokeAt(cut)}, and could not be continued: ${said}`, cause);
  }

  /** @internal */
  static late(cut: Cut, within: number, cause: unknown): BodyError {
    return new this("deadline", cut, `only ${amount(cut)} were read within ${span(within)}`, cause);
  }
}

function amount({ at, total }: Cut): string {
  return total < 0 ? `${at} bytes` : `${at} of ${total} bytes`;
}

function place({ at, total }: Cut): string {
  return `byte ${at}${total < 0 ? "" : ` of ${total}`}`;
}

function brokeAt(cut: Cut): string {
  return `the body broke at ${place(cut)}`;
}

function sentenceOf(why: (typeof BODY_REFUSALS)[number], cut: Cut, { kind, reread, fruitless }: Refused): string {
  const dear = () => {
    const reason = WHY_NO_RANGE[BODY_NO_RANGES[kind] ?? "unmarked"];
    return `the body broke at byte ${cut.at}; there is no range to be had (${reason}), and reading ${cut.at} bytes again`;
  };
  switch (why) {
    case "changed": {
      const what = BODY_DIFFERENCES[kind];
      const how = what === "range" ? "the range is gone" : `its ${what} ${what === "bytes" ? "differ" : "differs"}`;
      return `${brokeAt(cut)}, and what the server has now is another one: ${how}`;
    }
    case "too-long":
      return `the server sent more than it said: ${place(cut)}`;
    case "fruitless":
      return `the body broke ${fruitless + 1} times without 64 kB between`;
    case "expensive":
      return `${dear()} would exceed reread (${reread})`;
    case "not-resumable":
      return `${dear()} is not allowed (reread: false)`;
    default:
      return `${brokeAt(cut)}, and what had been read of it is not known any more`;
  }
}

/** A refusal as a call is to see it: no retry mends it. */
export function permanent(refusal: BodyError): TypeError {
  return new TypeError(refusal.message, { cause: refusal });
}
