// A client: a policy with what the reader has left it of retries, budget and circuit breaker, and a tally of its calls.

import {
  CircuitBreaker,
  type CircuitChange,
  type CircuitSnapshot,
  createFetch,
  type PolicyOptions,
  RetryPolicy,
  reportOf,
} from "holdfast-fetch";
import { ROOT } from "../shared/server.js";
import type { Endpoint } from "./conditions.js";
import { Tally } from "./tally.js";

export interface Parts {
  retries: boolean;
  budget: boolean;
  breaker: boolean;
}

/** Everything is shorter than one would have it in earnest, so that an outage can be watched in a minute. */
export const RETRIES = 3;
export const BREAKER = { failureRate: 0.5, window: 5_000, minimum: 10, open: 2_000 } as const;
export const BUDGET = { ratio: 0.4, initial: 6, cap: 6 } as const;
const COMMON: PolicyOptions = {
  backoff: { type: "exponential", base: "200ms", factor: 2 },
  jitter: "full",
  attemptTimeout: "400ms",
  deadline: "10s",
  // Each call is an order with a key of its own, which makes it safe to send again.
  idempotencyKey: true,
};

const ORDERS = new URL("orders", ROOT);

export interface Tokens {
  credit: number;
  earned: number;
}

export class Client {
  tally = new Tally();
  #parts: Parts;
  #breaker: CircuitBreaker | undefined;
  #policy: RetryPolicy;
  #fetch: ReturnType<typeof createFetch>;
  #leaving = new AbortController();
  readonly #endpoint: Endpoint;
  readonly #now: () => number;
  readonly #onCircuit: (change: CircuitChange) => void;

  constructor(parts: Parts, endpoint: Endpoint, now: () => number, onCircuit: (change: CircuitChange) => void) {
    this.#parts = parts;
    this.#endpoint = endpoint;
    this.#now = now;
    this.#onCircuit = onCircuit;
    [this.#policy, this.#fetch] = this.#make();
  }

  get parts(): Parts {
    return this.#parts;
  }

  /** With other parts it is another policy: its circuit is closed, and its tokens are there again. */
  set parts(parts: Parts) {
    this.#parts = parts;
    [this.#policy, this.#fetch] = this.#make();
  }

  /** The circuit; undefined without a breaker, and until the first call. */
  get circuit(): CircuitSnapshot | undefined {
    return this.#breaker?.snapshot()[0];
  }

  get tokens(): Tokens | undefined {
    if (!this.#parts.budget) return undefined;
    return this.#policy.budgets()[0] ?? { credit: BUDGET.initial, earned: 0 };
  }

  call(): void {
    const tally = this.tally;
    tally.call(this.#now(), this.#endpoint.isWell);
    const init = { method: "POST", body: JSON.stringify({ item: "rope" }), signal: this.#leaving.signal };
    const done = (outcome: unknown): void => {
      const report = reportOf(outcome);
      if (report !== undefined) tally.end(report);
    };
    this.#fetch(ORDERS, init).then((response) => {
      done(response);
      void response.body?.cancel();
    }, done);
  }

  /** Calls off whatever is under way. */
  stop(): void {
    this.#leaving.abort();
    this.#leaving = new AbortController();
  }

  #make(): [RetryPolicy, ReturnType<typeof createFetch>] {
    const { retries, budget, breaker } = this.#parts;
    this.#breaker = breaker ? new CircuitBreaker(BREAKER) : undefined;
    this.#breaker?.onChange(this.#onCircuit);
    const policy = new RetryPolicy({
      ...COMMON,
      retries: retries ? RETRIES : 0,
      budget: budget ? BUDGET : false,
      breaker: this.#breaker ?? false,
      // Each attempt goes to the server as it is at that moment.
      fetch: (_input, init) => this.#endpoint.send(init),
      onEvent: (event) => this.tally.event(event, this.#now(), this.#endpoint.isWell),
    });
    return [policy, createFetch(policy)];
  }
}
