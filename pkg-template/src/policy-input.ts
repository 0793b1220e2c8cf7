// What a caller may pass as a policy.
import type { PolicyOptions, PresetName } from "./generated/options.js";
import type { RetryPolicy } from "./retry-policy.js";

/**
 * A policy in any of its forms. Names and plain options that say the same are one policy, and its calls share circuits and tokens. What is
 * of one call makes no difference: functions, key, `deadline`, `attemptTimeout`, `until`, `fallback` and the like. A transport (`fetch`) or
 * clock (`now`) of their own does.
 *
 * @category Policies
 */
export type PolicyInput = PresetName | PolicyOptions | RetryPolicy;
