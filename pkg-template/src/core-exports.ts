// What the modules of WebAssembly export: functions of numbers, and the memory through which text and lists go.

/** A module's memory. Its buffer is another one when it has grown, so a view is compared with it before it is used. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

/** The core: src/abi.rs. */
export interface CoreExports {
  readonly memory: Memory;
  /** The address at which text is written. */
  text(): number;
  /** The wait in milliseconds, or NaN. */
  retryAfter(length: number, now: number): number;
}

/** What tells of a policy: src/abi_explain.rs. */
export interface ExplainExports {
  readonly memory: Memory;
  /** The address of the numbers that a call leaves. */
  io(): number;
  /** Leaves the longest waits, and says how many these are. */
  delays(): number;
}
