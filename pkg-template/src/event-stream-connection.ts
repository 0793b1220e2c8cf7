// One connection of an event stream: from bytes to events.
//
// Lines are found by eventsource-parser, which keeps to HTML 9.2.6 to the letter (tests/shell/event-streams-are-parsed.test.js holds it to
// that): the cursor moves at the blank line, also without data, and an event is there as soon as its blank line is.
import { createParser, type EventSourceParser } from "eventsource-parser";
import { brokenBy } from "./broken-body.js";
import type { Judge, Judged } from "./event-judge.js";
import { Silence } from "./silence.js";

// The names of fields, and other fields than data, count for the parser but not for the limit.
const BESIDE = 1024;

// An id is sent back in a header, and servers take 8 kB or 16 kB of all headers together.
const LONGEST_ID = 4096;

/** What a blank line ended. There is no event if there was no data. */
export interface Block extends Judged {
  /** The cursor after it. */
  readonly id: string;
  /** It has named that itself. */
  readonly own: boolean;
}

/** How a connection ended: `cut` by this error, or well. */
export interface End {
  readonly cut?: { readonly error: unknown };
}

/** Where bytes come from: what is used of a reader. */
type Bytes = ReadableStreamDefaultReader<Uint8Array>;

/** Reads one answer. */
export class Connection {
  /** Blocks that have come and were not taken yet. */
  readonly blocks: Block[] = [];
  /** The reconnection time that it has named, in milliseconds. */
  pause: number | undefined;
  /** So many bytes have come. */
  bytes = 0;
  readonly reader: Bytes;
  readonly #silence: Silence;
  readonly #judge: Judge | undefined;
  readonly #parser: EventSourceParser;
  // The parser takes the byte order mark away, and only one.
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  // What is too long.
  #tooLong: string | undefined;
  #end: End | undefined;

  /**
   * `id`: the cursor so far. `idle`: the longest silence, in milliseconds. `limit`: the most characters of an event. `judge`: knows the last
   * event, if anybody does.
   */
  constructor(reader: Bytes, id: string, idle: number, limit: number, judge: Judge | undefined) {
    this.reader = reader;
    this.#silence = new Silence(idle);
    this.#judge = judge;
    const long = `an event is longer than ${limit}`;
    const { blocks } = this;
    let last = id;
    this.#parser = createParser({
      maxBufferSize: limit + BESIDE,
      onId: (named) => {
        // To leave it out would double events after a break.
        if (named.length > LONGEST_ID) this.#tooLong ??= `the id of an event is longer than ${LONGEST_ID}`;
        last = named;
        if (this.#tooLong === undefined) blocks.push({ id: last, own: true });
      },
      onEvent: ({ id: own, event: type = "message", data }) => {
        if (data.length > limit) this.#tooLong ??= long;
        if (this.#tooLong !== undefined) return;
        if (own === undefined) blocks.push({ id: last, own: false });
        (blocks.at(-1) as Block).event = { type, data, id: last };
      },
      onRetry: (milliseconds) => {
        this.pause = milliseconds;
      },
      onError: ({ type }) => {
        if (type === "max-buffer-size-exceeded") this.#tooLong ??= long;
      },
    });
  }

  /**
   * Reads the next piece, or says how the connection has ended.
   *
   * @throws `TooLong`, and what `done` throws
   */
  async more(): Promise<End | undefined> {
    // What came before it is good.
    if (this.#tooLong !== undefined) throw new TooLong(this.#tooLong);
    if (this.#end) return this.#end;
    try {
      const { done, value } = await this.#silence.read(this.reader);
      if (!done) {
        this.bytes += value.byteLength;
        this.#parser.feed(this.#decoder.decode(value, { stream: true }));
        return undefined;
      }
    } catch (error) {
      this.#end = { cut: { error: brokenBy("the stream broke", error, this.#silence) } };
      return this.#end;
    }
    this.#end = {};
    if (this.#judge) this.#finish(this.#judge);
    return this.#end;
  }

  // HTML drops an event that no blank line ended. But there are gateways that leave the last one out, and whoever knows the last event
  // can tell.
  #finish(judge: Judge): void {
    const { blocks } = this;
    const { length } = blocks;
    this.#parser.feed(`${this.#decoder.decode()}\n\n`);
    const block = blocks[length];
    if (block === undefined || !judge.isLast(block)) blocks.length = length;
  }

  /** Nobody will read any more. */
  close(): void {
    this.#silence.end();
    this.reader.cancel().catch(() => {});
    this.#end ??= {};
  }
}

/** An event is too long. */
export class TooLong extends RangeError {}
