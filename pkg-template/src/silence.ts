// The reading of a body with a limit on its silence. Only the time counts in which somebody waits for bytes: a slow reader is not
// taken for a silent server.
import { timeoutError } from "./attempt.js";
import { LONGEST_TIMER } from "./longest-timer.js";

// A timer that is itself so late, in milliseconds, was kept by a machine that slept or by a hidden tab.
const LATE = 1000;

// What came meanwhile is given so long.
const GRACE = 5000;

type Timer = ReturnType<typeof setTimeout>;

/** One limit, for one body after the other. It needs one timer, however many pieces there are. */
export class Silence {
  readonly #limit: number;
  #timer: Timer | undefined;
  #since = 0;
  #isExcused = false;
  #fail: ((reason: unknown) => void) | undefined;
  #raised: Error | undefined;

  /** `limit`: in milliseconds, or `Infinity`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The next piece. Rejects with a `TimeoutError` when none has come for too long; the reader is then for whoever reads to cancel. */
  read<T>(reader: { read(): Promise<T> }): Promise<T> {
    if (this.#limit === Number.POSITIVE_INFINITY) return reader.read();
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#since = performance.now();
      this.#isExcused = false;
      if (this.#timer === undefined) this.#arm(this.#limit);
      else referenced(this.#timer, true);
      // An answer that was silent for too long may still end while the next one is read.
      const heard = () => this.#fail === reject && this.#heard();
      reader.read().then(
        (piece) => {
          heard();
          resolve(piece);
        },
        (error) => {
          heard();
          reject(error);
        },
      );
    });
  }

  /** Is that what it rejected with, and not the platform? */
  isOf(error: unknown): error is Error {
    return error !== undefined && error === this.#raised;
  }

  /** Nobody will read any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#fail = undefined;
  }

  // To set a timer for each piece would cost more than to let one be that finds that it came too early.
  #heard(): void {
    this.#fail = undefined;
    if (this.#timer !== undefined) referenced(this.#timer, false);
  }

  #arm(milliseconds: number): void {
    const length = Math.min(Math.ceil(milliseconds), LONGEST_TIMER);
    const due = performance.now() + length;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onTime(due);
    }, length);
  }

  #onTime(due: number): void {
    if (this.#fail === undefined) return;
    const now = performance.now();
    const left = this.#since + this.#limit - now;
    if (left > 1) return this.#arm(left);
    if (now - due > LATE && !this.#isExcused) {
      this.#isExcused = true;
      return this.#arm(Math.min(this.#limit, GRACE));
    }
    this.#raised = timeoutError(`no bytes within ${this.#limit} ms`);
    this.#fail(this.#raised);
  }
}

// Node keeps running while a timer is referenced. Browsers have numbers for timers.
function referenced(timer: Timer, keepsRunning: boolean): void {
  const one = timer as { ref?: () => void; unref?: () => void };
  if (keepsRunning) one.ref?.();
  else one.unref?.();
}
