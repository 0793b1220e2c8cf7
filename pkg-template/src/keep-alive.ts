// Sessions that are kept alive. The core says when to beat; here beats are sent, timers run, and the page is watched.
import { askNumber, tellOne } from "./ask.js";
import { call } from "./call.js";
import { core, currentEpoch, results } from "./core.js";
import { policyError } from "./errors.js";
import {
  BEAT_LATER,
  BEAT_NOW,
  BEAT_START,
  BEAT_STOP,
  BEAT_WOKE,
  BEATEN,
  CONTINUE,
  HIDDEN_PAGE,
  MISSED,
  NAMED_INTERVALS,
  NOT_BEATEN,
  SHOWN_PAGE,
  STOPPED,
} from "./generated/codes.js";
import type { KeepAliveOptions } from "./generated/options.js";
import { type Bound, resolve, within } from "./policy.js";
import { KEEP_ALIVE, read } from "./read.js";
import { release } from "./release.js";
import { type CallRequest, ofOperation, readRequest } from "./request.js";
import { cancel, NOWHERE, type Timers, timers } from "./timers.js";

/**
 * A session that is kept alive.
 *
 * @category Keep-alive
 */
export interface KeepAlive {
  /** Ends it at once; a beat under way is aborted. */
  stop(): void;
  readonly state: "waiting" | "beating" | "paused" | "stopped";
  /** Beats sent so far. */
  readonly beats: number;
  /** As `stop`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * The intervals of LivePerson's guide, by product and method: the first is 5 minutes, the others are 30 seconds.
 *
 * @category Keep-alive
 */
export type NamedInterval =
  | "chatAgentApi.refresh"
  | "messagingAgentSdk.getClock"
  | "messagingWindowApi.getClock"
  | "serverChatApi.retrieveChatInformation";

/**
 * What becomes of a session. `beat` is the number of the last beat sent, `elapsed` milliseconds since the start, time asleep included.
 *
 * - `beat`: one was answered
 * - `failed`: one failed, retries included
 * - `missed`: so many that were due were not sent, and are not made up for: the machine slept or timers were throttled (`late`), the last
 *   beat took too long (`busy`), or the page was hidden
 * - `stopped`: it ended, by `stop()` or by the signal; nothing follows
 *
 * @category Keep-alive
 */
export type KeepAliveEvent =
  | { type: "beat"; beat: number; elapsed: number; response?: Response }
  | { type: "failed"; beat: number; elapsed: number; error?: unknown; response?: Response }
  | { type: "missed"; beat: number; elapsed: number; missed: number; reason: "late" | "busy" | "hidden" }
  | { type: "stopped"; beat: number; elapsed: number };

/**
 * Keeps a session alive: a request (or a function's call) at an interval, each beat retried by a policy. A beat that is late is sent once, never
 * made up for in a burst. Like `setInterval`, it keeps a Node process alive until it is stopped.
 *
 * Beats draw on their policy's retry budget: after an outage, two more that fail come with each five good beats.
 *
 * @example
 * ```ts
 * const session = keepAlive("https://api.example.com/session", { interval: "5m", policy: { retries: 2 } });
 * session.stop();
 * ```
 * @throws `TypeError` on bad options, at once: see {@link RetryPolicy}
 * @category Keep-alive
 */
export function keepAlive(target: string | URL | ((signal: AbortSignal) => unknown), options: KeepAliveOptions): KeepAlive {
  const beaten: unknown = typeof target === "object" ? target?.href : target;
  if (typeof beaten !== "string" && typeof beaten !== "function") {
    const allowed = "an address (a text or a URL), or a function";
    throw policyError(`keepAlive: the target is neither an address nor a function; allowed: ${allowed}`, "target", allowed);
  }
  const { policy, init, signal, ...data }: Partial<KeepAliveOptions> = isObject(options) ? options : {};
  const timing = readTiming(isObject(options) ? { ...data, ...refused(init, signal) } : options);
  const session = new Session(resolve(policy), timing, data.onEvent);
  const handle = handleOf(session);
  let hasBegun = false;
  // Whoever has no handle cannot stop it. Not in a catch: where the stack ended, there is no room for that.
  Promise.resolve()
    .then(() => hasBegun || session.letGo())
    .catch(() => {});
  session.begin(beaten as string | ((signal: AbortSignal) => unknown), init, signal);
  hasBegun = true;
  return handle;
}

// Of the caller's own objects the reader sees only what it has to refuse.
function refused(init: unknown, signal: unknown): Record<string, unknown> {
  const isSignal = typeof (signal as AbortSignal | undefined)?.addEventListener === "function";
  return { init: typeof init === "object" ? undefined : init, signal: isSignal ? undefined : signal };
}

function readTiming(options: unknown): Timing {
  const [interval = 0, jitter = 0, pauses = 0, immediately = 0] = read(named(options), KEEP_ALIVE) as number[];
  return { interval, jitter, pauses, immediately };
}

// With the interval that a name stands for, and without what was not written.
function named(options: unknown): unknown {
  if (!isObject(options)) return options;
  const { interval, ...rest } = options;
  const isNamed = typeof interval === "string" && Object.hasOwn(NAMED_INTERVALS, interval);
  const entries = Object.entries({ interval: isNamed ? NAMED_INTERVALS[interval] : interval, ...rest });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function isObject(options: unknown): options is KeepAliveOptions {
  return typeof options === "object" && options !== null;
}

interface Timing {
  interval: number;
  jitter: number;
  pauses: number;
  immediately: number;
}

const STATES = ["waiting", "beating", "paused", "stopped"] as const;

type Watched = [source: EventTarget | undefined, name: string, listener: () => void];

class Session {
  state = BEAT_LATER;
  beats = 0;
  lastBeat: Promise<void> | undefined;
  // For the timer.
  due = 0;
  place = NOWHERE;
  among: Timers | undefined = undefined;
  private bound: Bound;
  private readonly timing: Timing;
  private readonly onEvent: ((event: KeepAliveEvent) => unknown) | undefined;
  private handle = 0;
  private epoch = 0;
  private send: (signal: AbortSignal) => Promise<unknown> = () => Promise.resolve();
  private beating: AbortController | undefined;
  private watched: Watched[] = [];

  constructor(bound: Bound, timing: Timing, onEvent: ((event: KeepAliveEvent) => unknown) | undefined) {
    this.bound = bound;
    this.timing = timing;
    this.onEvent = onEvent;
  }

  begin(target: string | ((signal: AbortSignal) => unknown), init: unknown, signal: AbortSignal | undefined): void {
    const isAddress = typeof target === "string";
    const request = isAddress ? readRequest(target, init, this.bound.marking?.header) : ofOperation(target, undefined);
    const bound = within(this.bound, this.enrol(this.timing.immediately));
    this.bound = bound;
    const own = isAddress ? request.signal : undefined;
    const input = (isAddress ? target : ({ signal }: { signal: AbortSignal }) => target(signal)) as CallRequest["input"];
    this.send = (signal) => call(bound, { ...request, input, signal });
    const { document: page } = globalThis;
    // Also when the page comes back from where browsers keep pages: timers stand still there.
    const look = () => this.turn(page.hidden ? HIDDEN_PAGE : SHOWN_PAGE);
    const stop = () => this.turn(BEAT_STOP);
    this.watched = [
      [signal, "abort", stop],
      [own, "abort", stop],
      [page, "visibilitychange", look],
      [page && globalThis, "pageshow", look],
    ];
    for (const [source, name, listener] of this.watched) source?.addEventListener?.(name, listener);
    if (page?.hidden) look();
    this.turn(signal?.aborted || own?.aborted ? BEAT_STOP : BEAT_START);
  }

  // Makes it known to the core that runs, and returns how long one beat may take.
  private enrol(immediately: number): number {
    const { interval, jitter, pauses } = this.timing;
    const [monotonic, wall] = this.now();
    this.handle = core().beats(interval, jitter, pauses + 2 * immediately, monotonic, wall);
    this.epoch = currentEpoch();
    return results()[0] as number;
  }

  private now(): [monotonic: number, wall: number] {
    const { now } = this.bound;
    const own = now && askNumber(now);
    return own === undefined ? [performance.now(), Date.now()] : [own, own];
  }

  /** Tells the core what happened, and does what it says. */
  turn(input: number, outcome?: { response?: Response; error?: unknown }): void {
    // Whatever a stop has left that met the end of the stack.
    if (this.state === STOPPED) return this.letGo();
    const { bound } = this;
    const step = this.advance(input);
    const [milliseconds = 0, elapsed = 0, missed = 0, reason = 0] = results();
    if (step === CONTINUE) return;
    this.state = step;
    if (outcome) this.tell({ type: input === BEATEN ? "beat" : "failed", beat: this.beats, elapsed, ...outcome });
    if (missed > 0 && this.state === step) {
      const why = MISSED[reason] as (typeof MISSED)[number];
      this.tell({ type: "missed", beat: this.beats, elapsed, missed, reason: why });
    }
    if (this.state !== step) return; // a listener has stopped it
    this.drop();
    if (step === BEAT_LATER) timers(bound.unref).wait(this, milliseconds, performance.now());
    else if (step === BEAT_NOW) this.lastBeat = this.beat();
    else if (step === STOPPED) {
      this.letGo();
      this.tell({ type: "stopped", beat: this.beats, elapsed });
    }
  }

  private advance(input: number): number {
    const { random } = this.bound;
    const [monotonic, wall] = this.now();
    const drawn = (random && askNumber(random)) ?? Number.NaN;
    if (core().epoch === this.epoch) {
      try {
        return core().beat(this.handle, input, monotonic, wall, drawn);
      } catch {
        // The core is gone.
      }
    }
    // With another one it goes on as a session that begins now.
    this.enrol(0);
    return core().beat(this.handle, input === BEAT_STOP ? input : BEAT_START, monotonic, wall, drawn);
  }

  onTime(): void {
    this.turn(BEAT_WOKE);
  }

  // What was to be done before, since something else is.
  private drop(): void {
    cancel(this);
    this.beating?.abort();
    this.beating = undefined;
  }

  /** Lets go of all that it holds, as often as this is asked of it. */
  letGo(): void {
    this.drop();
    if (this.handle !== 0 && this.epoch === currentEpoch()) core().release(this.handle);
    this.handle = 0;
    for (const [source, name, listener] of this.watched) source?.removeEventListener?.(name, listener);
    this.watched = [];
  }

  private async beat(): Promise<void> {
    this.beats++;
    const beating = new AbortController();
    this.beating = beating;
    let input = BEATEN;
    let outcome: { response?: Response; error?: unknown } = {};
    try {
      const answer = (await this.send(beating.signal)) as Response | undefined;
      if (typeof answer?.status === "number") outcome.response = answer;
      if ((answer?.status ?? 0) >= 400) input = NOT_BEATEN;
    } catch (error) {
      input = NOT_BEATEN;
      outcome = { error };
    }
    if (beating.signal.aborted) return release(outcome.response);
    this.beating = undefined; // its signal governs the body, which may be read yet
    this.turn(input, outcome);
  }

  // The body of an answer is let go when the listener, and the promise that it may return, have left it unread.
  private tell(event: KeepAliveEvent): void {
    const hear = async () => {
      try {
        await this.onEvent?.(event);
      } finally {
        const { response } = event as { response?: Response };
        if (response?.bodyUsed === false) release(response);
      }
    };
    tellOne(hear, undefined);
  }
}

function handleOf(session: Session): KeepAlive {
  const stop = () => session.turn(BEAT_STOP);
  const handle = {
    stop,
    get state() {
      return STATES[session.state] as KeepAlive["state"];
    },
    get beats() {
      return session.beats;
    },
  } as KeepAlive;
  if (Symbol.asyncDispose) {
    handle[Symbol.asyncDispose] = async () => {
      stop();
      await session.lastBeat;
    };
  }
  return handle;
}
