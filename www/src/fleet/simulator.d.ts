// The fleet simulator, as `cargo xtask fleet` builds it; src/fleet_bindings.rs is the other side.

declare module "holdfast-simulator" {
  import type { Outcome, PolicyText, Scenario, Scene, SeriesName } from "./types.js";

  export default function init(): Promise<unknown>;
  export function scenes(): Scene[];

  export class Fleet {
    constructor(scenario: Scenario, policy: PolicyText, seed: number);
    /** Goes on for so many milliseconds of simulated time. True: it is at its end. */
    advance(milliseconds: number): boolean;
    readonly progress: number;
    series(name: SeriesName): Uint32Array;
    outcome(): Pick<Outcome, "summary" | "ledger">;
    free(): void;
  }
}
