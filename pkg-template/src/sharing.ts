// What the calls of a policy share: for each origin its tokens and the throttle's memory, and a circuit.
import type { Circuit, Circuits } from "./circuits.js";
import { type Compiled, type Held, unused } from "./compiled.js";
import { core, currentEpoch, results } from "./core.js";
import { originOf } from "./origin.js";
import { Origins } from "./origins.js";

/** What one call shares with others, as handles; 0: nothing. */
export interface Shares {
  readonly origin: number;
  readonly circuit: Circuit | undefined;
}

const NOTHING: Shares = { origin: 0, circuit: undefined };

/** All that the calls of a policy share, and of those that are derived from it. */
export class Sharing {
  readonly circuits: Circuits | undefined;
  private readonly policy: Compiled;
  private readonly origins: Origins<Held>;
  private epoch = 0;

  constructor(policy: Compiled, circuits: Circuits | undefined) {
    this.policy = policy;
    this.circuits = circuits;
    this.origins = new Origins(
      () => {
        const held = { handle: core().origin(policy.handle(), Number.NaN), epoch: currentEpoch() };
        unused().register(this, held, held);
        return held;
      },
      (held) => {
        unused().unregister(held);
        core().release(held.handle);
      },
    );
  }

  /** What a request shares. `key`: what the caller's function says of its circuit. */
  of(address: string | undefined, key: string | undefined): Shares {
    const { policy, circuits } = this;
    if (!policy.shares && circuits === undefined) return NOTHING;
    // Handles of another instance mean nothing.
    if (this.epoch !== core().epoch) {
      this.origins.clear();
      this.epoch = currentEpoch();
    }
    const origin = policy.shares ? this.origins.of(address).handle : 0;
    return { origin, circuit: circuits?.of(key ?? (policy.circuitKey === 1 ? "" : originOf(address))) };
  }

  /** The retry tokens left, for each origin that was called. */
  budgets(): { key: string; credit: number; earned: number }[] {
    const { balance } = core();
    if (this.epoch !== currentEpoch()) return [];
    const budgets = [];
    for (const [key, { handle }] of this.origins.entries()) {
      if (balance(handle) > 0) {
        const [credit = 0, earned = 0] = results();
        budgets.push({ key, credit, earned });
      }
    }
    return budgets;
  }
}
