// What the page and its worker say to each other: one job at a time, and reports of it.

import type { Outcome, PolicyText, Scenario, Scene, Series } from "./types.js";

export interface Job {
  scenario: Scenario;
  policies: PolicyText[];
}

export type Report =
  | { type: "ready"; scenes: Scene[] }
  | { type: "slice"; progress: number; series: Series[] }
  | { type: "done"; outcomes: Outcome[]; milliseconds: number }
  /** `policy`: which of them; absent if it is the scenario. */
  | { type: "refused"; policy?: number; message: string }
  /** The worker is of no use any more. */
  | { type: "broken"; message: string };
