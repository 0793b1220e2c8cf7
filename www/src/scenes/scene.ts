// A scene as data: what can be turned, the plan that follows from it, and what a recording of it is said to show.

import type { Plan } from "./protocol.js";
import type { Summary } from "./summary.js";

export interface Knob {
  name: string;
  label: string;
  /** The first is where it stands at first. */
  values: readonly { value: string; label: string }[];
}

/** Where the knobs stand, by their names. */
export type Settings = Readonly<Record<string, string>>;

export interface Scene {
  id: string;
  knobs: readonly Knob[];
  /** Virtual milliseconds for each that passes. */
  speed: number;
  /** The moment that tells most, for those who want no motion; if it is not there, the one with most requests. */
  still?(settings: Settings): number;
  plan(settings: Settings): Omit<Plan, "seed">;
  /** One or two sentences: what the clients got, what the server saw. */
  tell(summary: Summary, settings: Settings): string;
}

/** The knobs at their first values. */
export function atFirst(scene: Scene): Settings {
  return Object.fromEntries(scene.knobs.map(({ name, values }) => [name, values[0]?.value ?? ""]));
}

/** Of a scene with one knob, each of its settings; of one with several, which are too many, the first. */
export function allSettings(scene: Scene): Settings[] {
  const [knob, ...more] = scene.knobs;
  if (knob === undefined || more.length > 0) return [atFirst(scene)];
  return knob.values.map(({ value }) => ({ [knob.name]: value }));
}
