// All that is waited for, in one heap with one timer: waits between attempts, and the time limits of attempts.
//
// A timer of its own for each call would cost more than all else that a call does. The platform's functions are looked up each
// time, so that fake timers count; and when a timer fires, its time counts as reached, since some of them come without a clock.
//
// Each setTimeout has a heap of its own: what was begun by the platform's ends by that, whatever is put in its place meanwhile. Fake
// ones get a timer for each wait, since they may be told to forget theirs, and may pass several by in one step.

import { LONGEST_TIMER } from "./longest-timer.js";
import { tellAll } from "./tell-all.js";

/** Something that is waited for. */
export interface Timed {
  /** By `performance.now()`. */
  due: number;
  /** Where it is in the heap, or {@link NOWHERE}. */
  place: number;
  /** By whom it is waited for, if it is. */
  among: Timers | undefined;
  /** Its time has come. */
  onTime(): void;
}

// Timers drop the fraction of a millisecond, and their own clock may lag by one; but a hint is a floor.
const EARLY = 2;

// What sums of milliseconds may be wrong by, and more.
const ROUNDING = 1e-3;

/** The place of what is not waited for. */
export const NOWHERE = -1;

// Of what will be told in a moment that its time has come, and of what has a timer of its own.
const DUE = -2;
const ALONE = -3;

type Timer = ReturnType<typeof globalThis.setTimeout>;

/** What waits by one setTimeout. */
export class Timers {
  readonly by = globalThis.setTimeout;
  readonly #clearBy = globalThis.clearTimeout;
  readonly #heap: Timed[] = [];
  // For the first of them.
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  // When it was set: by the reckoning of what is due, and by both clocks.
  #since = 0;
  #monotonic = 0;
  #wall = 0;
  // One for each, where they cannot share one.
  #alone: Map<Timed, Timer> | undefined;
  readonly #keepsRunning: boolean;

  constructor(keepsRunning: boolean) {
    this.#keepsRunning = keepsRunning;
  }

  /** Waits so long from `now` on. */
  wait(one: Timed, milliseconds: number, now: number): void {
    // Not by a timer that was left from before: a fake clock may pass it by in one step with the end of this wait.
    const isFirst = this.#heap.length === 0;
    this.#push(one, milliseconds, now);
    if (isFirst || one.due < this.#due) this.#arm(now);
  }

  /** The same for what will most likely not come to pass. */
  limit(one: Timed, milliseconds: number, now: number): void {
    this.#push(one, milliseconds, now);
    if (one.due < this.#due) this.#arm(now);
    else if (this.#heap.length === 1 && this.#keepsRunning && hasReferences(this.#timer)) this.#timer.ref();
  }

  remove(one: Timed): void {
    const heap = this.#heap;
    const { place } = one;
    if (place >= 0) {
      // The last takes its place. It leaves its own only then: where the stack ends, nothing may be lost.
      const last = heap.length - 1;
      if (place !== last) this.#settle(heap[last] as Timed, place);
      heap.length = last;
    }
    one.place = NOWHERE;
    // Where the stack ends in one of these, whoever asks again comes here again.
    if (this.#alone !== undefined) this.#drop(one);
    else if (heap.length === 0) this.#rest();
    one.among = undefined;
  }

  #push(one: Timed, milliseconds: number, now: number): void {
    one.due = now + milliseconds;
    one.among = this;
    if (this.#alone === undefined) this.#rise(one, this.#heap.length);
    else this.#waitAlone(one, milliseconds, this.#alone);
  }

  // Nothing is waited for. To set a timer costs more than to let one be that keeps nothing running, as Node's can.
  #rest(): void {
    if (hasReferences(this.#timer)) this.#timer.unref();
    else this.#clear();
  }

  // Until a timer is set there is none, and none is due: should setting one fail, the next to come sets it.
  #clear(): void {
    const timer = this.#timer;
    const clear = this.#clearBy;
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    if (timer !== undefined) clear(timer);
  }

  // For the first in the heap.
  #arm(now: number): void {
    const [first] = this.#heap;
    if (first === undefined) return;
    this.#clear();
    this.#since = now;
    this.#monotonic = performance.now();
    this.#wall = Date.now();
    const { due } = first;
    const length = Math.min(Math.ceil(due - now - ROUNDING), LONGEST_TIMER);
    const timer = this.#set(length, () => this.#fire(timer, length));
    this.#timer = timer;
    this.#due = due;
    if (!isShareable(timer, this.by)) this.#part(now);
  }

  #set(length: number, fire: () => void): Timer {
    const { by: set } = this;
    const timer = set(fire, length);
    if (!this.#keepsRunning && hasReferences(timer)) timer.unref();
    return timer;
  }

  // From now on, each has a timer of its own.
  #part(now: number): void {
    this.#clear();
    this.#alone = new Map();
    for (const one of this.#heap.splice(0)) this.#waitAlone(one, one.due - now, this.#alone);
  }

  #waitAlone(one: Timed, milliseconds: number, all: Map<Timed, Timer>): void {
    const length = Math.min(Math.ceil(milliseconds - ROUNDING), LONGEST_TIMER);
    const [monotonic, wall] = [performance.now(), Date.now()];
    one.place = ALONE;
    const timer = this.#set(length, () => {
      if (all.get(one) !== timer) return;
      const left = milliseconds - Math.max(performance.now() - monotonic, Date.now() - wall, length);
      if (left > ROUNDING) return this.#waitAlone(one, left, all);
      this.remove(one);
      one.onTime();
    });
    all.set(one, timer);
  }

  #drop(one: Timed): void {
    const clear = this.#clearBy;
    const timer = this.#alone?.get(one);
    if (timer !== undefined) clear(timer);
    this.#alone?.delete(one);
  }

  #fire(timer: Timer, length: number): void {
    if (timer !== this.#timer) return;
    // A machine that sleeps may stop the one clock, and fake timers may come without the other, or without any. Clocks that were put in
    // place since then say nothing.
    const isSame = this.by === globalThis.setTimeout;
    const passed = isSame ? passedSince(this.#monotonic, this.#wall) : length;
    const isEarly = length - EARLY < passed && passed < length;
    const now = this.#since + (isEarly ? passed : Math.max(passed, length)) + ROUNDING;
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    // All at once, since what is added meanwhile goes by the platform's clock, which may lag behind this reckoning.
    const due: Timed[] = [];
    for (let first = this.#heap[0]; first !== undefined && first.due <= now; first = this.#heap[0]) {
      this.remove(first);
      first.place = DUE;
      first.among = this;
      due.push(first);
    }
    try {
      tellAll(due, (one) => {
        if (one.place !== DUE) return;
        this.remove(one);
        one.onTime();
      });
    } finally {
      const [first] = this.#heap;
      if (first !== undefined && first.due < this.#due) this.#arm(now);
    }
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

// By the clock that says more. The wall clock counts whole milliseconds, so that alone it may be ahead by one.
function passedSince(monotonic: number, wall: number): number {
  const exact = performance.now() - monotonic;
  const whole = Date.now() - wall;
  return whole > exact + 1 ? whole : exact;
}

// Node keeps running while a timer is referenced. Browsers have numbers for timers.
function hasReferences(timer: unknown): timer is { ref(): void; unref(): void } {
  return typeof (timer as { unref?: unknown } | undefined)?.unref === "function";
}

// Is it a timer that all may share: of the platform's own, and not of fake timers? Node's objects say whether they are over. Sinon, Jest
// and Vitest put a clock on the functions that they put in place, or make mocks of them. In Workers, a timer belongs to the request
// in which it was set, and may end with it.
function isShareable(timer: unknown, by: object): boolean {
  if (globalThis.navigator?.userAgent === "Cloudflare-Workers") return false;
  if (typeof timer === "number") return !("clock" in by || "_isMockFunction" in by);
  return typeof (timer as { _destroyed?: unknown } | undefined)?._destroyed === "boolean";
}

let referenced: Timers | undefined;
let unreferenced: Timers | undefined;

/** Those of all calls, or of those that are not to keep a process running: by the setTimeout that is there now. */
export function timers(unref: boolean): Timers {
  const { setTimeout } = globalThis;
  if (unref) {
    if (unreferenced?.by !== setTimeout) unreferenced = new Timers(false);
    return unreferenced;
  }
  if (referenced?.by !== setTimeout) referenced = new Timers(true);
  return referenced;
}

/** Waits for it no longer. */
export function cancel(one: Timed): void {
  one.among?.remove(one);
}
