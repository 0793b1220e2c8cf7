// The class CircuitBreaker: circuits that several policies share, and that can be watched and worked by hand.
import { brandBreaker, type Circuit, type CircuitChange, type CircuitState, type Circuits, circuitsOf } from "./circuits.js";
import { core, results } from "./core.js";
import { STATES } from "./generated/codes.js";
import type { BreakerOptions } from "./generated/options.js";
import { make } from "./policy.js";

/**
 * One circuit at a moment.
 *
 * @category What calls share
 */
export interface CircuitSnapshot {
  /** An origin, or what `key` said. */
  key: string;
  state: CircuitState;
  /** Calls in the window. */
  calls: number;
  /** How many of these failed. */
  failures: number;
  /** How many of these were slow. */
  slow: number;
  /** Failures in a row. */
  consecutive: number;
  /** How many times in a row it has opened. */
  opened: number;
  /** Probes under way. */
  probing: number;
  /** Milliseconds until a probe may be sent; 0 unless it is open. */
  probeIn: number;
}

/**
 * One circuit as data. Times are milliseconds since 1970.
 *
 * @category What calls share
 */
export interface CircuitData {
  /** An origin, or what `key` said. */
  key: string;
  state: CircuitState;
  /** How many times in a row it has opened. */
  opened: number;
  /** When a probe may be sent, of an open one. */
  probeAt?: number;
  /** Failures in a row, of a closed one. */
  consecutive?: number;
  /**
   * What a closed one has counted in each tenth of its window, the newest first, which began at `since`: calls, how many of them failed,
   * and how many were slow.
   */
  window?: { since: number; counts: (readonly [calls: number, failures: number, slow: number])[] };
}

/**
 * A circuit breaker as data.
 *
 * @category What calls share
 */
export interface CircuitBreakerData {
  options: BreakerOptions;
  circuits: CircuitData[];
  /** All are isolated, those to come included. */
  isolated?: true;
}

// From the best to the worst.
const RANKED: CircuitState[] = ["closed", "half-open", "open", "isolated"];

/**
 * Circuits that several policies share, and that can be watched and worked by hand: one for each key.
 *
 * @example
 * ```ts
 * const breaker = new CircuitBreaker({ failureRate: 0.5, open: "10s" });
 * const orders = new RetryPolicy({ breaker });
 * const stop = breaker.onChange(({ key, from, to }) => console.log(key, from, to));
 * ```
 * @category What calls share
 */
export class CircuitBreaker {
  /**
   * `options.now`: a clock of your own, in milliseconds, for all of its circuits.
   *
   * @throws `TypeError` as {@link RetryPolicy}, with fields such as `breaker.window`
   */
  constructor(options?: BreakerOptions & { now?: () => number }) {
    const { now, ...own } = typeof options === "object" && options !== null ? options : {};
    const isObject = typeof options === "object" && options !== null && !Array.isArray(options);
    const breaker = isObject ? own : (options ?? true);
    const { circuits } = make(undefined, { breaker, now }).sharing;
    if (circuits === undefined) throw new TypeError("circuit breaker: the options are false; allowed: an object of options");
    known().set(circuits, this);
    brandBreaker(this, circuits);
  }

  /** Of the circuit that is worst off; `"closed"` where there is none yet. */
  get state(): CircuitState {
    const circuits = circuitsOf(this);
    const ranks = snapshotsOf(circuits).map(({ state }) => RANKED.indexOf(state));
    return circuits.isIsolated ? "isolated" : (RANKED[Math.max(0, ...ranks)] as CircuitState);
  }

  /** Every circuit that has seen a call. */
  snapshot(): CircuitSnapshot[] {
    return snapshotsOf(circuitsOf(this));
  }

  /** Lets no call through until `reset`: the circuit of one key, or all of them, those to come included. */
  isolate(key?: string): void {
    shut(circuitsOf(this), true, key);
  }

  /** Closes: the circuit of one key, or all of them. What they counted is forgotten. */
  reset(key?: string): void {
    shut(circuitsOf(this), false, key);
  }

  /**
   * Tells `listener` of every change.
   *
   * @returns a function that ends that
   */
  onChange(listener: (change: CircuitChange) => void): () => void {
    const { listeners } = circuitsOf(this);
    const entry = (change: CircuitChange) => listener(change); // the same listener may come twice
    listeners.push(entry);
    return () => {
      const place = listeners.indexOf(entry);
      if (place >= 0) listeners.splice(place, 1);
    };
  }

  /** Options and circuits as data, for `hydrate` in another process or after a reload. Functions are left out. */
  toJSON(): CircuitBreakerData {
    const circuits = circuitsOf(this);
    const wall = Date.now();
    const data: CircuitBreakerData = {
      options: JSON.parse(JSON.stringify(circuits.options)),
      circuits: looked(circuits, ({ key, state, opened, probeIn, consecutive, calls }, io) => ({
        key,
        state,
        opened,
        // An isolated circuit waits for nobody but its owner.
        ...(state === "open" && { probeAt: wall + probeIn }),
        ...(state === "closed" && consecutive > 0 && { consecutive }),
        ...(state === "closed" && calls > 0 && { window: windowAt(io, wall) }),
      })),
    };
    if (circuits.isIsolated) data.isolated = true;
    return data;
  }

  /** What `toJSON` gave, as it would be by now. */
  static hydrate(data: CircuitBreakerData): CircuitBreaker {
    const memories = memoriesOf(data);
    const breaker = made(data.options);
    const circuits = circuitsOf(breaker);
    circuits.isIsolated = Boolean(data.isolated);
    const now = circuits.now();
    for (const { key, state, opened, probeIn, consecutive, counted } of memories) {
      const circuit = circuits.of(key);
      const { handle } = circuit;
      circuit.isIsolated = state === "isolated";
      results().fill(0).set(counted, COUNTED);
      core().restore(handle, now, STATES.indexOf(state), opened, probeIn, consecutive);
    }
    return breaker;
  }
}

// Out here, since a class that names itself gets another name from bundlers, which people would read in what is printed.
function made(options: BreakerOptions): CircuitBreaker {
  return new CircuitBreaker(options);
}

// Where the core leaves what a circuit has counted: see src/abi.rs.
const COUNTED = 8;
const PARTS = 10;

// The oldest parts of a window, in which nothing was counted, need not be said.
function windowAt(io: Float64Array, wall: number): NonNullable<CircuitData["window"]> {
  const part = (at: number) => [...io.slice(at, at + 3)] as [calls: number, failures: number, slow: number];
  const counts = Array.from({ length: PARTS }, (_, index) => part(COUNTED + 1 + 3 * index));
  while (counts.at(-1)?.[0] === 0) counts.pop();
  return { since: wall - (io[COUNTED] as number), counts };
}

function snapshotsOf(circuits: Circuits): CircuitSnapshot[] {
  return looked(circuits, (snapshot) => snapshot);
}

// All of them at this moment. Whoever looks hears of what time has changed, and may call the core.
function looked<T>(circuits: Circuits, read: (snapshot: CircuitSnapshot, io: Float64Array) => T): T[] {
  const now = circuits.now();
  return [...circuits.all.values()].map((circuit) => {
    const { handle, key } = circuit;
    core().snapshot(handle, now);
    const io = results().slice();
    const [at = 0, calls = 0, failures = 0, slow = 0, consecutive = 0, opened = 0, probing = 0, probeIn = 0] = io;
    circuit.tellChanges();
    const state = STATES[at] as CircuitState;
    return read({ key, state, calls, failures, slow, consecutive, opened, probing, probeIn }, io);
  });
}

// Isolates or resets the circuit of one key, or all of them.
function shut(circuits: Circuits, isIsolated: boolean, key: string | undefined): void {
  const now = circuits.now();
  if (key !== undefined) return shutOne(circuits.of(key), isIsolated, now);
  const [from, to]: CircuitState[] = isIsolated ? ["closed", "isolated"] : ["isolated", "closed"];
  const isChange = isIsolated !== circuits.isIsolated && circuits.all.size === 0;
  circuits.isIsolated = isIsolated;
  if (isChange) circuits.hear([{ key: "", from, to } as CircuitChange]);
  for (const circuit of [...circuits.all.values()]) shutOne(circuit, isIsolated, now);
}

function shutOne(circuit: Circuit, isIsolated: boolean, now: number): void {
  const { handle } = circuit;
  circuit.isIsolated = isIsolated;
  if (isIsolated) core().isolate(handle, now);
  else core().reset(handle, now);
  circuit.tellChanges();
}

/** What a circuit was, to be so again. */
interface CircuitMemory {
  key: string;
  state: CircuitState;
  opened: number;
  probeIn: number;
  consecutive: number;
  /** How long ago the newest part of its window began, and the counts of all parts. */
  counted: number[];
}

// Up to 2^31 - 1. The core counts further, but where it is translated to JavaScript, the greatest number of 32 bits is read as none.
const isCount = (count: unknown) => count === ((count as number) & 0x7fffffff);

// Of a call that never was, nothing failed.
function isPart(part: unknown): boolean {
  const [calls = 0, ...some] = part as number[];
  return Array.isArray(part) && part.length === 3 && part.every(isCount) && some.every((count) => count <= calls);
}

// The clock may have moved on since: in an hour an open circuit is one that lets a probe through.
function memoriesOf(data: CircuitBreakerData): CircuitMemory[] {
  const circuits = data?.circuits;
  if (!Array.isArray(circuits)) throw new TypeError("circuit breaker: hydrate takes what toJSON gave: { options, circuits }");
  const wall = Date.now();
  return circuits.map(({ key, state, opened = 0, probeAt = wall, consecutive = 0, window }) => {
    const { since, counts } = window ?? { since: wall, counts: [] };
    if (
      typeof key !== "string" ||
      !RANKED.includes(state) ||
      !Number.isFinite(probeAt) ||
      !Number.isFinite(since) ||
      ![opened, consecutive].every(isCount) ||
      !Array.isArray(counts) ||
      counts.length > PARTS ||
      !counts.every(isPart)
    ) {
      const counts =
        "counts that are whole numbers, in its window [calls, failures, slow], no more failed or slow than there were";
      throw new TypeError(`circuit breaker: a circuit has a key, a state, times, and ${counts}`);
    }
    return {
      key,
      state,
      opened,
      probeIn: Math.max(0, probeAt - wall),
      consecutive,
      counted: [Math.max(0, wall - since), ...counts.flat()],
    };
  });
}

let breakers: WeakMap<Circuits, CircuitBreaker> | undefined;

function known(): WeakMap<Circuits, CircuitBreaker> {
  breakers ??= new WeakMap();
  return breakers;
}

/** The CircuitBreaker of a policy's circuits: always the same one. */
export function breakerWith(circuits: Circuits): CircuitBreaker {
  const breaker = known().get(circuits) ?? (Object.create(CircuitBreaker.prototype) as CircuitBreaker);
  known().set(circuits, breaker);
  brandBreaker(breaker, circuits);
  return breaker;
}
