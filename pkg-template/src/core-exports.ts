// What the modules of WebAssembly export: numbers in, numbers out.

/** The exports of src/abi.rs, which explains them. */
export interface CoreExports {
  readonly memory: WebAssembly.Memory;
  io(): number;
  text(): number;
  seed(high: number, low: number): void;
  block(length: number): number;
  policy(): number;
  release(handle: number): void;
  heeds(policy: number, status: number): number;
  origin(policy: number, random: number): number;
  balance(origin: number): number;
  circuit(policy: number): number;
  snapshot(circuit: number, now: number): number;
  isolate(circuit: number, now: number): void;
  reset(circuit: number, now: number): void;
  restore(circuit: number, now: number, state: number, opened: number, probeIn: number, failures: number): void;
  at_rest(circuit: number, now: number): number;
  changes(circuit: number): number;
  begin: Begin;
  rebind(call: number, origin: number, circuit: number): void;
  repay(origin: number, paid: number): void;
  advance: Advance;
  retry_after(length: number, now: number): number;
  beats(interval: number, jitter: number, flags: number, monotonic: number, wall: number): number;
  beat(session: number, input: number, monotonic: number, wall: number, random: number): number;
}

/** Begins a call. */
export type Begin = (
  policy: number,
  origin: number,
  circuit: number,
  facts: number,
  pause: number,
  monotonic: number,
  wall: number,
  shared: number,
  random: number,
) => number;

/** Tells a call what happened. */
export type Advance = (
  call: number,
  input: number,
  a: number,
  b: number,
  length: number,
  facts: number,
  monotonic: number,
  wall: number,
  shared: number,
  random: number,
) => number;

/** The exports of src/abi_explain.rs. */
export interface ExplainExports {
  readonly memory: WebAssembly.Memory;
  block(length: number): number;
  numbers(length: number): number;
  explain(): number;
  words(): number;
  delays(): number;
  waits(): number;
}
