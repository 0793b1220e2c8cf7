// Server-sent events over fetch: what is delivered is in order, each event once, over as many connections as that takes.
//
// A connection that ends is followed by a call which begins as failed by that end, or as closed (rest-of-body.ts). So whether, when and how
// often something is sent is for the core to decide. Here is only known how a stream can be gone on with at all: as an EventSource does, by
// a GET with Last-Event-ID, or as the caller has said.
import type { FetchInput, PolicyInput, PolicyOptions, RetryRequestInit } from "holdfast-fetch";
import { shown } from "./address.js";
import { timeoutError } from "./attempt.js";
import { type Arguments, fetchBy } from "./body-arguments.js";
import { ToldBody } from "./body-events.js";
import { bytes, callback, duration, flag, readOptions } from "./body-options.js";
import { brokenBody } from "./broken-body.js";
import { isPlain } from "./copy.js";
import { Judge } from "./event-judge.js";
import { Bond } from "./event-stream-bond.js";
import { type CallOptions, StreamCall, type StreamRequest, short } from "./event-stream-call.js";
import { type Block, type Connection, type End, TooLong } from "./event-stream-connection.js";
import { continuationOf } from "./event-stream-continuation.js";
import { EventStreamError, type Told } from "./event-stream-error.js";
import { BODY_PROGRESS } from "./generated/body-codes.js";
import { refuse } from "./refusal.js";
import { spreadable } from "./request.js";
import type { EventStream, EventsOptions, ServerEvent } from "./server-event.js";
import { Silence } from "./silence.js";

const PLACES: Arguments = {
  what: "events",
  besidePolicy:
    "the address is the first argument of events; its options are the third, and the request's own options are init there",
  besideOptions: "options of the policy are its second argument; the request's own options are init",
};

// The ids that are known from earlier connections.
const KNOWN = 256;

/**
 * Server-sent events over `fetch`, with any method: an async iterable, whose end is the end of the stream.
 *
 * A stream that breaks, falls silent or is closed goes on where it was, if it can: a GET by `Last-Event-ID`, as with an `EventSource`, and
 * anything else as {@link Dialect} says. Waits, retries, circuits and `onEvent` are the policy's; `attemptTimeout` bounds the head of
 * an answer, and `idle` what follows. A POST is never sent twice once something of its answer has come.
 *
 * @example A feed
 * ```ts
 * import { events } from "holdfast-fetch/body";
 *
 * for await (const { type, data } of events("https://example.com/feed")) console.log(type, data);
 * ```
 * @example A model's answer, asked for again while the service says that it is overloaded
 * ```ts
 * import { anthropic, events } from "holdfast-fetch/body";
 *
 * const init = { method: "POST", headers, body: JSON.stringify({ model, messages, max_tokens: 1024, stream: true }) };
 * const policy = { unprocessed: [429, 529] };
 * for await (const { type, data } of events("https://api.anthropic.com/v1/messages", policy, { ...anthropic, init })) {
 *   if (type === "content_block_delta") print(JSON.parse(data).delta.text ?? "");
 * }
 * ```
 *
 * @throws
 * - `TypeError` on bad options and on a bad policy, at once
 * - as `fetchWithRetry` where no stream came about; after that, {@link EventStreamError}
 * - `signal.reason` itself when the caller aborts
 * @category Event streams
 */
export function events(input: FetchInput, policy?: PolicyInput, options?: EventsOptions): EventStream {
  const all = read(options);
  const changed = streaming(policy, { fallback: false, until: false, throwOnStatus: true });
  // To make one checks the policy.
  fetchBy(changed, all, PLACES);
  return new Stream(input, changed, all);
}

function read(options: EventsOptions | undefined) {
  const all = readOptions(PLACES, options, {
    init: (subject, path, value) => {
      if (value !== undefined && Object(value) !== value) refuse(subject, path, value, "an object: what fetch takes second");
      return (spreadable(value) ?? {}) as RetryRequestInit;
    },
    idle: duration("45s"),
    feed: flag(),
    unique: flag(),
    limit: bytes("16MB"),
    done: callback<NonNullable<EventsOptions["done"]>>(),
    failed: callback<NonNullable<EventsOptions["failed"]>>(),
    content: callback<NonNullable<EventsOptions["content"]>>(),
    resume: callback<NonNullable<EventsOptions["resume"]>>(),
  });
  const { headers, signal } = all.init;
  // Read now, as by fetch, though they may be sent again much later.
  if (headers) all.init.headers = new Headers(headers);
  if (signal && typeof signal.addEventListener !== "function") throw new TypeError("events: init.signal is not an AbortSignal");
  return all;
}

// A policy with these changes. No answer is to stand in for a stream, and a bad one is an error.
function streaming(policy: PolicyInput | undefined, changes: PolicyOptions): PolicyInput {
  if (policy === undefined || typeof policy === "string") return { preset: policy ?? "standard", ...changes };
  if (isPlain(policy)) return { ...policy, ...changes };
  const { with: changed } = Object(policy) as { with?: (changes: object) => PolicyInput };
  return typeof changed === "function" && !Array.isArray(policy) ? changed.call(policy, changes) : policy;
}

class Stream implements EventStream {
  lastEventId = "";
  readonly #first: StreamRequest;
  readonly #policy: PolicyInput;
  readonly #options: ReturnType<typeof read> & CallOptions;
  readonly #method: string;
  readonly #feed: boolean;
  readonly #rest = new ToldBody();
  readonly #judge: Judge;
  readonly #bond: Bond;
  readonly #run = this.#events();
  #call: StreamCall | undefined;
  #isTaken = false;
  // Ends the waiting for a function of the caller's.
  #interrupt: (() => void) | undefined;
  // What ended it: an abort with its reason, or nothing but that nobody wants more.
  #over: { readonly reason?: unknown } | undefined;
  #last: ServerEvent | undefined;
  #count = 0;
  #bytes = 0;
  #pause: number | undefined;
  readonly #ids: string[] = [];
  #known: ReadonlySet<string> = new Set();

  constructor(input: FetchInput, policy: PolicyInput, options: ReturnType<typeof read>) {
    const { init, feed, done, failed, content, resume } = options;
    const { method = "GET", url = input } = (typeof input === "object" ? input : {}) as Partial<Request>;
    this.#first = { input, init };
    this.#policy = policy;
    this.#method = `${init.method ?? method}`.toUpperCase();
    this.#feed = feed ?? (this.#method === "GET" && done === undefined);
    // A feed may have nothing to say for hours.
    const holds = !this.#feed || failed !== undefined || content !== undefined;
    this.#judge = new Judge(options);
    this.#bond = new Bond(this, (init.signal === undefined ? (input as Partial<Request>).signal : init.signal) ?? undefined);
    this.#options = {
      ...options,
      holds,
      feed: this.#feed,
      isBounded: done !== undefined,
      isResumable: resume !== undefined || (this.#feed && this.#method === "GET"),
      judge: this.#judge,
      isKnown: (block) => this.#isKnown(block),
      label: `${this.#method} ${shown(`${url}`)}`,
    };
  }

  close(): void {
    this.#over ??= this.#bond.aborted ?? {};
    this.#call?.close();
    this.#interrupt?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<ServerEvent> {
    // Its events are gone, or another loop's.
    if (this.#isTaken) throw new TypeError("events: a stream is for one for await only");
    this.#isTaken = true;
    return {
      next: () => this.#run.next(),
      return: () => {
        // Somebody may still be waiting for an event.
        this.close();
        return this.#run.return(undefined);
      },
    };
  }

  async *#events(): AsyncGenerator<ServerEvent, undefined> {
    const bond = this.#bond;
    bond.waiting = this;
    try {
      bond.begin();
      yield* this.#connections();
    } catch (error) {
      // Whatever else failed, failed of the abort.
      if (this.#over === undefined) throw error;
      if ("reason" in this.#over) throw this.#over.reason;
    } finally {
      bond.waiting = undefined;
      this.close();
      bond.end();
    }
    return undefined;
  }

  async *#connections(): AsyncGenerator<ServerEvent, undefined> {
    for (let request = this.#first; ; ) {
      const connection = await this.#connect(request);
      if (connection === undefined) return;
      let end: End | undefined;
      while (end === undefined || connection.blocks.length > 0) {
        for (const block of connection.blocks.splice(0)) {
          const { event, id, own } = block;
          const isLast = event !== undefined && this.#isLast(block, event);
          if (event !== undefined && !this.#isKnown(block)) {
            if (own) this.#remember(id);
            this.#count++;
            // What has brought as much repeats no work. Less is told from repetition by nothing, where events have no ids.
            if (!this.#feed && connection.bytes >= BODY_PROGRESS) this.#repay();
            this.#last = event;
            this.lastEventId = id;
            // Who takes it may take its time.
            if (isLast) this.#call?.close();
            this.#bond.waiting = undefined;
            yield event;
            this.#bond.waiting = this;
            this.#heed();
          }
          this.lastEventId = id;
          if (isLast) return;
        }
        end = await this.#more(connection);
      }
      this.#call?.close();
      this.#bytes += connection.bytes;
      this.#pause = connection.pause ?? this.#pause;
      const { done } = this.#options;
      if (end.cut === undefined && !this.#feed && done === undefined) return;
      const early = done && { error: brokenBody("the stream ended before its last event") };
      const cut = end.cut ?? (this.#feed ? undefined : early);
      request = await this.#further(cut?.error);
      this.#known = new Set(this.#ids);
      this.#rest.begin(this.#bytes, cut);
      this.#rest.pause = this.#pause ?? (this.#feed ? Number.NaN : undefined);
    }
  }

  async #connect(request: StreamRequest): Promise<Connection | undefined> {
    this.#heed();
    const { resume } = this.#options;
    this.#call = new StreamCall(this.#options, resume && this.#last ? "" : this.lastEventId, this.#rest);
    try {
      // Nobody else's credentials are made for another origin.
      const policy = request.isAbroad ? streaming(this.#policy, { refresh: false }) : this.#policy;
      const connection = await this.#call.open(request, policy);
      this.#heed();
      this.#bond.reader = connection?.reader;
      this.#bond.own = this.#rest.own;
      // A feed may be quiet for hours, and lose its connection meanwhile as often as it likes.
      if (this.#feed && this.#count > 0) this.#repay();
      return connection;
    } catch (error) {
      const isCall = (error as Error | undefined)?.name === "RetryError";
      if (!isCall || this.#rest.at === undefined) throw error;
      throw this.#broken(`could not be continued: ${(error as Error).message}`, error);
    }
  }

  // Once for each call.
  #repay(): void {
    this.#rest.repay?.();
    this.#rest.repay = undefined;
  }

  async #more(connection: Connection): Promise<End | undefined> {
    try {
      return await connection.more();
    } catch (error) {
      throw error instanceof TooLong ? this.#error("too-long", error.message) : error;
    } finally {
      this.#heed();
    }
  }

  // By what request the stream goes on.
  async #further(error: unknown): Promise<StreamRequest> {
    const { resume } = this.#options;
    if (resume && this.#last) return continuationOf(this.#first, await this.#unlessOver(resume(this.#last)));
    const goesOn = this.#method === "GET" && (this.#feed || this.lastEventId !== "");
    if (goesOn) return this.#first;
    // Without content, it is the same request still: one that may have done something is known by its key.
    const { headers } = this.#rest.request?.init ?? {};
    if (this.#count === 0) return headers ? { ...this.#first, init: { ...this.#first.init, headers } } : this.#first;
    const why =
      this.#method === "GET" ? "it has named no id to go on after" : `a ${this.#method} without resume is not sent again`;
    throw this.#broken(why, error);
  }

  // What the caller says, unless the stream ends meanwhile, or it takes longer than the stream may be silent: whoever waits for an event
  // waits for it as for a server.
  async #unlessOver<T>(said: T | PromiseLike<T>): Promise<T> {
    const { idle } = this.#options;
    const silence = new Silence(idle);
    // What it throws is the caller's own, and no limit.
    const settled = Promise.resolve(said).then(
      (value) => () => value,
      (error) => () => {
        throw error;
      },
    );
    let answer: () => T;
    try {
      answer = await Promise.race([
        silence.read({ read: () => settled }),
        new Promise<never>((_, reject) => {
          this.#interrupt = () => reject(this.#over);
        }),
      ]);
    } catch {
      this.#heed();
      throw this.#broken("resume did not say how to go on", timeoutError(`no answer within ${idle} ms`));
    } finally {
      silence.end();
      this.#interrupt = undefined;
    }
    this.#heed();
    return answer();
  }

  // Is it the last event? Throws where it tells of an error.
  #isLast(block: Block, event: ServerEvent): boolean {
    if (this.#judge.failure(block)) throw this.#error("in-band", `an error after content: ${short(event.data)}`, { event });
    return this.#judge.isLast(block);
  }

  // Has an earlier connection brought it? Within one, an id may stand for several.
  #isKnown({ event, id, own }: Block): boolean {
    if (event === undefined) return id === this.lastEventId;
    return own && this.#options.unique !== false && this.#known.has(id);
  }

  #remember(id: string): void {
    if (id !== "" && this.#ids.at(-1) !== id && this.#ids.push(id) > KNOWN) this.#ids.shift();
  }

  // Nothing more is delivered once the stream is over.
  #heed(): void {
    if (this.#over) throw this.#over;
  }

  #broken(why: string, cause: unknown): EventStreamError {
    const events = this.#count === 1 ? "1 event" : `${this.#count} events`;
    return this.#error("broken", `the stream broke after ${events}, and ${why}`, { cause });
  }

  #error(reason: EventStreamError["reason"], words: string, more?: Told): EventStreamError {
    return EventStreamError.of(reason, `${this.#options.label}: ${words}`, more);
  }
}
