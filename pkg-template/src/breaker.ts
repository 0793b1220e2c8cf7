// The class CircuitBreaker: circuits that several policies share, and that can be watched and worked by hand.
import {
  brandBreaker,
  type CircuitChange,
  type CircuitMemory,
  type CircuitSnapshot,
  type CircuitState,
  type Circuits,
  circuitsOf,
} from "./circuits.js";
import type { BreakerOptions } from "./generated/options.js";
import { make } from "./policy.js";

/**
 * A circuit breaker as data.
 *
 * @category What calls share
 */
export interface CircuitBreakerData {
  options: BreakerOptions;
  /** `probeAt`: when a probe may be sent, in milliseconds since 1970. `consecutive`: failures in a row of a closed one. */
  circuits: { key: string; state: CircuitState; opened: number; probeAt?: number; consecutive?: number }[];
  /** All are isolated, those to come included. */
  isolated?: true;
}

// From the best to the worst.
const RANKED: CircuitState[] = ["closed", "half-open", "open", "isolated"];

/**
 * Circuits that several policies share, and that can be watched and worked by hand: one for each key.
 *
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
    const ranks = circuits.snapshots().map(({ state }) => RANKED.indexOf(state));
    return circuits.isIsolated ? "isolated" : (RANKED[Math.max(0, ...ranks)] as CircuitState);
  }

  /** Every circuit that has seen a call. */
  snapshot(): CircuitSnapshot[] {
    return circuitsOf(this).snapshots();
  }

  /** Lets no call through until `reset`: the circuit of one key, or all of them, those to come included. */
  isolate(key?: string): void {
    circuitsOf(this).shut(true, key);
  }

  /** Closes: the circuit of one key, or all of them. What they counted is forgotten. */
  reset(key?: string): void {
    circuitsOf(this).shut(false, key);
  }

  /**
   * Tells `listener` of every change.
   *
   * @returns a function that ends that
   */
  onChange(listener: (change: CircuitChange) => void): () => void {
    return circuitsOf(this).listen(listener);
  }

  /** Options and circuits as data, for `hydrate` in another process or after a reload. Functions are left out, and so are the calls in the window. */
  toJSON(): CircuitBreakerData {
    const circuits = circuitsOf(this);
    const wall = Date.now();
    const data: CircuitBreakerData = {
      options: JSON.parse(JSON.stringify(circuits.options)),
      circuits: circuits.snapshots().map(({ key, state, opened, probeIn, consecutive }) => ({
        key,
        state,
        opened,
        // An isolated circuit waits for nobody but its owner.
        ...(state === "open" && { probeAt: wall + probeIn }),
        ...(state === "closed" && consecutive > 0 && { consecutive }),
      })),
    };
    if (circuits.isIsolated) data.isolated = true;
    return data;
  }

  /** What `toJSON` gave, as it would be by now. */
  static hydrate(data: CircuitBreakerData): CircuitBreaker {
    const memories = memoriesOf(data);
    const breaker = new CircuitBreaker(data.options);
    const circuits = circuitsOf(breaker);
    circuits.isIsolated = Boolean(data.isolated);
    circuits.restore(memories);
    return breaker;
  }
}

// The clock may have moved on since: in an hour an open circuit is one that lets a probe through.
function memoriesOf(data: CircuitBreakerData): CircuitMemory[] {
  const circuits = data?.circuits;
  if (!Array.isArray(circuits)) throw new TypeError("circuit breaker: hydrate takes what toJSON gave: { options, circuits }");
  const wall = Date.now();
  return circuits.map(({ key, state, opened = 0, probeAt = wall, consecutive = 0 }) => {
    if (typeof key !== "string" || !RANKED.includes(state) || !Number.isFinite(probeAt)) {
      throw new TypeError("circuit breaker: a circuit has a key, a state, and times as numbers");
    }
    return { key, state, opened: opened >>> 0, probeIn: Math.max(0, probeAt - wall), consecutive: consecutive >>> 0 };
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
