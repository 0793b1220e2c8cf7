// The running core, and what becomes of it when a call into it ends by an exception.
//
// It starts at its first use, synchronously. WebAssembly does not unwind: a stack that ran over, or a trap, leaves the core's
// memory as it happened to be. So such an instance is thrown away. The calls that it knew end; the next one has a new core,
// whose policies are read again from their blocks.
import type { Advance, Begin, CoreExports } from "./core-exports.js";
import { instantiate, instantiateAhead } from "./module.js";

const NUMBERS = 64;
const TEXT = 8192;

/** One instance of the core. */
export interface Core extends CoreExports {
  /** Which instance it is: a handle of another one means nothing to it. */
  readonly epoch: number;
}

let running: Core | undefined;
let begins: Begin;
let advances: Advance;
let ahead: Promise<CoreExports> | undefined;
let epoch = 0;
let isStirred = false;
let io: Float64Array | undefined;
let text: Uint8Array | undefined;
// Translated to JavaScript: memory that grows leaves its old views as they are.
let isTranslated = false;

/** The core, started if it was not. */
export function core(): Core {
  return running ?? start(instantiate());
}

/**
 * Starts the core now, not at its first use: compiled off the main thread, where the platform can. Never needed, but it takes a
 * millisecond or two off that.
 *
 * @example
 * ```ts
 * await preload();
 * ```
 * @throws `CompileError` where a content security policy forbids WebAssembly: `script-src` must allow `'wasm-unsafe-eval'`
 * @category Calls
 */
export async function preload(): Promise<void> {
  if (running !== undefined) return;
  ahead ??= instantiateAhead();
  try {
    const exports = await ahead;
    if (running === undefined) start(exports);
  } finally {
    // What failed may be tried again, and an instance is started once.
    ahead = undefined;
  }
}

/** Which instance is running. */
export function currentEpoch(): number {
  return epoch;
}

function start(exports: CoreExports): Core {
  // What a platform without crypto has; see `stir`.
  exports.seed(Math.random() * 2 ** 32, Math.random() * 2 ** 32);
  isStirred = false;
  epoch++;
  const core: Record<string, unknown> = { epoch, memory: exports.memory };
  begins = exports.begin;
  advances = exports.advance;
  for (const [name, value] of Object.entries(exports)) if (typeof value === "function") core[name] = guarded(value);
  running = core as unknown as Core;
  io = undefined;
  text = undefined;
  isTranslated = Object.hasOwn(exports.memory, "buffer");
  return running;
}

/**
 * Seeds the core with the platform's crypto, once, before it draws a number that has to be nobody else's. Not as it starts: Node
 * loads its crypto when it is first asked for, which takes longer than all else, and most calls draw nothing.
 */
export function stir(): void {
  if (isStirred) return;
  isStirred = true;
  const values = globalThis.crypto?.getRandomValues?.(new Uint32Array(2));
  if (values !== undefined) core().seed(values[0] as number, values[1] as number);
}

type Numeric = (...numbers: number[]) => number;

// As many numbers as any export takes, since to spread them would cost more than the call.
function guarded(call: Numeric): Numeric {
  return (a, b, c, d, e, f, g, h, i, j) => {
    try {
      return call(
        a as number,
        b as number,
        c as number,
        d as number,
        e as number,
        f as number,
        g as number,
        h as number,
        i as number,
        j as number,
      );
    } catch (error) {
      throw lost(error);
    }
  };
}

// What a call into the core threw: that instance is in nobody knows which state.
function lost(error: unknown): unknown {
  running = undefined;
  epoch++;
  return error;
}

/** The core's `begin`. Like `advance` it has a guard of its own: what guards one export only, engines compile into its callers. */
export const begin: Begin = (policy, origin, circuit, facts, pause, monotonic, wall, shared, random) => {
  try {
    return begins(policy, origin, circuit, facts, pause, monotonic, wall, shared, random);
  } catch (error) {
    throw lost(error);
  }
};

/** The core's `advance`. */
export const advance: Advance = (call, input, a, b, length, facts, monotonic, wall, shared, random) => {
  try {
    return advances(call, input, a, b, length, facts, monotonic, wall, shared, random);
  } catch (error) {
    throw lost(error);
  }
};

/** The numbers that the core left by its last call. */
export function results(): Float64Array {
  if (running !== undefined && isGone(io)) io = new Float64Array(running.memory.buffer, running.io(), NUMBERS);
  io ??= new Float64Array(NUMBERS);
  return io;
}

// Memory that grows takes its old views along: nothing is left of them. To ask for its buffer each time would cost more than all
// that the core does in a call.
function isGone(view: Float64Array | Uint8Array | undefined): boolean {
  return view === undefined || view.length === 0 || (isTranslated && view.buffer !== running?.memory.buffer);
}

/** Hands a text to the core, and returns its length: in ASCII, where anything else is a question mark. */
export function hand(given: string): number {
  if (given === "") return 0;
  const { memory, text: address } = core();
  if (text === undefined || isGone(text)) text = new Uint8Array(memory.buffer, address(), TEXT);
  const length = Math.min(given.length, TEXT);
  for (let at = 0; at < length; at++) {
    const unit = given.charCodeAt(at);
    text[at] = unit < 128 ? unit : 63;
  }
  return length;
}

/** Hands a policy's block to the core, and returns its handle. */
export function enrol(block: readonly number[]): number {
  const { memory, block: room, policy } = core();
  const address = room(block.length);
  new Float64Array(memory.buffer, address, block.length).set(block);
  return policy();
}
