// One attempt: the transport, bounded by a time limit and the caller's signal.
import { AROUND, type Around, type Send } from "./around.js";
import type { AttemptContext } from "./ask.js";
import { depart, endless, mark, type Passage, platformFetch, settle, withoutLayers } from "./global-fetch.js";
import { letGo, release } from "./release.js";
import { type CallRequest, isStream } from "./request.js";
import { REST, type RestOfBody } from "./rest-of-body.js";
import { type Abortable, unwatch, watch } from "./signals.js";
import { cancel, NOWHERE, type Timed, type Timers, timers } from "./timers.js";

/** Whoever waits for an attempt. It hears of one of these, once. */
export interface Awaiting {
  /** `own`: what can still abort the reading of its body, if the caller's own signal cannot. */
  answered(response: unknown, own: AbortController | undefined): void;
  failed(error: unknown): void;
  timedOut(error: unknown): void;
  gaveUp(reason: unknown): void;
  /** The caller's function for the body threw: `fault`. */
  broke(error: unknown, fault: string): void;
}

/** What is to be sent. */
export interface Sending {
  request: CallRequest;
  /** The policy's own, if it has one. */
  transport: Send | undefined;
  /** `Infinity`: as long as it takes. */
  limit: number;
  /** The time until the deadline. */
  left: number;
  /** Send a clone, since there may be another attempt. */
  keeps: boolean;
  number: number;
  elapsed: number;
  unref: boolean;
  /** Its response will be shown to functions of the caller's: it must be possible to abort the reading of it. */
  isShown: boolean;
}

// How many attempts a request is within, by its signal, or by the stack: a transport may lead back to the call it serves.
const DEPTH = Symbol.for("holdfast-fetch.depth");
const DEEPEST = 10;
let sending = 0;

/**
 * An attempt under way. Does not rely on the transport for aborts and limits: mocks ignore signals, and WebKit loses the reasons
 * of aborts.
 */
export class Attempt implements Timed, Abortable {
  due = 0;
  place = NOWHERE;
  among: Timers | undefined = undefined;
  readonly #awaiting: Awaiting;
  readonly #caller: AbortSignal | undefined;
  #own: AbortController | undefined;
  #passage: Passage | undefined;
  #isOpen = true;
  #limit: number;
  #awaited = "response";
  readonly #isShown: boolean;
  readonly #began: number;

  constructor(awaiting: Awaiting, { request, transport, limit, left, keeps, number, elapsed, unref, isShown }: Sending) {
    this.#awaiting = awaiting;
    this.#caller = request.signal;
    this.#limit = limit;
    this.#isShown = isShown;
    const isLimited = limit < Number.POSITIVE_INFINITY;
    const now = isLimited ? performance.now() : 0;
    this.#began = now;
    try {
      if (this.#caller !== undefined) watch(this.#caller, this);
      this.#begin(request, transport, keeps, number, elapsed);
      // Last: of an attempt that could not begin, since the stack ended, no timer may be left.
      if (isLimited && this.#isOpen) timers(unref).limit(this, limit, now);
      const rest = (request.init as { [REST]?: RestOfBody } | undefined)?.[REST];
      if (rest) rest.arrived = (isEndless) => this.#goOn(isEndless ? Number.POSITIVE_INFINITY : left, unref);
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  // The answer has begun to come, and has until the deadline. `left`: of the attempt's own beginning.
  #goOn(left: number, unref: boolean): void {
    cancel(this);
    if (!this.#isOpen || left === Number.POSITIVE_INFINITY) return;
    const now = performance.now();
    this.#limit = left;
    this.#awaited = "content";
    timers(unref).limit(this, Math.max(0, this.#began + left - now), now);
  }

  #begin(request: CallRequest, transport: Send | undefined, keeps: boolean, number: number, elapsed: number): void {
    const { input, isOperation } = request;
    let promise: unknown;
    // Operations may be within each other as deep as they like.
    const deeper = isOperation ? 0 : 1;
    sending += deeper;
    try {
      const signal = this.#signalFor(transport === undefined && !isOperation, isOperation);
      const init = (request.init === undefined ? { signal } : { ...request.init, signal }) as RequestInit;
      if (isOperation) promise = (input as unknown as (context: object) => unknown)({ attempt: number, elapsed, signal });
      else {
        const send = transport ?? (this.#platform(request) as Send);
        const whole = keeps ? (input as Request).clone() : input;
        const context = transport === undefined ? undefined : { attempt: number, elapsed };
        promise = typeof init.body === "function" ? this.#sentAnew(send, whole, init, context) : pass(send, whole, init, context);
      }
    } catch (error) {
      promise = Promise.reject(error);
    } finally {
      sending -= deeper;
    }
    // A transport that returns another kind of promise, or none, has not failed.
    Promise.resolve(promise).then(
      (response) => (this.#isOpen ? this.#answer(response) : release(response)),
      (error) => this.#isOpen && this.#fail(error),
    );
  }

  // The caller's own signal goes along where there is no limit, and no function of the caller's that may read a part of a clone. In
  // any other case the attempt needs one of its own, which the caller's governs. There is one in any case, since React replays a
  // memoized failure to whoever calls fetch without one; and never one of the module's, which in Workers would belong to another
  // request.
  #signalFor(isPlatform: boolean, isOperation: boolean): AbortSignal {
    const caller = this.#caller;
    const isShown = this.#isShown;
    const outer = (caller as unknown as Record<symbol, number> | undefined)?.[DEPTH] ?? 0;
    if (sending > DEEPEST || outer >= DEEPEST) throw endless();
    if (caller !== undefined && this.#limit === Number.POSITIVE_INFINITY && !isOperation && !isShown && isReal(caller))
      return caller;
    this.#own = new AbortController();
    const { signal } = this.#own;
    (signal as unknown as Record<symbol, number>)[DEPTH] = isOperation ? outer : outer + 1;
    if (isPlatform) mark(signal);
    return signal;
  }

  #platform(request: CallRequest): typeof fetch {
    const send = platformFetch();
    this.#passage = depart(send, request.method, request.url);
    return send;
  }

  async #sentAnew(send: Send, input: unknown, init: RequestInit, context: AttemptContext | undefined): Promise<unknown> {
    let body: unknown;
    try {
      body = await (init.body as unknown as () => unknown)();
    } catch (error) {
      if (this.#isOpen) {
        this.#end();
        this.#awaiting.broke(error, "the function for the body threw");
      }
      return undefined;
    }
    if (!this.#isOpen) {
      letGo(body);
      return undefined;
    }
    const duplex = isStream(body) ? { duplex: "half" } : {};
    return pass(send, input, { ...init, body: body as BodyInit, ...duplex } as RequestInit, context);
  }

  #end(): void {
    this.#isOpen = false;
    cancel(this);
    if (this.#caller !== undefined) unwatch(this.#caller, this);
    if (this.#passage !== undefined) settle(this.#passage);
  }

  #answer(response: unknown): void {
    this.#end();
    this.#awaiting.answered(response, this.#own);
  }

  #fail(error: unknown): void {
    this.#end();
    this.#awaiting.failed(withoutLayers(error));
  }

  onTime(): void {
    const error = timeoutError(`no ${this.#awaited} within ${Math.ceil(this.#limit)} ms`);
    this.#end();
    this.#awaiting.timedOut(error);
    this.#own?.abort(error);
  }

  onAbort(reason: unknown): void {
    this.#end();
    this.#awaiting.gaveUp(reason);
    this.#own?.abort(reason);
  }
}

// Hands a request to a transport, through the layer around it. The platform's own fetch, and what mocks it, is called as everybody
// calls it: with two arguments.
function pass(send: Send, input: unknown, init: RequestInit, context: AttemptContext | undefined): unknown {
  const around = (init as Record<symbol, unknown>)[AROUND] as Around | undefined;
  if (context === undefined) return around ? around(send, input, init) : send(input, init);
  return around ? around(send, input, init, context) : send(input, init, context);
}

/** As fetch and AbortSignal.timeout say it, also in a test's sandbox that has no DOMException. */
export function timeoutError(message: string): Error {
  if (typeof DOMException === "function") return new DOMException(message, "TimeoutError");
  return Object.assign(new Error(message), { name: "TimeoutError" });
}

// A signal of another realm, or an imitation, is watched and not handed to a fetch that would refuse it.
function isReal(signal: AbortSignal): boolean {
  return Object.getPrototypeOf(signal) === globalThis.AbortSignal?.prototype;
}
