// One call, from its first request to its end.
//
// The core decides: it is told what happened (`tell`), and says what to do next, which is done here (`take`): send, wait, ask a
// function of the caller's, finish. A call that succeeds at once goes this way too: it begins, it is answered, it ends.
import { askBackoff, askFallback, askNumber, askShouldRetry, askUntil, NO_ANSWER } from "./ask.js";
import { Attempt, type Awaiting } from "./attempt.js";
import { keep, kept } from "./cache.js";
import { core, currentEpoch, hand, results } from "./core.js";
import { isOffline, RetryError, raise, traits } from "./errors.js";
import { isWatched, type Telling, tell } from "./events.js";
import * as codes from "./generated/codes.js";
import { judged, headText, statusOf, flagsOf } from "./outcome.js";
import type { Bound } from "./policy.js";
import { release, releaseFor } from "./release.js";
import { renewals, renew as renewCredentials } from "./renewals.js";
import { attemptOf, attemptsOf, note, remember } from "./report.js";
import { follow } from "./forwarding.js";
import { addressOf, type CallRequest, letGoOf, mark, refusal, renew } from "./request.js";
import type { Shares } from "./sharing.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { type Timed, timers } from "./timers.js";

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
const WAIT = 19;

let calls = 0;

/** Makes a call as a policy says. */
export function call(bound: Bound, request: CallRequest): Promise<unknown> {
  return new Promise((resolve, reject) => new Call(bound, request, resolve, reject).begin());
}

class Call implements Awaiting, Timed, Abortable {
  due = 0;
  place = -1;
  private readonly bound: Bound;
  private readonly request: CallRequest;
  private readonly resolve: (value: unknown) => void;
  private readonly reject: (reason: unknown) => void;
  // For events, where anybody hears them.
  private id = 0;
  private epoch = 0;
  private handle = 0;
  private shares: Shares | undefined;
  // How often credentials had been renewed when the last attempt was sent.
  private renewed = 0;
  private state = NOTHING;
  private outcome: unknown;
  // What a callback threw, which ends the call.
  private thrown: { error: unknown } | undefined;
  // Attempts as numbers, and what they rejected with, once there is more than a success to tell.
  private rows: number[] | undefined;
  private errors: unknown[] | undefined;

  constructor(bound: Bound, request: CallRequest, resolve: (value: unknown) => void, reject: (reason: unknown) => void) {
    this.bound = bound;
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
    if (bound.listener !== undefined || isWatched()) this.id = ++calls;
  }

  begin(): void {
    const { bound, request } = this;
    let facts = request.signal?.aborted === true ? codes.BEGINS_ABORTED : 0;
    if (facts === 0) {
      try {
        this.shares = this.findShares();
        if (bound.marking !== undefined) mark(request, bound.marking);
      } catch (error) {
        this.thrown = { error };
        facts = codes.BEGINS_BROKEN;
      }
    }
    let step: number;
    try {
      const policy = bound.compiled.handle();
      const { begin, epoch } = core();
      this.epoch = epoch;
      const { origin = 0, circuit } = this.shares ?? {};
      const monotonic = this.monotonic();
      const wall = this.wall(monotonic, bound.isDated);
      step = begin(policy, origin, circuit?.handle ?? 0, request.facts | facts, monotonic, wall, this.shared(monotonic), this.random());
      this.handle = results()[HANDLE] as number;
    } catch (error) {
      return this.lose(error);
    }
    this.take(step);
  }

  // What happened, in numbers; then what follows from it.
  private tell(input: number, a = 0, b = 0, length = 0): void {
    const { bound, request } = this;
    let step: number;
    try {
      const { advance, epoch } = core();
      if (epoch !== this.epoch) return this.lose(new Error("holdfast-fetch: its core was replaced while the call was under way"));
      const monotonic = this.monotonic();
      const wall = this.wall(monotonic, bound.isDated || length > 0);
      const shared = this.shared(monotonic);
      step = advance(this.handle, input, a, b, length, request.facts, monotonic, wall, shared, this.random());
    } catch (error) {
      return this.lose(error);
    }
    const io = results();
    if ((io[ENDED] as number) > 0) this.noteAttempt(step, io);
    else if (this.rows !== undefined && (io[ATTEMPT] as number) > 0) this.rows[this.rows.length - 1] = io[WAIT] as number;
    if ((io[CHANGED] as number) > 0) this.tellCircuit(io.slice());
    this.take(step);
  }

  private noteAttempt(step: number, io: Float64Array): void {
    // A success at once is told by how long it took.
    const isPlain = this.id === 0 && this.rows === undefined && step === codes.FINISH && io[0] === codes.SUCCESS;
    if (isPlain) return;
    this.rows ??= [];
    note(this.rows, io, ATTEMPT);
    if (this.state === FAILED) {
      this.errors ??= [];
      this.errors[io[ATTEMPT] as number] = this.outcome;
    }
    if (this.id > 0) {
      const { status, failure, error, retryAfter, hintHidden } = attemptOf(this.rows, (io[ATTEMPT] as number) - 1, this.errors);
      if (failure === undefined) this.say("response", { status: status ?? 0, retryAfter, hintHidden });
      else this.say("failure", { failure, error });
    }
  }

  // Those who watch the circuit are told too, whoever caused the change.
  private tellCircuit(io: Float64Array): void {
    const circuit = this.shares?.circuit;
    for (const change of circuit?.tellChanges() ?? []) this.say("circuit", change);
    // What a listener did may have called the core.
    results().set(io);
  }

  private take(step: number): void {
    const { bound, request } = this;
    const io = results();
    const [a = 0, b = 0, c = 0] = io;
    const elapsed = io[ELAPSED] as number;
    const limit = io[LEFT] as number;
    const attempt = io[SENT] as number;
    switch (step) {
      case codes.SEND:
        return this.send(a, attempt, elapsed, (io[AGAIN] as number) > 0);
      case codes.WAIT:
        return this.wait(a, b, c > 0, attempt, elapsed);
      case codes.FINISH:
        return this.finish(a, b > 0, c > 0, elapsed, attempt, io[PROBE_IN] as number);
    }
    const { signal } = request;
    const response = this.state === ANSWERED ? this.outcome : undefined;
    const error = this.state === FAILED ? this.outcome : undefined;
    switch (step) {
      case codes.ASK: {
        const reason = a < 0 ? undefined : codes.REASONS[a];
        return this.ask(askShouldRetry(bound, { attempt, elapsed, reason, response, error }, limit, signal), (answer) => {
          if (answer === NO_ANSWER || answer === undefined) this.tell(codes.POLICY);
          else if (typeof answer === "boolean") this.tell(answer ? codes.RETRY : codes.STOP);
          else this.tell(codes.RETRY_AFTER, answer);
        });
      }
      case codes.ASK_DELAY:
        return this.ask(askBackoff(bound, b, a, { attempt, elapsed }, limit, signal), (delay) =>
          this.tell(codes.DELAY, delay === NO_ANSWER ? 0 : delay),
        );
      case codes.ASK_UNTIL:
        return this.ask(askUntil(bound, response as Response, limit, signal), (done) => this.tell(codes.DONE, done === true ? 1 : 0));
      case codes.REFRESH: {
        this.say("refresh", { status: (response as Response).status });
        const refresh = bound.refresh;
        if (refresh === undefined || request.isAbroad) return this.tell(codes.REFRESHED, 0);
        return this.ask(renewCredentials(refresh, request, response as Response, this.renewed, limit), (headers) => {
          if (headers === NO_ANSWER || headers === false) return this.tell(codes.REFRESHED, 0);
          renew(request, headers);
          this.tell(codes.REFRESHED, 1);
        });
      }
      case codes.FALLBACK: {
        const reason = codes.REASONS[a] as string;
        this.say("fallback", { reason });
        const attempts = attemptsOf(this.rows ?? [], this.errors);
        const probeIn = io[PROBE_IN] as number;
        const question = bound.cache
          ? kept(bound.cache, request, limit, signal)
          : askFallback(bound, { reason, attempts, response, error, probeIn }, limit, signal);
        return this.ask(question, (answer) => {
          if (answer === NO_ANSWER || answer === undefined || answer === null) return this.tell(codes.FALLEN_BACK, 0);
          this.fallBack(answer);
        });
      }
    }
  }

  private fallBack(answer: unknown): void {
    if (!this.isOperation() && judged(answer, false) === undefined) {
      throw new TypeError("fallback: the function must return a Response or nothing");
    }
    if (this.state === ANSWERED) releaseFor(this.outcome, answer);
    this.state = FALLEN_BACK;
    this.outcome = answer;
    this.tell(codes.FALLEN_BACK, 1);
  }

  // A function of the caller's has been asked, or a cache. What it throws ends the call.
  private ask<T>(question: Promise<T>, then: (answer: T) => void): void {
    question.then(
      (answer) => {
        if (this.isAborted()) {
          if (this.state !== ANSWERED) release(answer);
          return this.tell(codes.ABORTED);
        }
        try {
          then(answer);
        } catch (error) {
          this.broke(error);
        }
      },
      (error) => (this.isAborted() ? this.tell(codes.ABORTED) : this.broke(error)),
    );
  }

  private send(limit: number, number: number, elapsed: number, mayRepeat: boolean): void {
    const { bound, request } = this;
    this.say("attempt", {});
    this.letGo();
    if (bound.refresh !== undefined && !request.isAbroad) this.renewed = renewals(bound.refresh, request);
    const { transport, unref } = bound;
    const keeps = request.holdsBody && mayRepeat;
    new Attempt(this, { request, transport, limit, keeps, number, elapsed, unref });
  }

  answered(response: unknown): void {
    this.state = ANSWERED;
    this.outcome = response;
    this.judge(this.isOperation() ? judged(response, false) : response);
  }

  failed(error: unknown): void {
    if (this.isAborted()) return this.gaveUp();
    this.state = FAILED;
    this.outcome = error;
    if (this.isOperation()) {
      const response = judged(error, true);
      if (response !== undefined && (this.bound.compiled.heeds(statusOf(response)) & codes.HEEDS_ERRORS) !== 0) {
        return this.judge(response);
      }
    }
    this.tell(codes.FAILED, -1, isOffline() ? 1 : 0, hand(traits(error)));
  }

  timedOut(error: unknown): void {
    this.state = FAILED;
    this.outcome = error;
    this.tell(codes.FAILED, codes.TIMEOUT);
  }

  gaveUp(): void {
    this.tell(codes.ABORTED);
  }

  broke(error: unknown): void {
    this.thrown = { error };
    this.letGo();
    this.tell(codes.BROKEN);
  }

  private judge(response: unknown): void {
    const { compiled } = this.bound;
    const status = statusOf(response);
    const heeds = compiled.heeds(status);
    if (heeds === 0) return this.tell(codes.RESPONSE, status);
    const flags = flagsOf(response, (heeds & codes.HEEDS_LOCATION) !== 0);
    const head = (heeds & codes.HEEDS_HINTS) !== 0 ? headText(response, compiled.hintHeaders) : "";
    this.tell(codes.RESPONSE, status, flags, head === "" ? 0 : hand(head));
  }

  private wait(milliseconds: number, tier: number, isPoll: boolean, attempt: number, elapsed: number): void {
    if (!this.isAborted()) this.say("wait", { delay: milliseconds, tier: tier + 1 }, attempt, elapsed);
    if (isPoll && this.state === ANSWERED && !this.isOperation()) {
      try {
        if (follow(this.request, this.outcome as Response)) this.rebind();
      } catch (error) {
        return this.broke(error);
      }
    }
    this.letGo();
    const { signal } = this.request;
    if (signal?.aborted === true) return this.gaveUp();
    if (milliseconds <= 0) return this.woke();
    if (signal !== undefined) watch(signal, this);
    timers(this.bound.unref).add(this, milliseconds, performance.now());
  }

  private woke(): void {
    // Not at once: a retry of no wait must not be made within the stack of the answer before.
    Promise.resolve().then(() => this.tell(this.isAborted() ? codes.ABORTED : codes.WOKE));
  }

  onTime(): void {
    const { signal } = this.request;
    if (signal !== undefined) unwatch(signal, this);
    this.tell(codes.WOKE);
  }

  onAbort(): void {
    timers(this.bound.unref).remove(this);
    if (this.request.signal !== undefined) unwatch(this.request.signal, this);
    this.gaveUp();
  }

  private finish(reason: number, throws: boolean, ambiguous: boolean, elapsed: number, attempt: number, probeIn: number): void {
    const { bound, request, rows, errors } = this;
    const isAborted = reason === codes.ABORTED_REASON;
    if (isAborted && this.state === ANSWERED) release(this.outcome);
    const wasSent = attempt > 0;
    letGoOf(request, wasSent);
    const fallback = this.state === FALLEN_BACK;
    if (this.id > 0) this.say("end", { reason: codes.REASONS[reason], fallback, probeIn }, attempt, elapsed);
    if (reason === codes.SUCCESS && bound.cache && this.state === ANSWERED) keep(bound.cache, request, this.outcome as Response);

    const history = rows === undefined && wasSent ? elapsed : { reason, elapsed, ambiguous, fallback, probeIn, rows: rows ?? [], errors };
    const isGood = (this.state === ANSWERED || fallback) && !isAborted && !throws && this.thrown === undefined;
    if (isGood) {
      if (!this.isOperation() || judged(this.outcome, false) !== undefined) remember(this.outcome, history);
      return this.resolve(this.outcome);
    }
    if (isAborted && request.signal !== undefined) {
      const invalid = wasSent || bound.transport ? undefined : refusal(request);
      const error = invalid ?? request.signal.reason;
      remember(error, history);
      return this.reject(error);
    }
    const response = this.state === ANSWERED || this.state === RELEASED ? this.outcome : undefined;
    const cause = this.thrown ? this.thrown.error : this.state === FAILED ? this.outcome : undefined;
    this.resolve(
      raise(() => {
        const error = RetryError.of({
          request: `${request.method} ${addressOf(request)}`,
          isOperation: this.isOperation(),
          reason: codes.REASONS[reason] as never,
          attempts: attemptsOf(rows ?? [], errors),
          elapsed,
          probeIn: probeIn < 0 ? undefined : probeIn,
          response,
          cause,
        });
        remember(error, history);
        return error;
      }),
    );
  }

  // The core that knew this call is gone.
  private lose(error: unknown): void {
    this.thrown ??= { error };
    this.letGo();
    if (this.place >= 0) timers(this.bound.unref).remove(this);
    this.finish(codes.ERROR_REASON, true, false, 0, this.rows === undefined ? 0 : 1, -1);
  }

  // Nobody will read the last response, since something else is certain to come.
  private letGo(): void {
    if (this.state !== ANSWERED) return;
    release(this.outcome);
    this.state = RELEASED;
  }

  private findShares(): Shares {
    const { bound, request } = this;
    const { circuits } = bound.sharing;
    const keyOf = bound.circuitKey ?? circuits?.keyOf;
    if (keyOf === undefined) return bound.sharing.of(this.isOperation() ? undefined : request.url, undefined);
    const key = keyOf(request.url);
    if (typeof key !== "string") throw new TypeError("breaker.key: the function must return a text");
    return bound.sharing.of(this.isOperation() ? undefined : request.url, key);
  }

  // Its next request goes elsewhere.
  private rebind(): void {
    this.shares = this.findShares();
    if (this.epoch === currentEpoch()) core().rebind(this.handle, this.shares.origin, this.shares.circuit?.handle ?? 0);
  }

  private isOperation(): boolean {
    return typeof this.request.input === "function";
  }

  private isAborted(): boolean {
    return this.request.signal?.aborted === true;
  }

  private monotonic(): number {
    const { now } = this.bound;
    return (now && askNumber(now)) ?? performance.now();
  }

  // The wall clock, where anything goes by it. A clock of the caller's is both.
  private wall(monotonic: number, isNeeded: boolean): number {
    if (!isNeeded) return Number.NaN;
    return this.bound.now ? monotonic : Date.now();
  }

  // Whoever shares a circuit goes by its clock, not by one of his own.
  private shared(monotonic: number): number {
    const { circuits } = this.bound.sharing;
    return circuits !== undefined && (circuits.hasOwnClock || this.bound.now !== undefined) ? circuits.now() : monotonic;
  }

  private random(): number {
    const { random } = this.bound;
    return (random && askNumber(random)) ?? Number.NaN;
  }

  private say(type: Telling["type"], more: object, attempt?: number, elapsed?: number): void {
    if (this.id === 0) return;
    const io = results();
    const { method } = this.request;
    const before = io.slice();
    const event = { type, id: this.id, method, url: addressOf(this.request), attempt: attempt ?? io[SENT], elapsed: elapsed ?? io[ELAPSED], ...more };
    tell(this.bound.listener, event as Telling);
    // What a listener did may have called the core.
    results().set(before);
  }
}
