// Time, sped up: timers and clocks that run so many times faster than those of the platform. The package asks the platform for
// the time whenever it needs it, so in a worker that has these instead it lives through minutes in seconds, and knows nothing
// of it. The machine can be put to sleep: clocks go on, but nothing runs.

interface Timer {
  due: number;
  run: () => void;
}

export class FastClock {
  readonly #speed: number;
  readonly #realNow = performance.now.bind(performance);
  readonly #realSetTimeout = setTimeout.bind(globalThis);
  readonly #realClearTimeout = clearTimeout.bind(globalThis);
  readonly #began = this.#realNow();
  readonly #timers = new Map<number, Timer>();
  #lastId = 0;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #sleeps = false;
  #awake: (() => void)[] = [];

  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Fast milliseconds since this clock was made. */
  now(): number {
    return (this.#realNow() - this.#began) * this.#speed;
  }

  setTimeout(run: () => void, delay = 0): number {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { due: this.now() + Math.max(0, delay), run });
    this.#arm();
    return this.#lastId;
  }

  clearTimeout(id: number): void {
    if (this.#timers.delete(id)) this.#arm();
  }

  sleep(): void {
    this.#sleeps = true;
    this.#realClearTimeout(this.#alarm);
  }

  wake(): void {
    this.#sleeps = false;
    for (const resolve of this.#awake.splice(0)) resolve();
    this.#arm();
  }

  /** What came over the network while the machine slept is seen when it wakes. */
  untilAwake(): Promise<void> {
    return this.#sleeps ? new Promise((resolve) => this.#awake.push(resolve)) : Promise.resolve();
  }

  /** Puts these in the platform's place. */
  install(): void {
    const epoch = Date.now();
    const network = fetch.bind(globalThis);
    Date.now = () => epoch + this.now();
    performance.now = () => this.now();
    Object.assign(globalThis, {
      setTimeout: (run: () => void, delay?: number) => this.setTimeout(run, delay),
      clearTimeout: (id: number) => this.clearTimeout(id),
      fetch: async (...request: Parameters<typeof fetch>) => {
        try {
          return await network(...request);
        } finally {
          await this.untilAwake();
        }
      },
    });
  }

  #arm(): void {
    this.#realClearTimeout(this.#alarm);
    if (this.#sleeps || this.#timers.size === 0) return;
    const due = Math.min(...[...this.#timers.values()].map((timer) => timer.due));
    this.#alarm = this.#realSetTimeout(() => this.#ring(), Math.max(0, (due - this.now()) / this.#speed));
  }

  #ring(): void {
    const now = this.now();
    const due = [...this.#timers].filter(([, timer]) => timer.due <= now).sort(([, a], [, b]) => a.due - b.due);
    for (const [id, { run }] of due) {
      // One that ran before it may have called it off.
      if (this.#timers.delete(id)) run();
    }
    this.#arm();
  }
}
