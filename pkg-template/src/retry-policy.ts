// The class RetryPolicy: a policy as JavaScript holds it. Calls need none of this, and so do not download it.

import { askNumber } from "./ask.js";
import { breakerWith, type CircuitBreaker } from "./breaker.js";
import { circuitsOf, isBreaker } from "./circuits.js";
import { drawn, explained } from "./explain.js";
import type { PolicyOptions } from "./generated/options.js";
import { type Bound, boundOf, brand, derive, make, resolve } from "./policy.js";
import type { PolicyInput } from "./policy-input.js";

/**
 * A validated policy. Make it once and use it often: that is the fast way, and its calls share circuits and retry tokens.
 *
 * @example
 * ```ts
 * const policy = new RetryPolicy({ retries: 5, breaker: true });
 * const response = await fetchWithRetry("https://api.example.com/orders", policy);
 * console.log(policy.explain(), policy.budgets());
 * ```
 * @category Policies
 */
export class RetryPolicy {
  /** @throws `TypeError` that names the field (`error.field`), what was given, and what is allowed (`error.allowed`) */
  constructor(input?: PolicyInput) {
    // One of its own, not the one that stands for these words.
    const options = input === undefined || typeof input === "string" ? { preset: input ?? "standard" } : input;
    brand(this, boundOf(input) ?? make(undefined, options));
  }

  /**
   * A new policy with some options changed. It shares circuits and tokens with this one, unless `preset`, `breaker`, `budget` or `throttle`
   * are among the changes.
   *
   * @example
   * ```ts
   * const patient = policy.with({ deadline: "5m" });
   * ```
   * @throws `TypeError` as the constructor
   */
  with(changes: PolicyOptions): RetryPolicy {
    if (typeof changes === "string") throw new TypeError("retry policy: the changes are a text; allowed: an object of options");
    const policy = unmade();
    brand(policy, derive(own(this), changes));
    return policy;
  }

  /** The circuits of this policy's calls; `undefined` without a breaker. */
  get breaker(): CircuitBreaker | undefined {
    const { circuits } = own(this).sharing;
    return circuits && breakerWith(circuits);
  }

  /** The retry tokens left, for each origin that was called: `credit` of the initial ones, `earned` by good answers. */
  budgets(): { key: string; credit: number; earned: number }[] {
    return own(this).sharing.budgets();
  }

  /** What was written, as data that means the same policy again. Functions are left out, and a `CircuitBreaker` becomes its options. */
  toJSON(): PolicyOptions {
    return data(own(this).written);
  }

  /** What will happen, in plain words, a line for each part of the policy: causes, waits, limits, worst case. */
  explain(): string {
    return explained(own(this).compiled);
  }

  /**
   * The waits, in milliseconds, that a call would make if every attempt failed without a hint, drawn anew each time. Waits that a function
   * computes are left out.
   *
   * `options.random`: numbers in [0, 1) in place of the policy's, to repeat a draw.
   */
  delays(options?: { random?: () => number }): number[] {
    const given = options?.random;
    const random = typeof given === "function" ? given : own(this).random;
    return drawn(own(this).compiled, random && (() => askNumber(random)));
  }
}

// Out here, since a class that names itself gets another name from bundlers, which people would read in what is printed.
function unmade(): RetryPolicy {
  return Object.create(RetryPolicy.prototype);
}

function own(policy: RetryPolicy): Bound {
  return boundOf(policy) ?? resolve(undefined);
}

function data(written: PolicyOptions): PolicyOptions {
  const data = JSON.parse(
    JSON.stringify(written, function (this: Record<string, unknown>, name, value) {
      if (name === "log" && value) return undefined;
      // Itself, not what its toJSON says.
      const own = this[name];
      return isBreaker(own) ? circuitsOf(own).options : value;
    }),
  );
  if (typeof data.until === "object" && data.until.not === undefined) delete data.until;
  return data;
}
