// Bodies in the module that knows how they are continued, and what becomes of them when a call into it ends by an exception:
// those that it knew are refused, and the next one is begun in a new instance. As in core.ts, only numbers and bytes cross.
import type { BodyExports } from "./body-exports.js";
import { instantiateBody } from "./body-module.js";
import { BODY_BYTES, BODY_FIRST, BODY_FURTHER, BODY_OUT_OF_TURN, BODY_REFUSE, BODY_ROOM } from "./generated/body-codes.js";

/** Where a step leaves its numbers: see src/abi_body.rs. */
const NUMBERS = 8;

/** An instance, with its memory as it was seen last. */
interface Module {
  readonly exports: BodyExports;
  room: Uint8Array;
  numbers: Float64Array;
}

let running: Module | undefined;

/** Begun when there is a body to read, and not before. */
function module(): Module {
  running ??= { exports: instantiateBody(), room: new Uint8Array(0), numbers: new Float64Array(0) };
  return running;
}

// To ask the platform for many at once costs hardly more than for one.
const AHEAD = 256;
let random: Uint32Array | undefined;
let left = 0;

/** 32 random bits, which nobody else gets. */
function drawn(): number {
  random ??= new Uint32Array(AHEAD);
  if (left === 0) {
    // A platform without crypto has this.
    if (globalThis.crypto?.getRandomValues?.(random) === undefined) random.set(random.map(() => Math.random() * 2 ** 32));
    left = AHEAD;
  }
  left--;
  const bits = random[left] as number;
  random[left] = 0;
  return bits;
}

/** A body. What it is told, and what it says to do, are codes of generated/body-codes.ts. */
export class BodyCore {
  readonly #module: Module;
  readonly #handle: number;

  /** `reread`: so many bytes may be read again, in all. `fruitless`: so many breaks in a row may bring less than 64 KiB. */
  constructor(reread: number, fruitless: number) {
    this.#module = module();
    this.#handle = guarded(this.#module, ({ open }) => open(drawn(), drawn(), drawn(), drawn(), reread, fruitless));
  }

  /**
   * The numbers of the last step, until a body is told something again: bytes that are known or the first of a range, and so on;
   * from the fourth on delivered, read again, and all that there is, or -1.
   */
  get numbers(): Float64Array {
    const { exports, numbers } = this.#module;
    const { buffer } = exports.memory;
    if (numbers.buffer !== buffer) this.#module.numbers = new Float64Array(buffer, exports.numbers(), NUMBERS);
    return this.#module.numbers;
  }

  /** Tells it that an answer ended or broke, or asks how the next request is put. */
  tell(input: number): number {
    return this.#advance(input, 0, 0, 0);
  }

  /** Tells it the head of an answer: the values of BODY_FIELDS, one a line. */
  answer(isFirst: boolean, status: number, head: string, flags: number): number {
    const length = Math.min(head.length, BODY_ROOM);
    const room = this.#room();
    // Headers are bytes: characters above 255 there are none.
    for (let at = 0; at < length; at++) room[at] = head.charCodeAt(at);
    return this.#advance(isFirst ? BODY_FIRST : BODY_FURTHER, length, status, flags);
  }

  /** Tells it bytes of an answer, BODY_ROOM at the most. */
  bytes(piece: Uint8Array): number {
    this.#room().set(piece);
    return this.#advance(BODY_BYTES, piece.length, 0, 0);
  }

  /** Ends it. */
  release(): void {
    if (running === this.#module) guarded(this.#module, ({ release }) => release(this.#handle));
  }

  #advance(input: number, length: number, status: number, flags: number): number {
    if (running !== this.#module) {
      // Its instance is lost, and with it all that was known of what was delivered.
      this.numbers[0] = BODY_OUT_OF_TURN;
      return BODY_REFUSE;
    }
    return guarded(this.#module, ({ advance }) => advance(this.#handle, input, length, status, flags));
  }

  #room(): Uint8Array {
    const { exports, room } = this.#module;
    const { buffer } = exports.memory;
    if (room.buffer !== buffer) this.#module.room = new Uint8Array(buffer, exports.io(), BODY_ROOM);
    return this.#module.room;
  }
}

/** WebAssembly does not unwind: an instance that an exception left may be in any state. */
function guarded<T>(module: Module, call: (exports: BodyExports) => T): T {
  try {
    return call(module.exports);
  } catch (error) {
    if (running === module) running = undefined;
    throw error;
  }
}
