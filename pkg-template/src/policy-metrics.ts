// Measures what the calls of policies share: retry tokens and circuits, asked for when a reader collects.
import type { CircuitState, RetryPolicy } from "holdfast-fetch";
import { circuitOf, parsed, serverOf } from "./http-attributes.js";
import type { Instruments } from "./instruments.js";
import { safely } from "./safely.js";

// From the best to the worst.
const STATES: readonly CircuitState[] = ["closed", "half-open", "open", "isolated"];

/** The policies that a set of instruments asks. */
class Observed {
  // Weak: nobody says when a policy is used no more.
  readonly #policies = new Set<WeakRef<RetryPolicy>>();
  readonly #known = new WeakMap<RetryPolicy, WeakRef<RetryPolicy>>();

  constructor({ tokens, circuitState }: Instruments) {
    tokens.addCallback((result) => {
      // Those of operations are no server's. In a page, an empty address would be the page's own.
      for (const [key, left] of leastTokens(this.#living())) result.observe(left, key === "" ? {} : serverOf(parsed(key)));
    });
    circuitState.addCallback((result) => {
      for (const [key, worst] of worstStates(this.#living())) {
        for (const state of STATES) result.observe(state === worst ? 1 : 0, circuitOf(key, state));
      }
    });
  }

  add(policy: RetryPolicy): () => void {
    const known = this.#known.get(policy) ?? new WeakRef(policy);
    this.#known.set(policy, known);
    this.#policies.add(known);
    return () => {
      this.#policies.delete(known);
    };
  }

  #living(): RetryPolicy[] {
    const found: RetryPolicy[] = [];
    for (const known of this.#policies) {
      const policy = known.deref();
      if (policy === undefined) this.#policies.delete(known);
      else found.push(policy);
    }
    return found;
  }
}

const observed = /* @__PURE__ */ new WeakMap<Instruments, Observed>();

/** Measures a policy for as long as it is used, or until the function that this returns is called. */
export function observe(instruments: Instruments, policy: RetryPolicy): () => void {
  let policies = observed.get(instruments);
  if (policies === undefined) {
    policies = new Observed(instruments);
    observed.set(instruments, policies);
  }
  return policies.add(policy);
}

// Policies may share a budget, so they are not added up. The one that is worst off is the one to look at.
function leastTokens(policies: RetryPolicy[]): Map<string, number> {
  const least = new Map<string, number>();
  for (const policy of policies) {
    for (const { key, credit, earned } of safely(() => policy.budgets()) ?? []) {
      least.set(key, Math.min(credit + earned, least.get(key) ?? Number.POSITIVE_INFINITY));
    }
  }
  return least;
}

function worstStates(policies: RetryPolicy[]): Map<string, CircuitState> {
  const worst = new Map<string, CircuitState>();
  const rank = (state: CircuitState | undefined) => (state === undefined ? -1 : STATES.indexOf(state));
  for (const policy of policies) {
    for (const { key, state } of safely(() => policy.breaker?.snapshot()) ?? []) {
      if (rank(state) > rank(worst.get(key))) worst.set(key, state);
    }
  }
  return worst;
}
