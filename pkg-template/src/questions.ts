// What functions of the caller's are asked, and what their answers mean to the core.
import { type AttemptContext, complain, outcomeOf, unfit } from "./ask.js";
import * as codes from "./generated/codes.js";
import { callbackOf, milliseconds, type Written } from "./policy.js";
import { durationOf } from "./read.js";

/** An input for the core: its code, and its number if it has one. */
export type Input = [code: number, number?: number];

/** A question, and how its answer is read. No answer: the time was over, or the caller has given up. */
export interface Question {
  readonly put: () => unknown;
  /** @throws `TypeError` of an answer that is none of those that are allowed */
  readonly read: (answer: unknown) => Input;
}

/** What is asked in a step of the core, with its first two numbers. */
export function questionOf(
  step: number,
  a: number,
  b: number,
  written: Written,
  context: AttemptContext,
  response: unknown,
  error: unknown,
): Question {
  if (step === codes.ASK) {
    const outcome = outcomeOf(context, codes.REASONS[a], response, error);
    return { put: () => written.shouldRetry?.(outcome), read: verdict };
  }
  // Of these two, nothing is no answer, unlike when the time is over: then null became undefined.
  if (step === codes.ASK_DELAY) {
    const backoff = callbackOf(b > 0 ? written.tiers?.[b - 1]?.backoff : written.backoff);
    return { put: async () => (await backoff?.(a, context)) ?? null, read: delay };
  }
  const { until } = written;
  const done = callbackOf(until) ?? callbackOf((until as { done?: unknown } | undefined)?.done);
  return { put: async () => (await done?.(response)) ?? null, read: isDone };
}

// What is no answer costs nobody the response that there is.
function verdict(answer: unknown): Input {
  if (answer === undefined || answer === null) return [codes.POLICY];
  const said = typeof answer === "object" ? answer : typeof answer === "boolean" ? { retry: answer } : { delay: answer };
  const { retry, delay } = said as { retry?: unknown; delay?: unknown };
  if (retry === false) return [codes.STOP];
  const isSure = retry === true;
  const wait = durationOf(typeof delay === "number" ? Math.max(delay, 0) : delay);
  if (wait === undefined && !(isSure && delay === undefined)) {
    complain(unfit("shouldRetry", "true, false, a duration, { retry: true, delay } or nothing: the policy decides"));
  }
  if (isSure) return [codes.RETRY, wait ?? Number.NaN];
  return wait === undefined ? [codes.POLICY] : [codes.RETRY_AFTER, wait];
}

/** The status that `statusOf` said, if it said one. */
export function meaning(answer: unknown): number | undefined {
  if (answer === undefined || answer === null) return undefined;
  if (!Number.isInteger(answer) || (answer as number) < 100 || (answer as number) > 599) {
    throw unfit("statusOf", "a status from 100 to 599, or nothing");
  }
  return answer as number;
}

// Once the time is over, no wait can begin.
function delay(answer: unknown): Input {
  return [codes.DELAY, answer === undefined ? 0 : milliseconds(answer, "backoff")];
}

function isDone(answer: unknown): Input {
  if (answer !== undefined && typeof answer !== "boolean") throw unfit("until", "true or false");
  return [codes.DONE, answer ? 1 : 0];
}
