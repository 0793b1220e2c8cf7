// Server-sent events, and what a service says by them.

import type { Duration, FetchInput, RetryRequestInit } from "holdfast-fetch";
import type { Bytes } from "./body-options.js";

/**
 * One event of a stream (HTML 9.2).
 *
 * @category Event streams
 */
export interface ServerEvent {
  /** What `event:` said, or `message`. */
  readonly type: string;
  /** The lines of `data:`, with line feeds between. */
  readonly data: string;
  /** The last id that the stream has named, with this event or before it; empty if it has named none. */
  readonly id: string;
}

/**
 * What the streams of a service say. {@link anthropic}, {@link openaiChat}, {@link openaiResponses} and {@link gemini} are such: use one as
 * it is, or spread it and change a part.
 *
 * `done`, `failed` and `content` are asked at most once of each event, in the order of events, and answer at once: a promise is a
 * `TypeError`. What any of them throws ends the stream.
 *
 * @category Event streams
 */
export interface Dialect {
  /**
   * Is this the last event? A stream that ends without it is broken, and what follows it is not read. `connection` is one object for all
   * events of a connection: a key in a `WeakMap`, where a dialect has to remember what came before.
   */
  done?: ((event: ServerEvent, connection: object) => boolean) | undefined;
  /**
   * Is this an error? The status that it is to be judged by, from 400 to 599, perhaps with how long to wait (`retryAfter`, milliseconds);
   * `true`: as if the connection had been lost; anything else: it is none.
   *
   * Before the first content it is a failed attempt, retried as the policy says. Afterwards it is thrown, as an {@link EventStreamError}
   * with reason `in-band`.
   */
  failed?:
    | ((event: ServerEvent) => number | boolean | undefined | { status: number; retryAfter?: number | undefined })
    | undefined;
  /**
   * Is this content, after which nothing may be repeated? What comes before the first content is held back until then, since a retry brings
   * it again.
   *
   * @default every event
   */
  content?: ((event: ServerEvent) => boolean) | undefined;
  /**
   * How to go on after this event, the last one that was delivered: by a request of its own, a GET or a HEAD, with the headers and all else of
   * the first one's `init` except its body, under what it says itself. Another method is a `TypeError`, since it would be sent twice. By
   * default a GET goes on with `Last-Event-ID`, and nothing else does.
   *
   * It may take its time, up to `idle`: whoever waits for an event waits for it as for the server. An abort and `close` do not wait for it.
   */
  resume?: ((last: ServerEvent) => StreamContinuation | PromiseLike<StreamContinuation>) | undefined;
}

/**
 * A request by which a stream goes on: what `fetch` takes second, and at which address, if it is not that of the first one.
 *
 * @category Event streams
 */
export interface StreamContinuation extends RetryRequestInit {
  input?: FetchInput | undefined;
}

/**
 * What {@link events} takes third.
 *
 * @category Event streams
 */
export interface EventsOptions extends Dialect {
  /** The request: what `fetch` takes second. */
  init?: RetryRequestInit | undefined;
  /**
   * The longest silence, after which the connection counts as broken: comments are signs of life. Servers are told to send one each 15 s
   * (HTML 9.2.7). It is also the most that `resume` may take; afterwards the stream ends as `broken`. `false`: as long as it takes.
   *
   * @default "45s"
   */
  idle?: Duration | false | undefined;
  /**
   * Connect again when the server closes, as an `EventSource` does: after the stream's reconnection time, at least.
   *
   * @default for GET without `done`
   */
  feed?: boolean | undefined;
  /** Leave out events whose own id an earlier connection has brought. The last 256 ids are known. @default true */
  unique?: boolean | undefined;
  /**
   * The most that one event may hold, in UTF-16 units of its data, and all that is held back before the first content. Apart from that, an id
   * has no more than 4,096.
   *
   * @default "16MB"
   */
  limit?: Bytes | undefined;
}

/**
 * A stream of events: for one `for await`. It connects when the first event is asked for, and reads no faster than events are taken.
 *
 * @category Event streams
 */
export interface EventStream extends AsyncIterable<ServerEvent> {
  /** The id of the last event that was delivered: what the stream is continued after. */
  readonly lastEventId: string;
  /** Ends the connection; whoever waits for an event hears that there are no more. `break` does the same. */
  close(): void;
}
