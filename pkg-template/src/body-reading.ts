// What a body holds on to while it is read, apart from the stream that its reader has: so a stream that is dropped can be found out,
// and all of this let go.
import type { BodyCore } from "./body-core.js";
import { LONGEST_TIMER } from "./longest-timer.js";
import { letGo } from "./release.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { Silence } from "./silence.js";

/** The end of a body whose reader has not been read to its end. */
const ENDED = { done: true, value: undefined } as const;

/** The answer that is being read, with the limits on it. */
export class Reading {
  /** Where the body is one that may be continued. */
  readonly core: BodyCore | undefined;
  /** Do its pieces belong to nobody else? */
  isOurs = false;
  readonly #silence: Silence;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;
  #own: AbortController | undefined;

  constructor(core: BodyCore | undefined, idle: number) {
    this.core = core;
    this.#silence = new Silence(idle);
  }

  /**
   * From now on, reads this. An answer without a body is one that has ended. `own`: what ends its connection, since to cancel a body that is
   * silent does not in Firefox.
   */
  open(body: ReadableStream<Uint8Array> | null, own: AbortController | undefined): void {
    this.#own = own;
    this.isOurs = isOurs(body);
    this.#reader = body?.getReader();
  }

  /** The next piece. Rejects with what the platform says, or with a `TimeoutError`. */
  next(): Promise<ReadableStreamReadResult<Uint8Array>> | typeof ENDED {
    return this.#reader === undefined ? ENDED : this.#silence.read(this.#reader);
  }

  /** Lets go of the answer. */
  drop(reason?: unknown): void {
    const reader = this.#reader;
    if (reader === undefined) return;
    this.#reader = undefined;
    letGo({ cancel: () => reader.cancel(reason) });
    this.#own?.abort(reason);
  }

  /** Calls back in so many milliseconds, if nothing has ended by then. It keeps no process running: what is waited for does. */
  limit(milliseconds: number, onTime: () => void): void {
    if (milliseconds === Number.POSITIVE_INFINITY) return;
    const due = performance.now() + milliseconds;
    const arm = (left: number) => {
      this.#timer = setTimeout(
        () => {
          const left = due - performance.now();
          if (left > 1) arm(left);
          else onTime();
        },
        Math.min(Math.ceil(left), LONGEST_TIMER),
      );
      (this.#timer as { unref?: () => void }).unref?.();
    };
    arm(milliseconds);
  }

  /** Tells `one` when the signal is aborted. */
  watch(signal: AbortSignal, one: Abortable): void {
    watch(signal, one);
    this.#stopWatching = () => unwatch(signal, one);
  }

  /** It has been read to its end. */
  close(): void {
    this.#reader = undefined;
  }

  /** Nobody will read any more. */
  end(reason?: unknown): void {
    this.drop(reason);
    this.#silence.end();
    clearTimeout(this.#timer);
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.core?.release();
  }
}

// A byte stream has taken the memory of its pieces over, so that it may be handed on. That of others may be somebody's still.
function isOurs(body: ReadableStream | null): boolean {
  try {
    body?.getReader({ mode: "byob" }).releaseLock();
    return true;
  } catch {
    return false;
  }
}
