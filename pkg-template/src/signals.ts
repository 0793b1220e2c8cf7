// One listener for each signal of a caller's, however many calls go by it.
//
// A listener for each call makes Node warn at the eleventh, and AbortSignal.any keeps something of every call on a signal that
// lives long. A signal of another realm, or an imitation, is told by what it can do.

import { tellAll } from "./tell-all.js";

/** What hears of an abort. */
export interface Abortable {
  onAbort(reason: unknown): void;
}

class Watch {
  readonly #signal: AbortSignal;
  readonly #calls = new Set<Abortable>();
  // Of requests whose responses may still be read. Weak: nobody says when a body has been read.
  readonly #bodies = new Set<WeakRef<AbortController>>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  add(call: Abortable): void {
    if (this.#isIdle()) this.#signal.addEventListener("abort", this.#hear);
    this.#calls.add(call);
  }

  remove(call: Abortable): void {
    this.#calls.delete(call);
    this.#rest();
  }

  follow(own: AbortController): void {
    // Whoever heard of the answer may have given up. There is no second event.
    if (this.#signal.aborted) return own.abort(this.#signal.reason);
    const body = new WeakRef(own);
    if (this.#isIdle()) this.#signal.addEventListener("abort", this.#hear);
    this.#bodies.add(body);
    unread.register(own, () => {
      this.#bodies.delete(body);
      this.#rest();
    });
  }

  readonly #hear = (): void => {
    const { reason } = this.#signal;
    try {
      tellAll([...this.#calls], (call) => call.onAbort(reason));
    } finally {
      for (const body of this.#bodies) body.deref()?.abort(reason);
      this.#bodies.clear();
      this.#rest();
    }
  };

  #isIdle(): boolean {
    return this.#calls.size === 0 && this.#bodies.size === 0;
  }

  #rest(): void {
    if (this.#isIdle()) this.#signal.removeEventListener("abort", this.#hear);
  }
}

const watches = /* @__PURE__ */ new WeakMap<AbortSignal, Watch>();
const unread = /* @__PURE__ */ new FinalizationRegistry<() => void>((forget) => forget());

function watchOf(signal: AbortSignal): Watch {
  let watch = watches.get(signal);
  if (watch === undefined) {
    watch = new Watch(signal);
    watches.set(signal, watch);
  }
  return watch;
}

/** Tells a call when the signal is aborted. */
export function watch(signal: AbortSignal, call: Abortable): void {
  watchOf(signal).add(call);
}

/** No longer. */
export function unwatch(signal: AbortSignal, call: Abortable): void {
  watches.get(signal)?.remove(call);
}

/** By what name an attempt's signal keeps its controller: whoever can still abort the reading of a body holds the signal. */
const CONTROLLER = Symbol("controller");

/** Lets the caller's signal govern a body that is still to be read, as it would for `fetch`. */
export function govern(signal: AbortSignal, own: AbortController): void {
  (own.signal as unknown as Record<symbol, unknown>)[CONTROLLER] = own;
  watchOf(signal).follow(own);
}
