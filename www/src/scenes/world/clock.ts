// Virtual time: a clock that stands still while anything runs, and then goes to the next thing that is due. The package asks the
// platform for timers and for the time whenever it needs them, so in a worker that has these instead it lives through minutes
// in a moment, and knows nothing of it.

interface Due {
  at: number;
  /** In the order in which they were asked for, where they are due at one moment. */
  order: number;
  run: () => void;
}

const EPOCH = Date.UTC(2030, 0, 1);

export class VirtualClock {
  now = 0;
  readonly #heap: Due[] = [];
  readonly #timers = new Map<number, Due>();
  #asked = 0;

  /** Does it at that moment. */
  at(moment: number, run: () => void): number {
    this.#asked += 1;
    const due = { at: Math.max(moment, this.now), order: this.#asked, run };
    this.#timers.set(due.order, due);
    this.#push(due);
    return due.order;
  }

  /** Puts these in the platform's place. */
  install(): void {
    Date.now = () => EPOCH + Math.floor(this.now);
    performance.now = () => this.now;
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delay = 0) => this.at(this.now + Math.max(0, delay), run),
      clearTimeout: (id: number) => this.#timers.delete(id),
    });
  }

  /** Goes from one thing that is due to the next, up to that moment. */
  async run(until: number): Promise<void> {
    await turn();
    for (let due = this.#pop(); due !== undefined; due = this.#pop()) {
      if (due.at > until) break;
      if (!this.#timers.delete(due.order)) continue;
      this.now = due.at;
      due.run();
      // Everything that can go on without a timer goes on before time does.
      await turn();
    }
    this.now = until;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Due;
      if (isBefore(parent, due)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Due, heap[below] as Due)) below += 1;
      const child = heap[below] as Due;
      if (isBefore(last, child)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

// A message comes after all that promises have still to do.
const channel = new MessageChannel();
let arrived: (() => void) | undefined;
channel.port1.onmessage = () => arrived?.();

function turn(): Promise<void> {
  return new Promise((resolve) => {
    arrived = resolve;
    channel.port2.postMessage(0);
  });
}
