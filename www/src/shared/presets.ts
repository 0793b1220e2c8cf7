// The presets with everything that they leave to the package's defaults written out, so that the editor shows the numbers.
// A page test compares each with the bare preset: they explain themselves in the same words.

import type { PolicyOptions, PresetName } from "holdfast-fetch";

export interface Preset {
  name: PresetName;
  label: string;
  options: PolicyOptions;
}

const limits = { attemptTimeout: "30s" } as const;

const budget = (initial: number | [number, number], cap = 6, ratio = 0.4) => ({ budget: { ratio, initial, cap } });

export const PRESETS: readonly Preset[] = [
  {
    name: "standard",
    label: "standard, the default",
    options: {
      preset: "standard",
      retries: 3,
      backoff: { type: "exponential", base: "500ms", factor: 2, cap: "20s" },
      jitter: "full",
      statuses: { include: [408, 425, 429, "5xx"], except: [501, 505, 506, 508, 510, 511] },
      unprocessed: [425, 429],
      ...budget(6),
      ...limits,
      deadline: "3m",
    },
  },
  {
    name: "fleet",
    label: "fleet: standard, for very many clients",
    options: {
      preset: "fleet",
      retries: 3,
      backoff: { type: "exponential", base: "500ms", factor: 2, cap: "20s" },
      jitter: "full",
      statuses: { include: [408, 425, 429, "5xx"], except: [501, 505, 506, 508, 510, 511] },
      unprocessed: [425, 429],
      ...budget([0, 1], 1, 0.1),
      ...limits,
      deadline: "3m",
    },
  },
  {
    name: "livePerson",
    label: "livePerson: seconds, then minutes",
    options: {
      preset: "livePerson",
      retries: 3,
      backoff: { type: "linear", base: "5s", step: "5s" },
      jitter: { upward: 0.1 },
      tiers: [{ retries: 3, backoff: { type: "exponential", base: "2m", factor: 2 }, jitter: { upward: 0.1 } }],
      statuses: ["5xx"],
      unprocessed: [],
      timeouts: true,
      ...budget(6),
      ...limits,
      deadline: "20m",
    },
  },
  {
    name: "copyleaks",
    label: "copyleaks: plus 1 to 10 s",
    options: {
      preset: "copyleaks",
      retries: 8,
      backoff: { type: "exponential", base: "1s", factor: 2, cap: "50s" },
      jitter: { add: ["1s", "10s"] },
      statuses: ["5xx", 429],
      unprocessed: [429],
      timeouts: true,
      ...budget(8),
      ...limits,
      deadline: "10m",
    },
  },
  {
    name: "statusCodes",
    label: "statusCodes: what to retry",
    options: {
      preset: "statusCodes",
      retries: 3,
      backoff: { type: "exponential", base: "500ms", factor: 2, cap: "20s" },
      jitter: "full",
      statuses: [408, 429, 500, 502, 503, 504],
      unprocessed: [429],
      timeouts: true,
      ...budget(3),
      ...limits,
      deadline: "3m",
    },
  },
  {
    name: "resilientIntegrations",
    label: "resilientIntegrations: ±25 %, keys",
    options: {
      preset: "resilientIntegrations",
      retries: 4,
      backoff: { type: "exponential", base: "1s", factor: 2 },
      jitter: { proportional: 0.25 },
      statuses: ["5xx"],
      unprocessed: [],
      idempotencyKey: { methods: ["POST", "PUT", "PATCH", "DELETE"], horizon: "24h" },
      breaker: { failureRate: 0.5, minimum: 10, open: "30s", probes: 1 },
      fallback: { cache: "holdfast-fetch", maxAge: "1d" },
      timeouts: true,
      ...budget(4),
      ...limits,
      deadline: "3m",
    },
  },
  {
    name: "zDirect",
    label: "zDirect: 503 was not accepted",
    options: {
      preset: "zDirect",
      retries: 8,
      backoff: { type: "exponential", base: "2s", factor: 2, cap: "64s" },
      jitter: { add: [0, "1s"] },
      statuses: [503],
      unprocessed: [503],
      networkErrors: false,
      timeouts: false,
      ...budget(8),
      ...limits,
      deadline: "15m",
    },
  },
];

const STANDARD = PRESETS[0] as Preset;

/** The preset that a policy starts from; the default if it names none. */
export function presetOf(name: unknown): Preset {
  return PRESETS.find((preset) => preset.name === name) ?? STANDARD;
}
