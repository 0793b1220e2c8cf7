// A body's calls as its listeners hear of them: where it broke, and how it goes on.
import type { FailureEvent, Told } from "./events.js";
import type { CallRequest } from "./request.js";
import type { RestOfBody, Way } from "./rest-of-body.js";

/** One body, as its calls know it. */
export class ToldBody implements RestOfBody {
  id = 0;
  most?: number;
  attach?: (response: object) => void;
  own?: AbortController | undefined;
  at?: number;
  cut?: { readonly error: unknown } | undefined;
  repay?: (() => unknown) | undefined;
  pause?: number | undefined;
  arrived?: (most: number | undefined) => void;
  request?: Pick<CallRequest, "isAbroad" | "init">;
  by: Way | undefined;
  reread = 0;
  #isBroken = false;

  /** A call begins that is to bring what follows `at` bytes. `cut`: what broke the body, unless the server meant to send no more at once. */
  begin(at: number, cut: { readonly error: unknown } | undefined): void {
    Object.assign(this, { at, cut, repay: undefined, by: undefined, reread: 0 });
    this.#isBroken = cut !== undefined;
  }

  retell(told: Told): readonly Told[] {
    const { at, by, reread } = this;
    if (at === undefined) return [told];
    if (this.#isBroken && told.type === "failure") {
      this.#isBroken = false;
      const { failure, error } = told as FailureEvent;
      return [{ type: "broken", at, failure, error }];
    }
    // Before the end: after it nothing more is told of a call.
    if (told.type === "end" && told.reason === "success" && by !== undefined)
      return [{ type: "continued", at, by, reread }, told];
    return [told];
  }
}
