// A policy whose waits and limits are n times shorter, so that minutes can be watched in seconds.
// What servers ask for stays as it is, and so does the limit on it (`retryAfter.cap`).

import type { BackoffOptions, Duration, Jitter, PolicyOptions, Tier } from "holdfast-fetch";
import { presetOf } from "./presets.js";

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

// What the package takes where nothing is written: a new type of backoff, and a later tier.
const FRESH_BASE = "500ms";
const LATER: BackoffOptions = { type: "exponential", base: "2m", factor: 2 };

/** Milliseconds of a duration that the package has already accepted. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === "number") return duration;
  const unit = /[a-z]+$/.exec(duration)?.[0] ?? "ms";
  return Number.parseFloat(duration) * (UNITS[unit] ?? 1);
}

export function scaled(options: PolicyOptions, divisor: number): PolicyOptions {
  if (divisor === 1) return options;
  const divide = (duration: Duration): number => milliseconds(duration) / divisor;
  const limit = (duration: Duration | false): number | false => (duration === false ? false : divide(duration));

  // Durations that nobody wrote must shrink too, so the preset's are written out first.
  const full = filled(options);
  const result: PolicyOptions = { ...full };
  if (full.backoff !== undefined) result.backoff = scaledBackoff(full.backoff, divide);
  if (full.jitter !== undefined) result.jitter = jitter(full.jitter, divide);
  if (full.tiers !== undefined) result.tiers = full.tiers.map((one) => tier(one, divide));
  if (full.attemptTimeout !== undefined) result.attemptTimeout = limit(full.attemptTimeout);
  if (full.deadline !== undefined) result.deadline = limit(full.deadline);
  return result;
}

function filled(options: PolicyOptions): PolicyOptions {
  const preset = presetOf(options.preset).options;
  const full: PolicyOptions = { ...preset, ...options };
  if (typeof options.backoff === "object" && typeof preset.backoff === "object") {
    full.backoff = filledBackoff(options.backoff, preset.backoff);
  }
  // Only what is written can contradict itself: a default attempt timeout gives way to a written deadline.
  if (options.attemptTimeout === undefined && full.attemptTimeout && full.deadline) {
    full.attemptTimeout = Math.min(milliseconds(full.attemptTimeout), milliseconds(full.deadline));
  }
  return full;
}

// As the package does: the same type keeps what is not written, another type starts afresh.
function filledBackoff(written: BackoffOptions, preset: BackoffOptions): BackoffOptions {
  const type = written.type ?? (written.list === undefined ? preset.type : "list");
  if (type === "list") return written;
  if (type !== preset.type) return { base: FRESH_BASE, ...written };
  const { step: _, ...kept } = preset;
  const full: BackoffOptions = { ...kept, ...written };
  if (written.cap === undefined && full.cap !== undefined && full.base !== undefined) {
    full.cap = Math.max(milliseconds(full.cap), milliseconds(full.base));
  }
  return full;
}

function scaledBackoff(value: NonNullable<PolicyOptions["backoff"]>, divide: (duration: Duration) => number) {
  if (typeof value === "function") return value;
  const result: BackoffOptions = { ...value };
  for (const key of ["base", "step", "cap"] as const) {
    const duration = value[key];
    if (duration !== undefined) result[key] = divide(duration);
  }
  if (value.list !== undefined) result.list = value.list.map(divide);
  return result;
}

function jitter(value: Jitter, divide: (duration: Duration) => number): Jitter {
  if (typeof value === "string" || !("add" in value)) return value;
  return { add: [divide(value.add[0]), divide(value.add[1])] };
}

function tier(value: Tier, divide: (duration: Duration) => number): Tier {
  const written = value.backoff ?? {};
  const full = typeof written === "function" ? written : filledBackoff(written, LATER);
  const result: Tier = { ...value, backoff: scaledBackoff(full, divide) };
  if (value.jitter !== undefined) result.jitter = jitter(value.jitter, divide);
  return result;
}
