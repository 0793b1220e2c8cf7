// What goes into the simulator and comes out of it, as src/fleet has it. Times are milliseconds.

import type { PolicyOptions } from "holdfast-fetch";

export interface Scenario {
  clients: number;
  /** Calls that one client begins, per second. */
  rate: number;
  arrivals: "poisson" | "regular";
  visits: { endless: { past: number } } | { calls: number };
  timeout: number;
  server: {
    /** Requests per second. */
    capacity: number;
    /** Places; infinity or null: it never rejects. */
    queue: number | null;
    rejection: number;
    silent: number;
    flaky: number;
    /** Seconds. */
    retryAfter: number | null;
  };
  faults: { from: number; to: number; capacity: number; errors: number }[];
  surges: { from: number; to: number; calls: number; new: boolean }[];
  duration: number;
  seed: number;
}

/** Options, or the name of what others do. */
export type PolicyText = PolicyOptions | string;

export interface Scene {
  name: SceneName;
  scenario: Scenario;
  policies: { name: string; policy: PolicyText }[];
}

export type SceneName = "flaky" | "brownout" | "restart" | "herd" | "login" | "outage";

export type SeriesName = "offered" | "arrivals" | "accepted" | "rejected" | "goodput" | "failed" | "wasted" | "queue" | "waiting";

/** A number for each second. */
export type Series = Record<SeriesName, Uint32Array>;

export interface Summary {
  amplification: number;
  peakArrivals: number;
  peakWork: number;
  wasted: number;
  /** Seconds. */
  recovery: number | null;
  good: number;
  inVain: number;
  nearlyAll: number | null;
}

export interface Ledger {
  calls: number;
  good: number;
  bad: number;
  open: number;
  attempts: number;
  served: number;
  failed: number;
  stale: number;
  rejected: number;
  held: number;
}

/** What came of a run. */
export interface Outcome {
  summary: Summary;
  series: Series;
  ledger: Ledger;
}
