// All that is waited for, in one heap with one timer: waits between attempts, and the time limits of attempts.
//
// A timer of its own for each call would cost more than all else that a call does. The platform's functions are looked up each
// time, so that fake timers count; and when a timer fires, its time counts as reached, since some of them come without a clock.

/** Something that is waited for. */
export interface Timed {
  /** By `performance.now()`. */
  due: number;
  /** Where it is in the heap, or {@link NOWHERE}. */
  place: number;
  /** Its time has come. */
  onTime(): void;
}

// Browsers and Node fire at once when a timer is set for longer than 2^31 - 1 ms.
const LONGEST_TIMER = 2147483647;

// Timers drop the fraction of a millisecond, and their own clock may lag by one; but a hint is a floor.
const EARLY = 2;

/** The place of what is not waited for, and of what will be told in a moment that its time has come. */
export const NOWHERE = -1;
const DUE = -2;

type Timer = ReturnType<typeof globalThis.setTimeout>;

class Timers {
  readonly #heap: Timed[] = [];
  // For the first of them, by the setTimeout that was there then.
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #by: typeof setTimeout | undefined;
  // When it was set: by the reckoning of what is due, and by both clocks.
  #since = 0;
  #monotonic = 0;
  #wall = 0;
  readonly #keepsRunning: boolean;

  constructor(keepsRunning: boolean) {
    this.#keepsRunning = keepsRunning;
  }

  /** Waits so long from `now` on. */
  wait(one: Timed, milliseconds: number, now: number): void {
    // Not by a timer that was left from before: a fake clock may pass it by in one step with the end of this wait.
    const isFirst = this.#heap.length === 0;
    this.#push(one, milliseconds, now);
    if (isFirst || one.due < this.#due || this.#by !== globalThis.setTimeout) this.#arm(one, now);
  }

  /** The same for what will most likely not come to pass. */
  limit(one: Timed, milliseconds: number, now: number): void {
    this.#push(one, milliseconds, now);
    if (one.due < this.#due || this.#by !== globalThis.setTimeout) this.#arm(one, now);
    else if (this.#heap.length === 1 && this.#keepsRunning && hasReferences(this.#timer)) this.#timer.ref();
  }

  remove(one: Timed): void {
    const { place } = one;
    one.place = NOWHERE;
    if (place < 0) return;
    const last = this.#heap.pop() as Timed;
    if (last !== one) this.#settle(last, place);
    if (this.#heap.length === 0) this.#rest();
  }

  #push(one: Timed, milliseconds: number, now: number): void {
    one.due = now + milliseconds;
    this.#rise(one, this.#heap.length);
  }

  // Nothing is waited for. To set a timer costs more than to let one be that keeps nothing running, as Node's can.
  #rest(): void {
    if (hasReferences(this.#timer)) {
      this.#timer.unref();
    } else {
      this.#clear();
      this.#due = Number.POSITIVE_INFINITY;
    }
  }

  // A timer of another setTimeout is left to itself: fake timers cannot clear those of the platform.
  #clear(): void {
    if (this.#timer !== undefined && this.#by === globalThis.setTimeout) clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm({ due }: Timed, now: number): void {
    this.#clear();
    this.#by = globalThis.setTimeout;
    this.#due = due;
    this.#since = now;
    this.#monotonic = performance.now();
    this.#wall = Date.now();
    const length = Math.min(Math.ceil(due - now), LONGEST_TIMER);
    const timer: Timer = setTimeout(() => this.#fire(timer, length), length);
    this.#timer = timer;
    if (!this.#keepsRunning && hasReferences(timer)) timer.unref();
  }

  #fire(timer: Timer, length: number): void {
    if (timer !== this.#timer) return;
    // A machine that sleeps may stop the one clock, and fake timers may come without the other, or without any.
    const passed = Math.max(performance.now() - this.#monotonic, Date.now() - this.#wall);
    const isEarly = length - EARLY < passed && passed < length;
    const now = this.#since + (isEarly ? passed : Math.max(passed, length));
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    // All at once, since what is added meanwhile goes by the platform's clock, which may lag behind this reckoning.
    const due: Timed[] = [];
    for (let first = this.#heap[0]; first !== undefined && first.due <= now; first = this.#heap[0]) {
      this.remove(first);
      first.place = DUE;
      due.push(first);
    }
    for (const one of due) {
      if (one.place === DUE) {
        one.place = NOWHERE;
        one.onTime();
      }
    }
    const [first] = this.#heap;
    if (first !== undefined && first.due < this.#due) this.#arm(first, now);
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
function hasReferences(timer: unknown): timer is { ref(): void; unref(): void } {
  return typeof (timer as { unref?: unknown } | undefined)?.unref === "function";
}

let referenced: Timers | undefined;
let unreferenced: Timers | undefined;

/** Those of all calls, or of those that are not to keep a process running. */
export function timers(unref: boolean): Timers {
  if (unref) {
    unreferenced ??= new Timers(false);
    return unreferenced;
  }
  referenced ??= new Timers(true);
  return referenced;
}
