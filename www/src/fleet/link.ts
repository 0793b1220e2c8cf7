// What is simulated as a link, and back. A link is something that a stranger wrote: what is unknown or out of range is dropped.

import { same } from "../shared/json.js";
import { allowed, KNOBS, type Knobs } from "./knobs.js";
import { MOST_POLICIES, policyFrom } from "./policies.js";
import type { PolicyText, Scene } from "./types.js";

export interface State {
  scene: Scene;
  /** Those that are not as the scene has them. */
  knobs: Partial<Knobs>;
  policies: PolicyText[];
}

export const usual = (scene: Scene): State => ({ scene, knobs: {}, policies: scene.policies.map(({ policy }) => policy) });

export function toHash({ scene, knobs, policies }: State): string {
  const parameters = new URLSearchParams({ scene: scene.name });
  for (const [name, value] of Object.entries(knobs)) parameters.set(name, String(value));
  if (!same(policies, usual(scene).policies)) {
    for (const policy of policies) parameters.append("policy", JSON.stringify(policy));
  }
  return `#${parameters}`;
}

/** Undefined if the link says nothing. */
export function fromHash(hash: string, scenes: readonly Scene[]): State | undefined {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const written = parameters
    .getAll("policy")
    .map(read)
    .filter((policy) => policy !== undefined);
  const chosen = scenes.find(({ name }) => name === parameters.get("scene"));
  const scene = chosen ?? (written.length > 0 ? scenes.find(({ name }) => name === "brownout") : undefined);
  if (scene === undefined) return undefined;
  const knobs: Partial<Knobs> = {};
  for (const knob of KNOBS) {
    const text = parameters.get(knob.name);
    const value = text === null ? undefined : allowed(knob, text);
    if (value !== undefined) knobs[knob.name] = value;
  }
  // One policy alone, as Try it links it, is shown beside those that everybody knows.
  const policies = chosen === undefined && written.length === 1 ? [...written, ...beside(scene)] : written;
  return { scene, knobs, policies: policies.length === 0 ? usual(scene).policies : policies.slice(0, MOST_POLICIES) };
}

const beside = (scene: Scene): PolicyText[] => scene.policies.map(({ policy }) => policy);

function read(text: string): PolicyText | undefined {
  try {
    return policyFrom(text);
  } catch {
    return undefined;
  }
}
