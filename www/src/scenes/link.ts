// A scene with its seed and its settings as the fragment of an address, and back. A link is something that a stranger wrote:
// unknown values are dropped.

import { atFirst, type Scene, type Settings } from "./scene.js";

export interface Shown {
  settings: Settings;
  seed: number;
}

export const FIRST_SEED = 1;
const MOST = 9_999;

export function newSeed(): number {
  return 1 + Math.floor(Math.random() * MOST);
}

export function toHash(scene: Scene, { settings, seed }: Shown): string {
  return `#${new URLSearchParams({ scene: scene.id, ...settings, seed: `${seed}` })}`;
}

/** What the address asks of this scene; nothing, if it speaks of another one. */
export function fromHash(hash: string, scene: Scene): Shown | undefined {
  const parameters = new URLSearchParams(hash.slice(1));
  if (parameters.get("scene") !== scene.id) return undefined;
  const settings = { ...atFirst(scene) };
  for (const { name, values } of scene.knobs) {
    const value = parameters.get(name);
    if (value !== null && values.some((known) => known.value === value)) settings[name] = value;
  }
  const seed = Number(parameters.get("seed"));
  return { settings, seed: Number.isInteger(seed) && seed >= 1 && seed <= MOST ? seed : FIRST_SEED };
}

/** The first page was once the one where calls are tried: links from that time hold a policy or a script. */
export function isOfTryIt(hash: string): boolean {
  const parameters = new URLSearchParams(hash.slice(1));
  return (
    ["policy", "preset", "script", "method", "scale", "limit"].some((name) => parameters.has(name)) && !parameters.has("scene")
  );
}
