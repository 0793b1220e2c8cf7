// Why an event stream could not go on.
import type { ServerEvent } from "./server-event.js";

/** What an error may tell besides. */
export interface Told {
  readonly cause?: unknown;
  readonly event?: ServerEvent;
}

/**
 * What ended a stream of {@link events}, where it was not the call for it: before anything has come, that is a `RetryError`, as of any call.
 *
 * @category Event streams
 */
export class EventStreamError extends Error {
  /**
   * - `broken`: it broke, and could not be continued; `cause` says how, or why not
   * - `in-band`: the stream said that something went wrong; `event` is that
   * - `status`: the answer was a success, but not a 200, such as 206
   * - `content-type`: the answer was no event stream
   * - `too-long`: an event was longer than `limit`, or what came before the first content; or an id was longer than 4,096
   */
  readonly reason: "broken" | "in-band" | "status" | "content-type" | "too-long";
  /** The event that told of an error. */
  declare readonly event?: ServerEvent;
  /** The `RetryError` of the call that was to continue it, or what broke it. */
  declare readonly cause: unknown;

  private constructor(reason: EventStreamError["reason"], message: string, { cause, event }: Told) {
    super(message, cause === undefined ? {} : { cause });
    this.reason = reason;
    if (event) this.event = event;
  }

  // On the prototype, where nobody prints it.
  override get name(): "EventStreamError" {
    return "EventStreamError";
  }

  /** @internal */
  static of(reason: EventStreamError["reason"], message: string, more: Told = {}): EventStreamError {
    // A class that names itself gets another name from bundlers, which then stands in each stack.
    return new this(reason, message, more);
  }
}

/** What a call is told where it is not to be made again, whatever the policy says. */
export function final(): Error {
  return Object.assign(new Error("the stream is no good"), { code: "ERR_BODY_STREAM" });
}
