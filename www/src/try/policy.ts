// The text of the editor, read by the package itself: what it refuses, this page refuses, in its words.

import { type PolicyInput, type PolicyOptions, RetryPolicy } from "holdfast-fetch";
import { same } from "../shared/json.js";
import { presetOf } from "../shared/presets.js";

export interface ValidPolicy {
  ok: true;
  policy: RetryPolicy;
  options: PolicyOptions;
}

export interface InvalidPolicy {
  ok: false;
  message: string;
  /** Where, as a path such as `tiers[1].retries`; empty for the whole policy. Absent when the text is no JSON. */
  field?: string;
}

export type ReadPolicy = ValidPolicy | InvalidPolicy;

export function readPolicy(text: string): ReadPolicy {
  let value: PolicyInput;
  try {
    value = JSON.parse(text) as PolicyInput;
  } catch (error) {
    return { ok: false, message: `Not JSON yet: ${messageOf(error)}` };
  }
  try {
    const policy = new RetryPolicy(value);
    return { ok: true, policy, options: typeof value === "string" ? { preset: value } : policy.toJSON() };
  } catch (error) {
    return { ok: false, message: messageOf(error), field: fieldOf(error) };
  }
}

/** The same policy with no more written than differs from its preset: what one would put in code. */
export function concise(options: PolicyOptions): PolicyInput {
  const preset = presetOf(options.preset);
  const written = Object.entries(options).filter(
    ([key, value]) => key !== "preset" && !same(value, preset.options[key as keyof PolicyOptions]),
  );
  if (written.length === 0) return preset.name;
  const start = preset.name === "standard" ? {} : { preset: preset.name };
  return { ...start, ...Object.fromEntries(written) };
}

/** Does a POST carry an idempotency key under this policy? */
export function sendsKey(options: PolicyOptions): boolean {
  const key = options.idempotencyKey ?? presetOf(options.preset).options.idempotencyKey ?? false;
  if (typeof key !== "object") return key !== false;
  return (key.methods ?? ["POST"]).some((method) => method.toUpperCase() === "POST");
}

export function withKey(options: PolicyOptions, on: boolean): PolicyOptions {
  const { idempotencyKey: _, ...others } = options;
  const preset = presetOf(options.preset).options.idempotencyKey;
  if (on) return { ...others, idempotencyKey: preset ?? true };
  return preset === undefined ? others : { ...others, idempotencyKey: false };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fieldOf(error: unknown): string {
  const field = (error as { field?: unknown }).field;
  return typeof field === "string" ? field : "";
}
