// The state of the page as a link, and back. A link is something that a stranger wrote: unknown values are dropped.

import { toJson } from "../shared/json.js";
import { PRESETS, presetOf } from "../shared/presets.js";
import { SCENARIOS } from "./scenarios.js";

export interface State {
  policy: string;
  script: string;
  method: "GET" | "POST";
  scale: "1" | "10" | "100";
  /** Seconds; "0" for never. */
  limit: string;
}

const SCALES = ["1", "10", "100"] as const;
const METHODS = ["GET", "POST"] as const;
const LIMITS = ["10", "30", "60", "180", "0"] as const;

export function initialState(): State {
  return {
    policy: toJson(presetOf("standard").options),
    script: SCENARIOS[0]?.script ?? "503,503,200",
    method: "GET",
    scale: "1",
    limit: "30",
  };
}

export function toHash(state: State): string {
  const preset = PRESETS.find(({ options }) => toJson(options) === state.policy);
  const parameters = new URLSearchParams(preset === undefined ? { policy: state.policy } : { preset: preset.name });
  parameters.set("script", state.script);
  const usual = initialState();
  for (const key of ["method", "scale", "limit"] as const) {
    if (state[key] !== usual[key]) parameters.set(key, state[key]);
  }
  // These are allowed in a fragment, and scripts are made of them.
  const readable = parameters.toString().replaceAll(/%(2C|3A|3B|3D)/g, decodeURIComponent);
  return `#${readable}`;
}

export function fromHash(hash: string): State {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const state = initialState();
  const preset = parameters.get("preset");
  state.policy = parameters.get("policy") ?? (preset === null ? state.policy : toJson(presetOf(preset).options));
  state.script = parameters.get("script") ?? state.script;
  state.method = oneOfMethods(parameters.get("method"));
  state.scale = oneOfScales(parameters.get("scale"));
  state.limit = oneOf(LIMITS, parameters.get("limit")) ?? state.limit;
  return state;
}

export function oneOfMethods(value: string | null): State["method"] {
  return oneOf(METHODS, value) ?? "GET";
}

export function oneOfScales(value: string | null): State["scale"] {
  return oneOf(SCALES, value) ?? "1";
}

function oneOf<const T extends string>(allowed: readonly T[], value: string | null): T | undefined {
  return allowed.find((candidate) => candidate === value);
}
