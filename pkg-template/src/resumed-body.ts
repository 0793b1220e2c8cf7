// One body as its reader sees it: a stream over as many answers as it takes. Nothing is read, and nothing asked for, before the
// reader asks.

import { timeoutError } from "./attempt.js";
import type { BodyCore } from "./body-core.js";
import { BodyError, type Cut } from "./body-error.js";
import { Reading } from "./body-reading.js";
import type { BodyReport } from "./body-report.js";
import { brokenBody } from "./broken-body.js";
import { Continuation, type Origin } from "./continuation.js";
import { BODY_BROKEN, BODY_CLOSE, BODY_END, BODY_NEXT, BODY_READ, BODY_REFUSE, BODY_ROOM } from "./generated/body-codes.js";
import type { Abortable } from "./signals.js";

/** Limits, in milliseconds and bytes. */
export interface Limits {
  readonly idle: number;
  readonly within: number;
  readonly reread: number;
  /** So many breaks in a row may bring less than 64 KiB. */
  readonly fruitless: number;
}

// A reader that is dropped says nothing. What a body held on to is let go then.
const dropped = /* @__PURE__ */ new FinalizationRegistry<Reading>((reading) => reading.end());

/** A stream's source, and what becomes of it. */
export class ResumedBody implements Abortable {
  readonly type = "bytes";
  readonly report: BodyReport = { state: "reading", bytes: 0, reread: 0, gaps: [] };
  readonly stream: ReadableStream<Uint8Array>;
  readonly #origin: Origin;
  readonly #limits: Limits;
  readonly #reading: Reading;
  // Once it broke.
  #continuation: Continuation | undefined;
  #controller: ReadableByteStreamController | undefined;
  // What is wrong with the rest of a piece whose beginning was good.
  #late: BodyError | undefined;
  // As the core said it last: its numbers are those of all bodies.
  #total = -1;
  #isOver = false;
  #failed: { readonly error: unknown } | undefined;

  constructor(origin: Origin, core: BodyCore | undefined, limits: Limits) {
    this.#origin = origin;
    this.#limits = limits;
    this.#reading = new Reading(core, limits.idle);
    this.stream = streamOf(this);
  }

  /** Takes the first answer's body over. */
  open(body: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): void {
    const reading = this.#reading;
    reading.open(body, this.#origin.rest.own);
    const { within } = this.#limits;
    if (signal || within < Number.POSITIVE_INFINITY) {
      // Neither timer nor signal may hold what the reader has dropped.
      const self = new WeakRef(this);
      reading.limit(within, () => self.deref()?.onTime());
      if (signal) reading.watch(signal, { onAbort: (reason) => self.deref()?.onAbort(reason) });
    }
    dropped.register(this.stream, reading, this);
    // Whoever heard of the answer may have given up. There is no second event.
    if (signal?.aborted) this.onAbort(signal.reason);
  }

  /** What it failed of, once it has. */
  readonly failed = (): { readonly error: unknown } | undefined => this.#failed;

  start(controller: ReadableByteStreamController): void {
    this.#controller = controller;
  }

  // One promise for each piece, where there is no break.
  async pull(): Promise<void> {
    const reading = this.#reading;
    const { core } = reading;
    let isEnough = false;
    try {
      while (!this.#isOver && !isEnough) {
        if (this.#late) throw this.#late;
        let piece: ReadableStreamReadResult<Uint8Array>;
        try {
          piece = await reading.next();
        } catch (error) {
          if (this.#isOver) return;
          if (!core) throw error;
          await this.#goOn(core, core.tell(BODY_BROKEN), error);
          continue;
        }
        if (this.#isOver) return;
        if (piece.done) await this.#ended(core);
        else isEnough = core ? this.#taken(core, piece.value) : this.#passed(piece.value);
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  cancel(reason: unknown): void {
    this.#end("cancelled", reason);
  }

  onAbort(reason: unknown): void {
    this.#fail(reason, "aborted");
  }

  onTime(): void {
    const { within } = this.#limits;
    this.#fail(BodyError.late(this.#cut(), within, timeoutError(`not read within ${within} ms`)));
  }

  // An answer ended, and the platform says: well.
  async #ended(core: BodyCore | undefined): Promise<void> {
    const said = core ? core.tell(BODY_END) : BODY_CLOSE;
    if (!core || said === BODY_CLOSE) return this.#close(core);
    const isMeant = said === BODY_NEXT;
    await this.#goOn(core, said, isMeant ? undefined : brokenBody(`the body ended early, at byte ${this.report.bytes}`));
  }

  // An answer broke, or ended before the body did.
  async #goOn(core: BodyCore, said: number, cause: unknown): Promise<void> {
    if (said === BODY_CLOSE) return this.#close(core);
    const reading = this.#reading;
    const { report } = this;
    const gap = { at: report.bytes, cause, attempts: [] };
    report.gaps.push(gap);
    if (said === BODY_REFUSE) throw this.#refused(cause);
    reading.drop(cause);
    report.state = "waiting";
    this.#continuation ??= new Continuation(this.#origin, core, () => this.#isOver);
    const refused = () => this.#refused(cause);
    const body = await this.#continuation.next(gap, said === BODY_NEXT, refused, this.#cut());
    if (this.#isOver) return;
    report.state = "reading";
    reading.open(body, this.#origin.rest.own);
  }

  // Bytes that nothing is known of.
  #passed(piece: Uint8Array): boolean {
    this.report.bytes += piece.byteLength;
    return this.#give(piece);
  }

  #taken(core: BodyCore, piece: Uint8Array): boolean {
    let known = 0;
    let good = 0;
    for (let at = 0; at < piece.length; at += BODY_ROOM) {
      const part = piece.subarray(at, at + BODY_ROOM);
      if (core.bytes(part) !== BODY_READ) {
        this.#late = this.#refused(undefined);
        break;
      }
      const { numbers } = core;
      known += numbers[0] as number;
      good += part.length;
      if (numbers[1]) this.#origin.rest.repay?.();
    }
    this.#note(core);
    return this.#give(piece.subarray(known, good));
  }

  #give(piece: Uint8Array): boolean {
    // A byte stream refuses pieces that are none.
    if (piece.byteLength === 0) return false;
    this.#controller?.enqueue((this.#reading.isOurs ? piece : piece.slice()) as Uint8Array<ArrayBuffer>);
    return true;
  }

  #note({ numbers }: BodyCore): void {
    const { report } = this;
    report.bytes = numbers[4] as number;
    report.reread = numbers[5] as number;
    this.#total = numbers[6] as number;
  }

  #cut(): Cut {
    const { method, url } = this.#origin;
    return { method, url, at: this.report.bytes, total: this.#total };
  }

  #refused(cause: unknown): BodyError {
    const core = this.#reading.core as BodyCore;
    const [why = 0, kind = 0] = core.numbers;
    this.#note(core);
    const { reread, fruitless } = this.#limits;
    return BodyError.refused(this.#cut(), { why, kind, reread, fruitless }, cause);
  }

  // All is there.
  #close(core: BodyCore | undefined): void {
    if (core?.numbers[1]) this.#origin.rest.repay?.();
    this.#reading.close();
    this.#end("done");
    const controller = this.#controller;
    controller?.close();
    // A reader that brought memory of its own waits for that too.
    controller?.byobRequest?.respond(0);
  }

  #fail(error: unknown, state: BodyReport["state"] = "failed"): void {
    if (this.#isOver) return;
    this.#failed = { error };
    this.#end(state, error);
    this.#controller?.error(error);
  }

  #end(state: BodyReport["state"], reason?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.report.state = state;
    dropped.unregister(this);
    this.#reading.end(reason);
    if (state !== "done") this.#continuation?.abort(reason);
  }
}

// A byte stream, as those of fetch are; where there are none, another one.
function streamOf(source: ResumedBody): ReadableStream<Uint8Array> {
  const strategy = { highWaterMark: 0 };
  try {
    return new ReadableStream(source, strategy) as ReadableStream<Uint8Array>;
  } catch {
    const { start, pull, cancel } = source;
    const others = { start: start.bind(source), pull: pull.bind(source), cancel: cancel.bind(source) };
    return new ReadableStream(others as unknown as UnderlyingDefaultSource, strategy);
  }
}
