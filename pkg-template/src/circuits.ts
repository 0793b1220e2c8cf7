// Circuits: one for each key, in the core; their names, and who watches them, here.
import { askNumber, tellOne } from "./ask.js";
import { type Compiled, type Held, unused } from "./compiled.js";
import { core, currentEpoch, results } from "./core.js";
import { BREAKER } from "./generated/cells.js";
import { STATES } from "./generated/codes.js";
import type { BreakerOptions, PolicyOptions } from "./generated/options.js";

/**
 * `closed` lets calls through, `open` none; `half-open` lets probes through; `isolated` was shut by hand.
 *
 * @category What calls share
 */
export type CircuitState = "closed" | "open" | "half-open" | "isolated";

/**
 * A circuit went from one state to another.
 *
 * @category What calls share
 */
export interface CircuitChange {
  /** An origin, or what `key` said. Empty where all were isolated or reset before there was any. */
  key: string;
  from: CircuitState;
  to: CircuitState;
  /** Milliseconds until a probe may be sent, where it opened. */
  probeIn?: number;
}

// Not all the world's origins are remembered.
const MOST = 1000;

// Where the core leaves its changes: see src/abi.rs.
const CHANGES = 10;

/** The circuit of one key. */
export class Circuit {
  readonly key: string;
  /** Shut by hand, which outlives the core that knew it. */
  isIsolated: boolean;
  readonly #all: Circuits;
  readonly #held: Held = { handle: 0, epoch: 0 };

  constructor(key: string, all: Circuits) {
    this.key = key;
    this.#all = all;
    this.isIsolated = all.isIsolated;
  }

  /** By which the core that runs knows it. Another core has a new one, and what was counted is lost. */
  get handle(): number {
    const held = this.#held;
    if (held.epoch !== core().epoch) {
      held.handle = core().circuit(this.#all.policy.handle());
      held.epoch = currentEpoch();
      unused().register(this, held);
      if (this.isIsolated) core().restore(held.handle, this.#all.now(), STATES.indexOf("isolated"), 0, 0, 0);
    }
    return held.handle;
  }

  /** Tells all who watch what has changed, and returns it. */
  tellChanges(): CircuitChange[] {
    const { handle, key } = this;
    const changes: CircuitChange[] = [];
    const count = core().changes(handle);
    const io = results();
    for (let at = CHANGES; at < CHANGES + 3 * count; at += 3) {
      const change: CircuitChange = { key, from: stateAt(io, at), to: stateAt(io, at + 1) };
      if (change.to === "open") change.probeIn = io[at + 2] as number;
      changes.push(change);
    }
    this.#all.hear(changes);
    return changes;
  }

  isAtRest(now: number): boolean {
    const { handle } = this;
    return core().at_rest(handle, now) > 0;
  }

  free(): void {
    const { handle, epoch } = this.#held;
    if (epoch === currentEpoch()) core().release(handle);
  }
}

function stateAt(io: Float64Array, place: number): CircuitState {
  return STATES[io[place] as number] as CircuitState;
}

let made = 0;

/** The circuits that calls of one policy, or of several, go through. */
export class Circuits {
  /** No others have it. */
  readonly number = ++made;
  readonly policy: Compiled;
  /** As they were written. */
  readonly options: BreakerOptions;
  /** The caller's function that says which requests share a circuit. */
  readonly keyOf: ((address: string) => unknown) | undefined;
  /** Those to come are isolated too. */
  isIsolated = false;
  readonly #clock: (() => unknown) | undefined;
  /** By their keys; the oldest comes first. */
  readonly all = new Map<string, Circuit>();
  /** Told of every change. */
  readonly listeners: ((change: CircuitChange) => unknown)[] = [];
  // The oldest first.
  readonly #untold: CircuitChange[] = [];
  #isTelling = false;

  constructor(policy: Compiled, options: BreakerOptions, clock: (() => unknown) | undefined) {
    this.policy = policy;
    this.options = options;
    this.#clock = clock;
    this.keyOf = typeof options.key === "function" ? options.key : undefined;
  }

  /** Those of a policy; nothing, if it has no breaker. */
  static of(policy: Compiled, { breaker, now }: PolicyOptions): Circuits | undefined {
    if (policy.cells[BREAKER] === 0) return undefined;
    return new Circuits(policy, typeof breaker === "object" ? (breaker as BreakerOptions) : {}, now);
  }

  /** Do they go by another clock than the platform's? */
  get hasOwnClock(): boolean {
    return this.#clock !== undefined;
  }

  /** The time of all of them. */
  now(): number {
    return (this.#clock && askNumber(this.#clock)) ?? performance.now();
  }

  /** The circuit of a key: the one that is there, or a new one. */
  of(key: string): Circuit {
    return this.all.get(key) ?? this.#add(key);
  }

  #add(key: string): Circuit {
    if (this.all.size >= MOST) this.#forget();
    const circuit = new Circuit(key, this);
    this.all.set(key, circuit);
    return circuit;
  }

  // Those of which nothing would be lost; or else the oldest, but none that was shut by hand. Not by a clock of the caller's.
  #forget(): void {
    const now = performance.now();
    const idle = [...this.all.values()].filter(({ isIsolated }) => !isIsolated);
    const resting = this.#clock === undefined ? idle.filter((circuit) => circuit.isAtRest(now)) : [];
    for (const circuit of resting.length > 0 ? resting : idle.slice(0, 1)) {
      this.all.delete(circuit.key);
      circuit.free();
    }
  }

  /**
   * Tells all who listen; each gets an object of its own. One may work the breaker: what comes of that is told when everybody has heard
   * of this, so that all hear the same in the same order.
   */
  hear(changes: CircuitChange[]): void {
    this.#untold.push(...changes);
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let change = this.#untold.shift(); change !== undefined; change = this.#untold.shift()) {
        for (const listener of [...this.listeners]) tellOne(listener, { ...change });
      }
    } finally {
      this.#isTelling = false;
    }
  }
}

// By what a CircuitBreaker is known for one. Not by its class, so that calls need not have it.
const breakers = /* @__PURE__ */ new WeakMap<object, Circuits>();

/** Makes an object stand for circuits. */
export function brandBreaker(object: object, circuits: Circuits): void {
  breakers.set(object, circuits);
}

/** Is it a CircuitBreaker? None of another copy of this package is. */
export function isBreaker(value: unknown): value is object {
  return typeof value === "object" && value !== null && breakers.has(value);
}

/** The circuits of a CircuitBreaker. */
export function circuitsOf(breaker: object): Circuits {
  return breakers.get(breaker) as Circuits;
}

/** The number of a CircuitBreaker's circuits. */
export function numberOf(breaker: object): number {
  return circuitsOf(breaker).number;
}
