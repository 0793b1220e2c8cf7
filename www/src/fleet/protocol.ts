// What the page and its worker say to each other.

import type { Outcome, PolicyText, Scenario, Scene, Series } from "./types.js";

export interface Job {
  /** Reports name it, so that none of an earlier run is taken for one of this. */
  id: number;
  scenario: Scenario;
  policies: PolicyText[];
  seed: number;
}

export type Order = { type: "run"; job: Job } | { type: "cancel" };

export type Report =
  | { type: "ready"; scenes: Scene[] }
  | { type: "slice"; id: number; progress: number; series: Series[] }
  | { type: "done"; id: number; outcomes: Outcome[]; milliseconds: number }
  /** `policy`: which of them; absent if it is the scenario. */
  | { type: "refused"; id: number; policy?: number; message: string };
