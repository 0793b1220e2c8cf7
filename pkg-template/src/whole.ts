// Attempts that are good only when their body has come.

import type { Duration, PolicyInput, RetryFetch } from "holdfast-fetch";
import { bare, type Send } from "./around.js";
import type { AttemptContext } from "./ask.js";
import { fetchBy, ofMaker } from "./body-arguments.js";
import { type Bytes, bytes, callback, duration, readOptions } from "./body-options.js";
import { type BodyReport, reportBody } from "./body-report.js";
import { brokenBody, brokenBy } from "./broken-body.js";
import { layered } from "./layered-fetch.js";
import { letGo, release } from "./release.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { Silence } from "./silence.js";
import { withWebBody } from "./web-body.js";

/** What {@link whole} takes second. */
export interface WholeOptions {
  /**
   * Bodies of up to so many bytes, decoded, are read first. A longer one is handed over as a stream, as `createFetch` does: then
   * `bodyReportOf(response).state` is `"reading"`, for good, and nothing is checked.
   *
   * @default "1MB"
   */
  limit?: Bytes;
  /**
   * The longest silence between two pieces of a body, in milliseconds or as `"30s"`. More of it is a timeout, and `timeouts` of the policy says
   * whether to try again.
   *
   * @default "30s"
   */
  idle?: Duration | false;
  /**
   * Is it whole? Gets a clone of the response, sync or async. What it throws, or `false`, makes it a failed attempt (of the kind `network`), with
   * what was thrown as the error's cause. For what no engine notices, as a compressed body that is cut: `check: (response) => response.json()`.
   *
   * @default by Content-Length, where that can be told
   */
  check?: (response: Response) => unknown;
}

interface Settings {
  limit: number;
  /** Milliseconds, or `Infinity`. */
  idle: number;
  check: ((response: Response) => unknown) | undefined;
}

/**
 * A `fetch` whose attempts are good only when the body has been read: a body that is cut or falls silent is a failed attempt, retried as the policy
 * says (a POST is not, unless it has a key). It resolves with the platform's own `Response`, whose body is in memory. `attemptTimeout` and
 * `deadline` bound the body too.
 *
 * The body of a status of 400 or more is handed over unread, as `createFetch` does: that is a failure, however it ends.
 *
 * It may stand wherever a `fetch` is asked for, and in the place of the platform's.
 *
 * @example
 * ```ts
 * import { whole } from "holdfast-fetch/body";
 *
 * const fetch = whole({ retries: 5, deadline: "1m" });
 * const orders = await (await fetch("https://api.example.com/orders")).json();
 * ```
 * @throws `TypeError` on a bad policy or bad options, at once: `field` and `allowed` tell which
 */
export function whole(policy?: PolicyInput, options?: WholeOptions): RetryFetch {
  const places = ofMaker("whole");
  const settings = readOptions<Settings>(places, options, { limit: bytes("1MB"), idle: duration("30s"), check: callback() });
  return layered(fetchBy(policy, settings, places), (...request) => attempt(settings, ...request));
}

async function attempt(
  settings: Settings,
  send: Send,
  input: unknown,
  sent: RequestInit,
  ...context: [AttemptContext?]
): Promise<unknown> {
  const init = bare(sent);
  const response = (await send(input, init, ...context)) as Response;
  const { signal } = init;
  // Whoever gave up lets go of it. The body of a failure is read by nobody, or by the caller.
  if (signal?.aborted || !(response?.status < 400)) return response;
  const { body } = response;
  if (!body) return reported(response, "done", 0);
  // Somebody else has read it, or does.
  if (response.bodyUsed || body.locked) return response;
  const isWeb = typeof body.getReader === "function" && typeof response.clone === "function";
  const own = isWeb ? response : withWebBody(response);
  if (own === undefined) return response;
  const method = init.method ?? (input as Partial<Request>).method ?? "";
  const length = /^head$/i.test(method) ? undefined : lengthOf(own);
  // It says so: then there is no need to read a part of it.
  if ((length ?? 0) > settings.limit) return reported(own, "reading", 0);
  return new CloneReading(own, length, settings).end(signal);
}

function reported(response: Response, state: BodyReport["state"], bytes: number): Response {
  reportBody(response, { state, bytes, reread: 0, gaps: [] });
  return response;
}

/** The reading of one body: of a clone, since the original then is what fetch gave, with its address and its class. */
class CloneReading implements Abortable {
  readonly #response: Response;
  readonly #length: number | undefined;
  readonly #settings: Settings;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #silence: Silence;
  #bytes = 0;
  #isOver = false;

  /** `length`: what it must have, where that can be told. */
  constructor(response: Response, length: number | undefined, settings: Settings) {
    this.#response = response;
    this.#length = length;
    this.#settings = settings;
    this.#silence = new Silence(settings.idle);
    this.#reader = (response.clone().body as ReadableStream<Uint8Array>).getReader();
  }

  /** Resolves with the response once its body is in memory, or is too long for that. */
  async end(signal: AbortSignal | null | undefined): Promise<Response> {
    if (signal) watch(signal, this);
    try {
      const isTooLong = await this.#read();
      if (isTooLong) letGo(this.#reader);
      else await this.#check();
      return reported(this.#response, isTooLong ? "reading" : "done", this.#bytes);
    } catch (error) {
      this.#letGo();
      throw error;
    } finally {
      this.#silence.end();
      if (signal) unwatch(signal, this);
    }
  }

  onAbort(): void {
    this.#isOver = true;
    this.#silence.end();
    // The platform breaks off by itself, and other transports may not. Node's own would reject a promise that nobody has if a body that it
    // breaks were cancelled meanwhile.
    Promise.resolve().then(() => this.#letGo());
  }

  // True once it is too long.
  async #read(): Promise<boolean> {
    while (this.#bytes <= this.#settings.limit) {
      const { done, value } = await this.#next();
      if (done) return false;
      this.#bytes += value.byteLength;
    }
    return true;
  }

  async #next(): Promise<ReadableStreamReadResult<Uint8Array>> {
    let piece: ReadableStreamReadResult<Uint8Array>;
    try {
      piece = await this.#silence.read(this.#reader);
    } catch (error) {
      throw brokenBy(`the body broke at byte ${this.#bytes}`, error, this.#silence);
    }
    this.#goOn();
    return piece;
  }

  async #check(): Promise<void> {
    const { check } = this.#settings;
    const length = this.#length;
    if (length !== undefined && this.#bytes !== length) throw brokenBody(`the body ended at byte ${this.#bytes} of ${length}`);
    if (check === undefined) return;
    let isWhole: unknown;
    try {
      isWhole = await check(this.#response.clone());
    } catch (error) {
      throw brokenBody("check threw", error);
    }
    if (isWhole === false) throw brokenBody("check said that the body is not whole");
    this.#goOn();
  }

  // A reader that is cancelled says that there is no more. By then, nobody waits for this.
  #goOn(): void {
    if (this.#isOver) throw brokenBody("nobody waits for the body");
  }

  // Both branches, or the connection would be kept.
  #letGo(): void {
    letGo(this.#reader);
    release(this.#response);
  }
}

/** So many bytes are to come; nothing where that cannot be told: across origins, the header of a coding is hidden, and that of the length is not. */
function lengthOf({ type, headers }: Response): number | undefined {
  const told = headers.get("content-length");
  const isOther = type === "cors" || headers.has("content-encoding") || headers.has("transfer-encoding");
  return told !== null && !isOther && /^\d+$/.test(told) ? Number(told) : undefined;
}
