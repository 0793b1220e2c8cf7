// What is left of a body that broke comes by a call of its own, whose first attempt is the one that broke. So its waits, tokens,
// hints, circuits and events are those of any call. How each of its requests is put, and whether the answer fits, the core says.
import {
  type FetchInput,
  type RetryFetch,
  type RetryFetchInit,
  type RetryRequestInit,
  reportOf,
  type StopReason,
} from "holdfast-fetch";
import { flagsOf, headOf, isAbroad, placeOf, urlOf } from "./answer-head.js";
import { AROUND, type Around, bare, inside, type Send } from "./around.js";
import type { BodyCore } from "./body-core.js";
import { BodyError, type Cut, permanent } from "./body-error.js";
import type { ToldBody } from "./body-events.js";
import type { Gap } from "./body-report.js";
import { brokenBody } from "./broken-body.js";
import { type Address, addressIn, saidTo } from "./continuation-address.js";
import {
  BODY_ASK,
  BODY_BROKEN,
  BODY_HELD,
  BODY_JUDGE,
  BODY_OVERLAP,
  BODY_QUESTION,
  BODY_READ,
  BODY_REFUSE,
  BODY_SAME,
} from "./generated/body-codes.js";
import { originOf } from "./origin.js";
import { release } from "./release.js";
import { REST } from "./rest-of-body.js";

/** Where a body comes from. */
export interface Origin {
  readonly send: RetryFetch;
  /** The request that was answered, as it was sent: nobody changes it any more. */
  readonly input: unknown;
  readonly init: RequestInit;
  /** What the caller gave: what travels in it, and its `retry`. */
  readonly given: RetryFetchInit | undefined;
  readonly rest: ToldBody;
  readonly method: string;
  readonly url: string;
  readonly first: Response;
  readonly address: ((gap: Gap) => unknown) | undefined;
}

type AddressOf = (isLate: () => boolean) => Promise<Address>;

/** Continues one body, as often as it breaks. */
export class Continuation {
  readonly #origin: Origin;
  readonly #core: BodyCore;
  readonly #isOver: () => boolean;
  readonly #place: string;
  // By their codes: what may stand in If-Range.
  readonly #marks: readonly (string | null)[];
  #own: AbortController | undefined;
  // Which request is the last one. An answer to an earlier one comes too late.
  #turn = 0;

  constructor(origin: Origin, core: BodyCore, isOver: () => boolean) {
    const { first } = origin;
    this.#origin = origin;
    this.#core = core;
    this.#isOver = isOver;
    this.#place = placeOf(first, origin.url);
    this.#marks = [null, first.headers.get("etag"), first.headers.get("last-modified")];
  }

  /**
   * The rest of the body, from where it broke on or from its beginning. `isNext`: the server meant to send no more at once.
   *
   * @throws BodyError, made by `refused` where the core refused an answer
   */
  async next(gap: Gap, isNext: boolean, refused: () => BodyError, cut: Cut): Promise<ReadableStream<Uint8Array> | null> {
    const { send, given, input, init, rest } = this.#origin;
    this.#own ??= new AbortController();
    const { signal } = this.#own;
    let refusal: BodyError | undefined;
    const end = (error: BodyError) => {
      refusal = error;
      throw permanent(error);
    };
    const layer = this.#layer(
      gap,
      isNext,
      () => end(refusal ?? refused()),
      (isLate) => (refusal ? end(refusal) : this.#addressOf(gap, cut, end, isLate)),
    );
    rest.begin(gap.at, isNext ? undefined : { error: gap.cause });
    let outcome: unknown;
    try {
      const response = await send(
        input as FetchInput,
        { ...given, ...init, signal, [AROUND]: inside(given, layer), [REST]: rest } as RetryRequestInit,
      );
      outcome = response;
      if (this.#isOver()) release(response);
      if (rest.by) gap.by = rest.by as NonNullable<Gap["by"]>;
      return response.body;
    } catch (error) {
      outcome = error;
      if (this.#isOver()) return null;
      const {
        reason = "error",
        response,
        message,
      } = (error ?? {}) as { reason?: StopReason; response?: Response; message?: string };
      release(response);
      throw refusal ?? BodyError.stopped(cut, reason, message ?? String(error), error);
    } finally {
      this.#turn++;
      gap.attempts = reportOf(outcome)?.attempts ?? gap.attempts;
    }
  }

  /** Nobody wants the rest any more. */
  abort(reason: unknown): void {
    this.#own?.abort(reason);
  }

  // Where its requests are to go.
  async #addressOf(gap: Gap, cut: Cut, end: (error: BodyError) => never, isLate: () => boolean): Promise<Address> {
    let fault = "address threw";
    try {
      const answer = await this.#origin.address?.(gap);
      fault = "what address returned is of no use";
      return addressIn(answer);
    } catch (error) {
      if (isLate()) throw error;
      return end(BodyError.stopped(cut, "error", fault, error));
    }
  }

  // Sees each request of a call that is to bring the rest, and each answer.
  #layer(gap: Gap, isNext: boolean, refuse: () => never, addressOf: AddressOf): Around {
    const core = this.#core;
    const { rest, url: home } = this.#origin;
    let isTaken = false;
    let address: Address | undefined;
    return async (send: Send, asked: unknown, given: RequestInit, ...context) => {
      const sent = bare(given);
      const turn = ++this.#turn;
      // The attempt is over: it ran out of time, perhaps with no other one begun yet.
      const isLate = () => turn !== this.#turn || sent.signal?.aborted === true || this.#isOver();
      // What was good for the body was not for the policy.
      if (isTaken && core.tell(BODY_BROKEN) === BODY_REFUSE) refuse();
      isTaken = false;
      if (core.tell(BODY_QUESTION) !== BODY_ASK) refuse();
      const [first = -1, last = -1, mark = 0] = core.numbers;
      let [input, init] = [asked, sent];
      if (this.#origin.address) {
        // Only now, so that what was signed is fresh, and in the time that this attempt has. Not known by then, it is asked for again.
        address ??= await addressOf(isLate);
        if (isLate()) throw sent.signal?.reason;
        [input, init] = [address.url, saidTo(address, home, asked, sent)];
      }
      const asksRange = first >= 0;
      // Elsewhere it would need a CORS preflight, which servers that allow Range may refuse.
      const held = asksRange && this.#origin.first.type !== "cors" && !isAbroad(urlOf(input)) && this.#marks[mark];
      const headers = new Headers(init.headers ?? (input as Partial<Request>).headers);
      if (asksRange) headers.set("range", `bytes=${first}-${last < 0 ? "" : last}`);
      if (held) headers.set("if-range", held);
      const response = (await send(input, { ...init, headers }, ...context)) as Response;
      // The call lets go of it.
      if (isLate()) return response;
      // What refresh makes would not be sent there.
      if (address && rest.request) rest.request.isAbroad = originOf(address.url) !== originOf(home);
      const isSame = placeOf(response, urlOf(input)) === this.#place;
      const flags = flagsOf(response) | (isSame ? BODY_SAME : 0) | (held ? BODY_HELD : 0);
      const said = core.answer(false, response.status, headOf(response), flags);
      if (said === BODY_READ) {
        isTaken = true;
        const isRange = asksRange && response.status === 206;
        rest.by = !isRange ? "proof" : isNext ? "next" : "range";
        rest.reread = isRange ? Math.min(gap.at, BODY_OVERLAP) : gap.at;
        return response;
      }
      if (said === BODY_JUDGE) return response;
      release(response);
      if (said === BODY_REFUSE) refuse();
      throw brokenBody(`an answer that does not continue the body: ${response.status}`);
    };
  }
}
