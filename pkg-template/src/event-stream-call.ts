// One call for an event stream. An attempt of it is good once the first content has come: what goes wrong before that, in the head or in
// the stream itself, is a failed attempt like any other.

import type { FetchInput, RetryRequestInit } from "holdfast-fetch";
import { fetchWithRetry, type PolicyInput } from "holdfast-fetch";
import { AROUND, bare, inside, type Send } from "./around.js";
import type { AttemptContext } from "./ask.js";
import type { ToldBody } from "./body-events.js";
import { brokenBody } from "./broken-body.js";
import type { Judge } from "./event-judge.js";
import { type Block, Connection, TooLong } from "./event-stream-connection.js";
import { EventStreamError, final, type Told } from "./event-stream-error.js";
import { release } from "./release.js";
import { REST } from "./rest-of-body.js";
import type { ServerEvent } from "./server-event.js";

/** A request, as fetch takes it. */
export interface StreamRequest {
  readonly input: FetchInput;
  readonly init: RetryRequestInit;
  /** It goes to another origin than the first one. */
  readonly isAbroad?: boolean;
}

// What an event that is held back takes besides its texts, in UTF-16 units: so many empty ones are too much as well.
const HELD = 64;

/** What a stream asks of its calls. */
export interface CallOptions {
  /** The longest silence, in milliseconds, and the most characters of an event. */
  readonly idle: number;
  readonly limit: number;
  /** An answer is no good before its first content. Otherwise its head is enough. */
  readonly holds: boolean;
  /** It may be quiet for longer than a call may take. */
  readonly feed: boolean;
  /** A stream that ends without its last event is broken. There is a way to go on after any event. */
  readonly isBounded: boolean;
  readonly isResumable: boolean;
  readonly judge: Judge;
  /**
   * Has an earlier connection brought this event? It will not be delivered again, and is no news. Of a block without an event: does it leave
   * the cursor of the stream where it was?
   */
  isKnown(block: Block): boolean;
  /** By which words errors begin. */
  readonly label: string;
}

/** One call, and the connection that it brought. */
export class StreamCall {
  #connection: Connection | undefined;
  readonly #options: CallOptions;
  readonly #cursor: string;
  readonly #rest: ToldBody;
  readonly #abort = new AbortController();
  // Which attempt is under way; none, once the call is over.
  #attempt: object | undefined;
  // Of the last attempt: an error that no other one mends, and what the stream said of itself.
  #fatal: { readonly error: unknown } | undefined;
  #said: { readonly event: ServerEvent; readonly failure: unknown } | undefined;

  /** `cursor`: what Last-Event-ID is to say; empty: nothing. */
  constructor(options: CallOptions, cursor: string, rest: ToldBody) {
    this.#options = options;
    this.#cursor = cursor;
    this.#rest = rest;
  }

  /**
   * A connection, with what was held back; nothing where the server says that there is no more to come.
   *
   * @throws as `fetchWithRetry`, or `EventStreamError`, or what a function of the caller's threw
   */
  async open({ input, init }: StreamRequest, policy: PolicyInput): Promise<Connection | undefined> {
    const layer = inside(init, (...request) => this.#send(...request));
    const whole = { ...init, signal: this.#abort.signal, [AROUND]: layer, [REST]: this.#rest };
    try {
      const { status } = await fetchWithRetry(input, policy, whole);
      // HTML 9.2.3
      if (status === 204) return undefined;
      if (this.#connection) return this.#connection;
      throw this.#error("status", `status ${status}`);
    } catch (error) {
      this.close();
      if (this.#fatal) throw this.#fatal.error;
      const { response, cause } = error as { response?: unknown; cause?: unknown };
      const { event, failure } = this.#said ?? {};
      if (event && (failure === response || failure === cause))
        throw this.#error("in-band", `an error before any content: ${short(event.data)}`, { event, cause: error });
      throw error;
    }
  }

  /** Lets go of the connection. */
  close(): void {
    this.#attempt = undefined;
    this.#connection?.close();
    this.#abort.abort();
  }

  async #send(send: Send, input: unknown, init: RequestInit, context?: AttemptContext): Promise<unknown> {
    const attempt = {};
    this.#attempt = attempt;
    // An earlier attempt's, for which the caller's own functions wanted another one.
    this.#connection?.close();
    this.#connection = undefined;
    this.#fatal = undefined;
    this.#said = undefined;
    const asked = asksForEvents(input, init, this.#cursor);
    const response = (await (context ? send(input, asked, context) : send(input, asked))) as Response;
    if (attempt !== this.#attempt) release(response);
    else if (response.status === 200) return this.#judge(response);
    return response;
  }

  // What comes of a 200: itself, or another answer in its place.
  async #judge(response: Response): Promise<Response> {
    const { idle, limit, holds, feed, isBounded, judge } = this.#options;
    const type = response.headers.get("content-type") ?? "of no type";
    if (!/^text\/event-stream\s*(;|$)/i.test(type)) {
      release(response);
      throw this.#end(this.#error("content-type", `not an event stream: ${short(type)}`));
    }
    if (typeof response.body?.getReader !== "function") {
      release(response);
      throw this.#end(new TypeError(`${this.#options.label}: the answer's body is no ReadableStream`));
    }
    judge.begin();
    const connection = new Connection(response.body.getReader(), this.#cursor, idle, limit, isBounded ? judge : undefined);
    this.#connection = connection;
    // Of this attempt: by the time that it is wanted again, there may be another one.
    const { arrived } = this.#rest;
    arrived?.(feed ? Number.POSITIVE_INFINITY : undefined);
    const failure = holds ? await this.#firstContent(connection, () => arrived?.(Number.POSITIVE_INFINITY)) : undefined;
    if (failure === undefined) {
      this.#rest.by = "cursor";
      return response;
    }
    connection.close();
    if (failure instanceof Response) return failure;
    throw failure;
  }

  // Reads up to the first content, which is to be new unless this is a feed: a server that only repeats itself fails like one that says
  // nothing. `onKnown` hears of content that is not. What is wrong with the stream, if that is not to come: an answer that says so, or an
  // error.
  async #firstContent(connection: Connection, onKnown: () => void): Promise<Response | Error | undefined> {
    const { limit, feed, isBounded, isResumable, judge, isKnown } = this.#options;
    const { blocks } = connection;
    // Of ids alone the last one is where the stream goes on: with the same as before, nothing has come.
    const isNews = (block: Block) => block.event !== undefined || (block === blocks.at(-1) && !isKnown(block));
    let seen = 0;
    let held = 0;
    let isFlowing = false;
    try {
      for (;;) {
        for (; seen < blocks.length; seen++) {
          const block = blocks[seen] as Block;
          const { event, id, own } = block;
          if (event !== undefined) {
            const failure = this.#failure(block, event);
            if (failure) {
              this.#said = { event, failure };
              return failure;
            }
            if (judge.isLast(block)) return undefined;
            // A feed that shows its state again is there, and so may be quiet from now on.
            if (!feed && isKnown(block)) {
              // The server is not thinking any more. How long it may take over what it repeats, and may be silent, is for idle to say.
              if (!isFlowing && judge.isContent(block)) {
                isFlowing = true;
                onKnown();
              }
              // Nobody waits for it, and the cursor is beyond it.
              blocks.splice(seen--, 1);
              continue;
            }
            if (judge.isContent(block)) return undefined;
            held += event.data.length + event.type.length;
          }
          held += HELD + (own ? id.length : 0);
          if (held > limit) throw new TooLong(`what came before the first content is longer than ${limit}`);
        }
        const end = await connection.more();
        if (end === undefined || seen < blocks.length) continue;
        // Nobody has said that there was to be more; or there is a way to go on after what has come. For a feed it need be nothing: its
        // waits bound it.
        if ((!end.cut && !isBounded) || (isResumable && (feed || blocks.some(isNews)))) return undefined;
        return (end.cut?.error ?? brokenBody("the stream ended before its first content")) as Error;
      }
    } catch (error) {
      return this.#end(error instanceof TooLong ? this.#error("too-long", error.message) : error);
    }
  }

  // A failed attempt, as an event tells it.
  #failure(block: Block, event: ServerEvent): Response | Error | undefined {
    const said = this.#options.judge.failure(block);
    if (!said) return undefined;
    if (said === true) return brokenBody("the stream told of an error");
    const { status, retryAfter } = (typeof said === "object" ? said : { status: said }) as {
      status?: unknown;
      retryAfter?: number;
    };
    if (!(typeof status === "number" && status >= 400 && status <= 599))
      throw new TypeError("failed must return a status from 400 to 599, an object with one, true, or nothing");
    const headers = retryAfter === undefined ? {} : { "retry-after-ms": `${retryAfter}`, "retry-after": `${retryAfter / 1000}` };
    return new Response(event.data, { status, headers });
  }

  // What an attempt fails of for good; the call is to say that its error is this one.
  #end(error: unknown): Error {
    this.#fatal = { error };
    return final();
  }

  #error(reason: EventStreamError["reason"], words: string, more?: Told): EventStreamError {
    return EventStreamError.of(reason, `${this.#options.label}: ${words}`, more);
  }
}

/** What a server says may be long. */
export function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

// As HTML 9.2.2 has it. A nested fetch of this package must not take the layers for its own.
function asksForEvents(input: unknown, init: RequestInit, cursor: string): RequestInit {
  const asked = bare(init);
  const headers = new Headers(init.headers ?? (input as Request).headers);
  if (!headers.has("accept")) headers.set("accept", "text/event-stream");
  // Headers are bytes, and a cursor goes as those of UTF-8.
  if (cursor !== "")
    headers.set("last-event-id", Array.from(new TextEncoder().encode(cursor), (byte) => String.fromCharCode(byte)).join(""));
  // Some platforms have no caches, and refuse the word.
  if ("cache" in Request.prototype) asked.cache ??= "no-store";
  return { ...asked, headers };
}
