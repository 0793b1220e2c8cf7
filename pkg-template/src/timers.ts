// All that is waited for, in one heap with one timer: waits between attempts, and the time limits of attempts.
//
// A timer of its own for each call would cost more than all else that a call does. The platform's functions are looked up each
// time, so that fake timers count; and when a timer fires, its time counts as reached, since some of them come without a clock.

/** Something that is waited for. */
export interface Timed {
  /** By `performance.now()`. */
  due: number;
  /** Where it is in the heap; -1: nowhere. */
  place: number;
  /** Its time has come. */
  onTime(): void;
}

// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER = 2147483647;

// Timers drop the fraction of a millisecond, and their own clock may lag by one; but a hint is a floor.
const EARLY = 2;

type Timer = ReturnType<typeof setTimeout>;

class Timers {
  readonly #heap: Timed[] = [];
  // For the first of them, by the setTimeout that was there then.
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #by: typeof setTimeout | undefined;
  readonly #keepsRunning: boolean;

  constructor(keepsRunning: boolean) {
    this.#keepsRunning = keepsRunning;
  }

  add(one: Timed, milliseconds: number, now: number): void {
    one.due = now + milliseconds;
    this.#rise(one, this.#heap.length);
    if (one.due < this.#due || this.#by !== globalThis.setTimeout) this.#arm(milliseconds, one.due);
    else if (this.#heap.length === 1 && this.#keepsRunning) reference(this.#timer);
  }

  remove(one: Timed): void {
    const { place } = one;
    if (place < 0) return;
    one.place = -1;
    const last = this.#heap.pop() as Timed;
    if (last !== one) this.#settle(last, place);
    if (this.#heap.length === 0) unreference(this.#timer);
  }

  #arm(milliseconds: number, due: number): void {
    // A timer of another setTimeout is left to itself: fake timers cannot clear those of the platform.
    if (this.#timer !== undefined && this.#by === globalThis.setTimeout) clearTimeout(this.#timer);
    this.#by = globalThis.setTimeout;
    this.#due = due;
    const isWhole = milliseconds <= LONGEST_TIMER;
    const timer: Timer = setTimeout(() => this.#fire(timer, isWhole), isWhole ? Math.ceil(milliseconds) : LONGEST_TIMER);
    this.#timer = timer;
    if (!this.#keepsRunning) unreference(timer);
  }

  #fire(timer: Timer, isWhole: boolean): void {
    if (timer !== this.#timer) return;
    const clock = performance.now();
    const early = this.#due - clock;
    const isReached = isWhole && !(0 < early && early < EARLY);
    const now = isReached ? Math.max(clock, this.#due) : clock;
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    for (let first = this.#heap[0]; first !== undefined && first.due <= now; first = this.#heap[0]) {
      this.remove(first);
      first.onTime();
    }
    const [first] = this.#heap;
    if (first !== undefined && first.due < this.#due) this.#arm(first.due - now, first.due);
  }

  #settle(one: Timed, place: number): void {
    const parent = this.#heap[(place - 1) >> 1];
    if (place > 0 && parent !== undefined && parent.due > one.due) this.#rise(one, place);
    else this.#sink(one, place);
  }

  #rise(one: Timed, from: number): void {
    const heap = this.#heap;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Timed;
      if (parent.due <= one.due) break;
      heap[place] = parent;
      parent.place = place;
      place = above;
    }
    heap[place] = one;
    one.place = place;
  }

  #sink(one: Timed, from: number): void {
    const heap = this.#heap;
    const { length } = heap;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= length) break;
      if (below + 1 < length && (heap[below + 1] as Timed).due < (heap[below] as Timed).due) below++;
      const child = heap[below] as Timed;
      if (child.due >= one.due) break;
      heap[place] = child;
      child.place = place;
      place = below;
    }
    heap[place] = one;
    one.place = place;
  }
}

// Node keeps running while a timer is referenced. Browsers have numbers for timers.
function reference(timer: unknown): void {
  (timer as { ref?: () => void } | undefined)?.ref?.();
}

function unreference(timer: unknown): void {
  (timer as { unref?: () => void } | undefined)?.unref?.();
}

let referenced: Timers | undefined;
let unreferenced: Timers | undefined;

/** Those of all calls, or of those that are not to keep a process running. */
export function timers(unref: boolean): Timers {
  if (unref) return (unreferenced ??= new Timers(false));
  return (referenced ??= new Timers(true));
}
