// One call, from its first request to its end.
//
// The core decides: it is told what happened (`tell`), and says what to do next, which is done here (`take`): send, wait, ask a
// function of the caller's, finish. A call that succeeds at once goes this way too: it begins, it is answered, it ends.
import { LISTENER } from "./around.js";
import { ask, askNumber, fallbackContext, unfit } from "./ask.js";
import { Attempt, type Awaiting, timeoutError } from "./attempt.js";
import { keep, kept } from "./cache.js";
import { isWatched } from "./channel.js";
import { monotonicOf, sharedOf, wallOf } from "./clocks.js";
import { advance, begin, core, currentEpoch, hand, results, stir } from "./core.js";
import { isOffline, RetryError, raise, traits } from "./errors.js";
import { ended, type Listener, settled, type Told, tell, waiting } from "./events.js";
import { follow, leadsOn } from "./forwarding.js";
import * as codes from "./generated/codes.js";
import { originOf } from "./origin.js";
import { flagsOf, headText, judged, statusOf } from "./outcome.js";
import { type Bound, callbackOf } from "./policy.js";
import { meaning, questionOf } from "./questions.js";
import { release, releaseFor } from "./release.js";
import { renewals, renewCredentials } from "./renewals.js";
import { attach, attemptOf, attemptsOf, firstRow, note, type StopReason } from "./report.js";
import { type CallRequest, labelOf, letGoOf, mark, refusal, renew } from "./request.js";
import { REST, type RestOfBody } from "./rest-of-body.js";
import type { Shares } from "./sharing.js";
import { type Abortable, govern, unwatch, watch } from "./signals.js";
import { cancel, NOWHERE, type Timed, type Timers, timers } from "./timers.js";

// What the last attempt came to, or what stands in for it.
const NOTHING = 0;
const ANSWERED = 1;
const FAILED = 2;
// A response whose body is gone, since another attempt was certain.
const RELEASED = 3;
const FALLEN_BACK = 4;

// Where the core leaves its numbers: see src/abi.rs.
const ELAPSED = 3;
const LEFT = 4;
const SENT = 5;
const PROBE_IN = 6;
const AGAIN = 7;
const HANDLE = 8;
const CHANGED = 9;
const ENDED = 10;
const ATTEMPT = 11;
const STATUS = 15;
const HINT = 18;
const WAIT = 19;
const DREW = 20;
const MOST = 21;
const PAID = 22;

let calls = 0;

/** Makes a call as a policy says. */
export function call(bound: Bound, request: CallRequest): Promise<unknown> {
  // Where the core cannot start, that is the error, and not how a call ended.
  core();
  return new Promise((resolve, reject) => {
    const one = new Call(bound, request, resolve, reject);
    try {
      one.begin();
    } catch (error) {
      // The stack ended. Here there may be room again to say so.
      one.broke(error);
    }
  });
}

class Call implements Awaiting, Timed, Abortable {
  due = 0;
  place = NOWHERE;
  among: Timers | undefined = undefined;
  readonly #bound: Bound;
  readonly #request: CallRequest;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  // For events, where anybody hears them.
  #id = 0;
  readonly #listener: Listener | undefined;
  #epoch = 0;
  #handle = 0;
  #shares: Shares | undefined;
  // How often credentials had been renewed when the last attempt was sent.
  #renewed = 0;
  #state = NOTHING;
  #outcome: unknown;
  // Of the attempt that was answered: aborts the reading of its body.
  #own: AbortController | undefined;
  // What a callback threw, which ends the call.
  #thrown: { error: unknown; fault?: string | undefined } | undefined;
  // Attempts as numbers, and what they rejected with, once there is more than a success to tell.
  #rows: number[] | undefined;
  #errors: unknown[] | undefined;
  #drawn: number | undefined;
  // The body that it brings, where that may take several calls.
  private readonly rest: RestOfBody | undefined;

  constructor(bound: Bound, request: CallRequest, resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
    this.#bound = bound;
    this.#request = request;
    this.#resolve = resolve;
    this.#reject = reject;
    const carried = request.init as { [REST]?: RestOfBody; [LISTENER]?: Listener } | undefined;
    this.rest = carried?.[REST];
    this.#listener = carried?.[LISTENER];
    if (bound.listener !== undefined || this.#listener !== undefined || isWatched()) {
      this.#id = this.rest?.id || ++calls;
      if (this.rest) this.rest.id = this.#id;
    }
    // A body may break as often in a row as its call could have been tried.
    if (this.rest || this.#id > 0) request.facts |= codes.HEARD;
  }

  begin(): void {
    const bound = this.#bound;
    const request = this.#request;
    // A transport of the policy's own may have sent it, and failed at something else after that.
    if (bound.transport !== undefined) request.facts &= ~codes.DIRECT;
    let facts = request.signal?.aborted === true ? codes.BEGINS_ABORTED : 0;
    if (facts === 0) {
      try {
        if (bound.compiled.drawsAtOnce) stir();
        this.#shares = this.#findShares();
        if (bound.marking !== undefined) mark(request, bound.marking);
      } catch (error) {
        this.#thrown = { error, fault: this.#shares ? "the idempotency key cannot be sent" : "breaker.key gave no key" };
        facts = codes.BEGINS_BROKEN;
      }
    }
    const { rest } = this;
    if (facts === 0 && rest?.at !== undefined) {
      facts = (rest.pause === undefined ? codes.RESUMES : codes.RECONNECTS) | (rest.cut ? 0 : codes.CLOSED);
    }
    let step: number;
    try {
      // The caller's clock and generator come first: they may use the core as well, and leave another one, or other numbers in it.
      const monotonic = monotonicOf(bound);
      const wall = wallOf(bound, monotonic, bound.isDated);
      const shared = sharedOf(bound, monotonic);
      const random = this.#random();
      const policy = bound.compiled.handle();
      this.#epoch = currentEpoch();
      const { origin = 0, circuit } = this.#shares ?? {};
      const bits = request.facts | facts;
      step = begin(policy, origin, circuit?.handle ?? 0, bits, rest?.pause ?? Number.NaN, monotonic, wall, shared, random);
      this.#handle = results()[HANDLE] as number;
    } catch (error) {
      return this.#lose(error);
    }
    this.#proceed(step, false);
  }

  // What happened, in numbers; then what follows from it.
  #tell(input: number, a = 0, b = 0, text = ""): void {
    const bound = this.#bound;
    const request = this.#request;
    let step: number;
    try {
      const monotonic = monotonicOf(bound);
      const wall = wallOf(bound, monotonic, bound.isDated || text !== "");
      const shared = sharedOf(bound, monotonic);
      const random = this.#random();
      if (currentEpoch() !== this.#epoch)
        return this.#lose(new Error("holdfast-fetch: its core was replaced while the call was under way"));
      step = advance(this.#handle, input, a, b, hand(text), request.facts, monotonic, wall, shared, random);
    } catch (error) {
      return this.#lose(error);
    }
    this.#proceed(step, true);
  }

  // Notes what the core says of it, and does what it says. `isUnderWay`: attempts may have ended.
  #proceed(step: number, isUnderWay: boolean): void {
    const io = results();
    const changed = io[CHANGED] as number;
    if ((io[DREW] as number) > 0) this.#drawn = undefined;
    if (isUnderWay) {
      if ((io[ENDED] as number) > 0) this.#noteAttempt(step, io);
      else if (this.#rows !== undefined && (io[ATTEMPT] as number) > 0) this.#rows[this.#rows.length - 1] = io[WAIT] as number;
    }
    try {
      if (changed > 0) this.#tellCircuit(results());
      this.#take(step);
    } catch (error) {
      // A getter of the caller's response threw, or the stack ended. What the caller waits for must end all the same.
      if (step === codes.FINISH) this.#lose(error);
      else this.broke(error);
    }
  }

  #noteAttempt(step: number, io: Float64Array): void {
    // A success at once is told by how long it took.
    const isPlain =
      this.#id === 0 &&
      this.#rows === undefined &&
      step === codes.FINISH &&
      this.#bound.written.statusOf === undefined &&
      codes.REASONS[io[0] as number] === "success";
    if (isPlain) return;
    if (this.#rows === undefined) this.#rows = firstRow(io, ATTEMPT);
    else note(this.#rows, io, ATTEMPT);
    if (this.#state === FAILED) {
      this.#errors ??= [this.#request.isOperation ? "" : this.#request.url];
      this.#errors[io[ATTEMPT] as number] = this.#outcome;
    }
    if (this.#id > 0) {
      this.#say(settled(attemptOf(this.#rows, (io[ATTEMPT] as number) - 1, this.#errors)), io);
    }
  }

  #take(step: number): void {
    const io = results();
    // Not by a pattern: that would run an iterator.
    const a = io[0] as number;
    const b = io[1] as number;
    const c = io[2] as number;
    switch (step) {
      case codes.SEND:
        return this.#send(a, io);
      case codes.WAIT:
        return this.#wait(a, b, c > 0, io);
      case codes.FINISH:
        return this.#finish(a, b > 0, c, io);
      case codes.REFRESH:
        return this.#refresh(io);
      case codes.FALLBACK:
        return this.#findFallback(a, io);
      default:
        return this.#question(step, a, b, io);
    }
  }

  // What a function of the caller's is to decide.
  #question(step: number, a: number, b: number, io: Float64Array): void {
    const context = { attempt: io[SENT] as number, elapsed: io[ELAPSED] as number };
    const { response, error } = this.#last();
    if (step === codes.ASK_STATUS) {
      const body = bodyOf(response);
      const put = async () => (await this.#bound.written.statusOf?.(response as Response)) ?? null;
      return this.#hear("statusOf", ask(put, io[LEFT] as number, this.#request.signal), (said) => {
        // The time is over, and nothing else would end the reading of a clone.
        if (said === undefined && bodyOf(response) !== body)
          this.#own?.abort(timeoutError("statusOf had not ended by the deadline"));
        this.#judge(response, undefined, meaning(said));
      });
    }
    const { put, read } = questionOf(step, a, b, this.#bound.written, context, response, error);
    const name = ["shouldRetry", "backoff", "until"][step - codes.ASK] as string;
    this.#hear(name, ask(put, io[LEFT] as number, this.#request.signal), (answer) => this.#tell(...read(answer)));
  }

  #refresh(io: Float64Array): void {
    const request = this.#request;
    const bound = this.#bound;
    const limit = io[LEFT] as number;
    const response = this.#outcome as Response;
    const { refresh } = bound;
    // Not for a server that the caller has not chosen.
    if (refresh === undefined || request.isAbroad) return this.#tell(codes.REFRESHED, 0);
    this.#say({ type: "refresh", status: io[STATUS] as number }, io);
    const renewed = renewCredentials(refresh, originOf(request.url), response, this.#renewed, limit, request.signal);
    this.#hear("refresh", renewed, (headers) => {
      if (headers === false) return this.#tell(codes.REFRESHED, 0);
      renew(request, headers);
      this.#tell(codes.REFRESHED, 1);
    });
  }

  #findFallback(code: number, io: Float64Array): void {
    const bound = this.#bound;
    const request = this.#request;
    const rows = this.#rows;
    const errors = this.#errors;
    const { cache } = bound;
    const limit = io[LEFT] as number;
    const probeIn = io[PROBE_IN] as number;
    const reason = codes.REASONS[code] as StopReason;
    this.#say({ type: "fallback", reason }, io);
    const then = (answer: unknown) => {
      if (answer === undefined || answer === null) this.#tell(codes.FALLEN_BACK, 0);
      else this.#fallBack(answer);
    };
    if (cache !== undefined) return this.#hear("fallback", kept(cache.name, cache.maxAge, request, limit, request.signal), then);
    const { response, error } = this.#last();
    const context = fallbackContext(reason, attemptsOf(rows ?? [], errors), response, error, probeIn);
    const fallback = callbackOf(bound.written.fallback);
    this.#hear(
      "fallback",
      ask(
        () => fallback?.(context),
        limit,
        request.signal,
        (late) => releaseFor(late, this.#outcome),
      ),
      then,
    );
  }

  #fallBack(answer: unknown): void {
    if (!this.#request.isOperation && judged(answer, false) === undefined) {
      throw unfit("fallback", "a Response or nothing");
    }
    if (this.#bound.cache !== undefined) this.#letGo();
    else if (this.#state === ANSWERED) releaseFor(this.#outcome, answer);
    this.#state = FALLEN_BACK;
    this.#outcome = answer;
    this.#tell(codes.FALLEN_BACK, 1);
  }

  // What a function of the caller's throws ends the call.
  #hear<T>(name: string, answer: Promise<T>, then: (answer: T) => void): void {
    answer.then(
      (answer) => {
        if (this.#isAborted()) {
          if (answer !== this.#outcome) release(answer);
          return this.#tell(codes.ABORTED);
        }
        try {
          then(answer);
        } catch (error) {
          this.broke(error, `what ${name} returned is of no use`);
        }
      },
      (error) => (this.#isAborted() ? this.#tell(codes.ABORTED) : this.broke(error, `${name} threw`)),
    );
  }

  // The last outcome as functions of the caller's are told it.
  #last(): { response: unknown; error: unknown } {
    const state = this.#state;
    const outcome = this.#outcome;
    return { response: state === ANSWERED ? outcome : undefined, error: state === FAILED ? outcome : undefined };
  }

  #send(limit: number, io: Float64Array): void {
    const bound = this.#bound;
    const request = this.#request;
    const { transport, unref, refresh } = bound;
    const number = io[SENT] as number;
    // It was: that is what the body came by.
    if (number === 1 && this.rest?.cut) return this.failed(this.rest.cut.error);
    const elapsed = io[ELAPSED] as number;
    const left = io[LEFT] as number;
    const keeps = request.holdsBody && (io[AGAIN] as number) > 0;
    this.#say({ type: "attempt" }, io);
    this.#letGo();
    // A listener may have given up.
    if (this.#isAborted()) return this.gaveUp(request.signal?.reason);
    if (refresh !== undefined) this.#renewed = renewals();
    new Attempt(this, {
      request,
      transport,
      limit,
      left,
      keeps,
      number,
      elapsed,
      unref,
      isShown: this.#isShown(),
    });
  }

  answered(response: unknown, own: AbortController | undefined): void {
    this.#state = ANSWERED;
    this.#outcome = response;
    this.#own = own;
    const it = this.#request.isOperation ? judged(response, false) : response;
    if (it !== undefined && this.#bound.written.statusOf !== undefined) return this.#tell(codes.ANSWERED, statusOf(it));
    this.#judge(it);
  }

  failed(error: unknown): void {
    stir();
    if (this.#isAborted()) return this.gaveUp(this.#request.signal?.reason);
    this.#state = FAILED;
    this.#outcome = error;
    if (this.#request.isOperation) {
      const response = judged(error, true);
      if (response !== undefined) return this.#judge(response, error);
    }
    this.#fail(error);
  }

  #fail(error: unknown): void {
    const flags = (isOffline() ? codes.OFFLINE : 0) | (this.#request.isOperation ? codes.OPERATION : 0);
    this.#tell(codes.FAILED, -1, flags, traits(error));
  }

  timedOut(error: unknown): void {
    stir();
    this.#state = FAILED;
    this.#outcome = error;
    this.#tell(codes.FAILED, codes.FAILURES.indexOf("timeout"));
  }

  gaveUp(reason: unknown): void {
    this.#state = FAILED;
    this.#outcome = reason;
    this.#tell(codes.ABORTED);
  }

  broke(error: unknown, fault?: string): void {
    this.#thrown = { error, fault };
    this.#letGo();
    this.#tell(codes.BROKEN);
  }

  // By a response, or by one that an error of an operation speaks of, if its status is one to be heeded.
  #judge(response: unknown, error?: unknown, status = statusOf(response)): void {
    const { compiled } = this.#bound;
    let heeds: number;
    try {
      heeds = compiled.heeds(status);
    } catch (error) {
      return this.#lose(error);
    }
    if (error !== undefined && (heeds & codes.HEEDS_ERRORS) === 0) return this.#fail(error);
    if (heeds === 0) return this.#tell(codes.RESPONSE, status);
    stir();
    const isLocated = (heeds & codes.HEEDS_LOCATION) !== 0 && leadsOn(this.#request, response as Response);
    const flags = flagsOf(response, isLocated);
    const { hintHeaders } = compiled;
    const names = (heeds & codes.HEEDS_LIMITS) !== 0 ? [...hintHeaders, ...codes.HINT_LIMITS.split(" ")] : hintHeaders;
    const head = (heeds & codes.HEEDS_HINTS) !== 0 ? headText(response, names) : "";
    this.#tell(codes.RESPONSE, status, flags, head);
  }

  #wait(delay: number, tier: number, isPoll: boolean, io: Float64Array): void {
    const bound = this.#bound;
    const request = this.#request;
    const { signal, url } = request;
    if (!this.#isAborted()) this.#say(waiting(delay, tier + 1, io[HINT] as number), io);
    if (isPoll && this.#state === ANSWERED && !this.#request.isOperation) {
      try {
        follow(request, this.#outcome as Response, io[STATUS] as number);
        if (request.url !== url) this.#rebind();
      } catch (error) {
        return this.broke(error);
      }
    }
    this.#letGo();
    if (this.#isAborted()) return this.#tell(codes.ABORTED);
    if (delay <= 0) return this.#tell(codes.WOKE);
    if (signal !== undefined) watch(signal, this);
    timers(bound.unref).wait(this, delay, performance.now());
  }

  onTime(): void {
    const { signal } = this.#request;
    if (signal !== undefined) unwatch(signal, this);
    this.#tell(codes.WOKE);
  }

  onAbort(): void {
    cancel(this);
    if (this.#request.signal !== undefined) unwatch(this.#request.signal, this);
    this.#tell(codes.ABORTED);
  }

  // `doubts`: 1 if the first try may have succeeded, 2 if a token was left that no good answer vouched for.
  #finish(code: number, throws: boolean, doubts: number, io: ArrayLike<number>): void {
    const bound = this.#bound;
    const request = this.#request;
    const rows = this.#rows;
    const errors = this.#errors;
    const reason = codes.REASONS[code] as StopReason;
    const elapsed = io[ELAPSED] as number;
    const probeIn = io[PROBE_IN] as number;
    const wasSent = (io[SENT] as number) > 0;
    const isAborted = reason === "aborted";
    // What a body does when it is let go may lead to the core, which leaves other numbers then.
    const { rest } = this;
    const numbers = this.#id === 0 && !rest ? io : copied(io);
    if (isAborted && this.#state === ANSWERED) {
      release(this.#outcome);
      // A function of the caller's may be reading a clone of it.
      this.#own?.abort(request.signal?.reason);
    }
    const invalid = isAborted && !wasSent && bound.transport === undefined ? refusal(request) : undefined;
    letGoOf(request, wasSent);
    const fallback = this.#state === FALLEN_BACK;
    if (this.#id > 0) {
      // As it was judged; of a fallback, its own.
      const isResponse = fallback && judged(this.#outcome, false) !== undefined;
      const isCut = fallback || isAborted || this.#thrown !== undefined;
      const judgedBy = isCut ? undefined : attemptsOf(rows ?? [], errors).at(-1)?.status;
      const status = isResponse ? statusOf(this.#outcome) : judgedBy;
      this.#say(ended(reason, status, numbers[SENT] as number, fallback, probeIn, doubts), numbers);
    }
    if (reason === "success" && bound.cache && this.#state === ANSWERED)
      keep(bound.cache.name, request, this.#outcome as Response);

    const history =
      rows === undefined && reason === "success"
        ? elapsed
        : { reason: code, elapsed, doubts, fallback, probeIn, rows: rows ?? [], errors };
    if (rest) {
      const shares = this.#shares;
      Object.assign(rest, {
        most: numbers[MOST] as number,
        attach: attaching(history),
        own: this.#own,
        repay: shares && repaying(this.#epoch, shares.origin, numbers[PAID] as number),
      } satisfies Partial<RestOfBody>);
    }
    const isGood = (this.#state === ANSWERED || fallback) && !isAborted && !throws && this.#thrown === undefined;
    if (isGood) {
      const outcome = this.#outcome;
      const own = this.#own;
      if (fallback || !request.isOperation || judged(outcome, false) !== undefined) attach(outcome, history);
      // The caller may still abort the reading of the body.
      if (own !== undefined && request.signal !== undefined && !fallback && bodyOf(outcome)) govern(request.signal, own);
      return this.#resolve(outcome);
    }
    if (isAborted && request.signal !== undefined) {
      const error = invalid ?? request.signal.reason;
      attach(error, history);
      return this.#reject(error);
    }
    const response = this.#state === ANSWERED || this.#state === RELEASED ? this.#outcome : undefined;
    const cause = this.#thrown ? this.#thrown.error : this.#state === FAILED ? this.#outcome : undefined;
    this.#resolve(
      raise(() => {
        const error = RetryError.of({
          request: `${request.method} ${labelOf(request)}`,
          isOperation: this.#request.isOperation,
          reason,
          attempts: attemptsOf(rows ?? [], errors),
          wasSent,
          elapsed,
          probeIn: probeIn < 0 ? undefined : probeIn,
          response,
          cause,
          fault: this.#thrown?.fault,
          unvouched: doubts > 1,
        });
        attach(error, history);
        return error;
      }),
    );
  }

  // It cannot go by the core any more: that is gone, or what the core said could not be done.
  #lose(error: unknown): void {
    this.#thrown ??= { error };
    this.#letGo();
    cancel(this);
    const io = new Float64Array(PAID + 1);
    io[MOST] = Number.POSITIVE_INFINITY;
    // Hardly any call that it knew has sent nothing.
    const mayHaveSent = this.#handle !== 0;
    io[SENT] = mayHaveSent ? 1 : 0;
    io[PROBE_IN] = -1;
    this.#finish(codes.REASONS.indexOf(this.#isAborted() ? "aborted" : "error"), true, mayHaveSent ? 1 : 0, io);
    if (mayHaveSent && this.#epoch === currentEpoch()) core().release(this.#handle);
  }

  // Nobody will read the last response, since something else is certain to come.
  #letGo(): void {
    if (this.#state !== ANSWERED) return;
    release(this.#outcome);
    if (this.#isShown()) this.#own?.abort();
    this.#state = RELEASED;
    this.#own = undefined;
  }

  // Do functions of the caller's see responses, or may a body's reader? One that leaves a clone half read keeps what is sent coming.
  #isShown(): boolean {
    const { statusOf, shouldRetry, until, refresh } = this.#bound.written;
    return Boolean(statusOf || shouldRetry || until || refresh || this.rest);
  }

  #findShares(): Shares {
    const bound = this.#bound;
    const request = this.#request;
    const { circuits } = bound.sharing;
    const keyOf = bound.circuitKey ?? circuits?.keyOf;
    if (keyOf === undefined) return bound.sharing.of(this.#request.isOperation ? undefined : request.url, undefined);
    const key = keyOf(request.url);
    if (typeof key !== "string") throw new TypeError("breaker.key: the function must return a text");
    return bound.sharing.of(this.#request.isOperation ? undefined : request.url, key);
  }

  // Its next request goes elsewhere.
  #rebind(): void {
    this.#shares = this.#findShares();
    if (this.#epoch === currentEpoch()) core().rebind(this.#handle, this.#shares.origin, this.#shares.circuit?.handle ?? 0);
  }

  #isAborted(): boolean {
    return this.#request.signal?.aborted === true;
  }

  // Of the caller's generator, if there is one. A number that the core did not use is for its next step.
  #random(): number {
    const { random } = this.#bound;
    if (random !== undefined) this.#drawn ??= askNumber(random);
    return this.#drawn ?? Number.NaN;
  }

  // Whoever hears of it may call the core, which leaves other numbers then: those of this step are kept.
  #say(told: Told, io: ArrayLike<number>): void {
    const request = this.#request;
    const bound = this.#bound;
    const id = this.#id;
    if (id === 0) return;
    const numbers = copied(io);
    const { method } = request;
    const [attempt = 0, of = 0, elapsed = 0] = [numbers[SENT], numbers[MOST], numbers[ELAPSED]];
    const base = { id, method, url: labelOf(request), attempt, ...(of < Number.POSITIVE_INFINITY && { of }), elapsed };
    for (const one of this.rest?.retell(told) ?? [told]) tell(bound.listener, this.#listener, one, base);
    restore(numbers);
  }

  // Those who watch the circuit hear of it too, whoever caused the change.
  #tellCircuit(io: Float64Array): void {
    const numbers = copied(io);
    for (const change of this.#shares?.circuit?.tellChanges() ?? []) this.#say({ type: "circuit", ...change }, numbers);
    restore(numbers);
  }
}

// By itself: a body may outlive its call, and is not to hold it.
function attaching(history: Parameters<typeof attach>[1]): (response: object) => void {
  return (response) => attach(response, history);
}

function repaying(epoch: number, origin: number, paid: number): () => void {
  return () => {
    if (epoch === currentEpoch()) core().repay(origin, paid);
  };
}

// An imitation of a response may throw at any question.
function bodyOf(response: unknown): unknown {
  try {
    return (response as Response | undefined)?.body;
  } catch {
    return undefined;
  }
}

// What the core left after a step. No typed array, since to make one takes a microsecond, and each event needs one.
function copied(io: ArrayLike<number>): number[] {
  const numbers: number[] = [];
  for (let at = 0; at <= PAID; at++) numbers.push(io[at] as number);
  return numbers;
}

function restore(numbers: number[]): void {
  const io = results();
  for (let at = 0; at <= PAID; at++) io[at] = numbers[at] as number;
}
