// Which argument takes what, in the functions of `holdfast-fetch/body`: an option that strayed into another one is told where it belongs.
import { createFetch, type PolicyInput, type RetryFetch } from "holdfast-fetch";
import { policyError } from "./errors.js";
import { REQUEST_INIT } from "./generated/options-table.js";

/** A function of this entry. */
export interface Arguments {
  readonly what: string;
  /** Where everything belongs that is not in the policy, in words. */
  readonly besidePolicy: string;
  /** Where everything belongs that is not in the options. */
  readonly besideOptions: string;
}

/** One that makes a fetch by a policy. */
export function ofMaker(what: string): Arguments {
  const made = "the address and the request's own options go to the fetch that it makes";
  return {
    what,
    besidePolicy: `options of ${what} are its second argument; ${made}`,
    besideOptions: `options of the policy are its first argument; ${made}`,
  };
}

/** A fetch by this policy. `own`: the options of the function's own, by name. */
export function fetchBy(policy: PolicyInput | undefined, own: object, { besidePolicy }: Arguments): RetryFetch {
  try {
    return createFetch(policy);
  } catch (error) {
    const { field = "", allowed = "", message } = Object(error) as { field?: string; allowed?: string; message?: unknown };
    // A getter of the caller's may have thrown anything.
    if (typeof message !== "string" || !message.startsWith("retry policy: ")) throw error;
    const isAddress = /^retry policy: (preset is "[^"]*[/:]|the policy is of class (URL|Request);)/.test(message);
    if (!isAddress && !REQUEST_INIT.test(field) && !Object.keys(own).includes(field)) throw error;
    const right = `what a policy takes; ${besidePolicy}`;
    throw policyError(message.replace(allowed, right), field, right);
  }
}
