// What a caller may pass as a policy.
import type { PolicyOptions, PresetName } from "./generated/options.js";
import type { RetryPolicy } from "./retry-policy.js";

/**
 * A policy in any of its forms. Names and plain options stand for one policy for each distinct content, functions left out: a literal
 * in a call shares circuits and tokens with the next call that says the same.
 *
 * @category Policies
 */
export type PolicyInput = PresetName | PolicyOptions | RetryPolicy;
