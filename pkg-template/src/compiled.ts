// A policy that was read, and its handle in the core that runs.
import { core, currentEpoch, enrol } from "./core.js";
import {
  ATTEMPT_TIMEOUT,
  BREAKER,
  BREAKER_KEY,
  BUDGET,
  BUDGET_FROM,
  BUDGET_TO,
  DEADLINE,
  HINT_HEADERS,
  KEY,
  KEY_HORIZON,
  THROTTLE,
} from "./generated/cells.js";
import { HINT_WAITS, HINT_WISHES } from "./generated/codes.js";
import { block, type Cells } from "./read.js";

/** What the core keeps for an object. */
export interface Held {
  handle: number;
  epoch: number;
}

/** A policy as numbers. Literals that say the same share one. */
export class Compiled {
  readonly cells: Cells;
  /** Names of headers to look for, in lower case, perhaps with the unit of their numbers. */
  readonly hintHeaders: readonly string[];
  /** A deadline counts the time a machine sleeps, so the wall clock matters. */
  readonly isDated: boolean;
  /** Is a number drawn before any attempt has failed? */
  readonly drawsAtOnce: boolean;
  /** Is there anything that its calls to one origin share, besides a circuit? */
  readonly shares: boolean;
  /** 1: all of its calls share one circuit. */
  readonly circuitKey: number;
  /** All of it as numbers, for the core. */
  readonly numbers: readonly number[];
  private readonly held: Held = { handle: 0, epoch: 0 };
  private heeded: number[] = [];

  constructor(cells: Cells) {
    this.cells = cells;
    this.numbers = block(cells);
    this.hintHeaders = HINT_WISHES.split(" ").concat((cells[HINT_HEADERS] as string[] | 0) || HINT_WAITS.split(" "));
    const horizon = cells[KEY] ? (cells[KEY_HORIZON] as number) : Number.POSITIVE_INFINITY;
    this.isDated = Math.min(cells[DEADLINE] as number, horizon) < Number.POSITIVE_INFINITY;
    this.shares = Boolean(cells[BUDGET] || cells[THROTTLE]);
    this.drawsAtOnce = Boolean(cells[THROTTLE] || (cells[BUDGET] && cells[BUDGET_FROM] !== cells[BUDGET_TO]));
    this.circuitKey = cells[BREAKER] ? (cells[BREAKER_KEY] as number) : 0;
  }

  /** By which the core that runs knows it. */
  handle(): number {
    const { held } = this;
    if (held.epoch !== core().epoch) {
      held.handle = enrol(this.numbers);
      held.epoch = currentEpoch();
      this.heeded = [];
      unused().register(this, held);
    }
    return held.handle;
  }

  /** What of an outcome with this status matters. Asked once for each status. */
  heeds(status: number): number {
    this.heeded[status] ??= core().heeds(this.handle(), status);
    return this.heeded[status] as number;
  }

  /** The same with a deadline no later than this. Nobody wrote that deadline, so nothing that was written can contradict it. */
  within(deadline: number): Compiled {
    const cells = [...this.cells] as Cells;
    cells[DEADLINE] = Math.min(cells[DEADLINE] as number, deadline);
    return new Compiled(cells);
  }

  /** The longest wait for one attempt. */
  get attemptTimeout(): number {
    return this.cells[ATTEMPT_TIMEOUT] as number;
  }
}

let finalizers: FinalizationRegistry<Held> | undefined;

/** Releases what is held for objects that nobody has any more. */
export function unused(): FinalizationRegistry<Held> {
  finalizers ??= new FinalizationRegistry(({ handle, epoch }) => {
    if (epoch === currentEpoch()) core().release(handle);
  });
  return finalizers;
}
