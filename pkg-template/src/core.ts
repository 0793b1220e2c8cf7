// The running instance of the core.

/** What the core exports: numbers in, numbers out. */
export interface CoreExports {
  circuit(policy: number): number;
  release(handle: number): void;
  snapshot(circuit: number, now: number): void;
  isolate(circuit: number, now: number): void;
  reset(circuit: number, now: number): void;
  restore(circuit: number, now: number, state: number, opened: number, probeIn: number, consecutive: number): void;
  isAtRest(circuit: number, now: number): number;
  changes(circuit: number): number;
  beats(interval: number, jitter: number, flags: number, monotonic: number, wall: number): number;
  beat(handle: number, input: number, monotonic: number, wall: number, random: number): number;
}

/** The instance that runs now. Handles are valid for one epoch. */
export interface Core {
  exports: CoreExports;
  io: Float64Array;
  epoch: number;
}

export declare function core(): Core;
