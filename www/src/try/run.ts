// One run: a real call to the misbehaving server, watched. It knows nothing of how it is shown.

import { type CallReport, fetchWithRetry, type PolicyOptions, type RetryEvent, RetryPolicy, reportOf } from "holdfast-fetch";
import { randomId } from "../shared/id.js";
import { ROOT } from "../shared/server.js";
import { loadReader, type Reader } from "./reading.js";

export interface Hit {
  attempt: number;
  at: number;
  method: string;
  headers: Record<string, string>;
  status: number | null;
  ended: string;
}

/** What the server saw of a run: its side of the story, which no client can tell. */
export interface Journal {
  hits: Hit[];
  effects: number;
}

export interface RunRequest {
  options: PolicyOptions;
  script: string;
  method: string;
  /** Milliseconds after which the page stops the call by itself; 0: never. */
  limit: number;
  /** By what the body is read; if nothing is said, the run ends with the head. */
  reader?: Reader;
}

export type StoppedBy = "user" | "limit";

export interface RunResult {
  response?: Response;
  error?: unknown;
  report?: CallReport;
  /** Of a stream that was read: so many events had come before. */
  repeated?: number;
  /** Who stopped it, if it was stopped. */
  stoppedBy?: StoppedBy;
  elapsed: number;
  /** Retry tokens left. */
  tokens?: number;
  /** What the server saw, or why that is not known. */
  journal: Journal | Error;
}

export type CallOutcome = Omit<RunResult, "journal">;

export interface Run {
  /** No call with these options came before it: tokens and circuits are new. */
  readonly isFirst: boolean;
  /** Milliseconds since the call began. */
  readonly elapsed: number;
  /** Retry tokens left; `undefined` without a budget. */
  readonly tokens: number | undefined;
  stop(): void;
  /** Settles when the call has ended and the journal is read. Never rejects. */
  readonly result: Promise<RunResult>;
}

export interface Watcher {
  onEvent(event: RetryEvent): void;
  /** So many more bytes or events of the body have come. */
  onMore(amount: number): void;
  /** The call is over; the journal is still being read. */
  onSettled(outcome: CallOutcome): void;
}

// As an application would, all calls with the same options have one policy: they share its tokens and its circuits.
let kept: { text: string; policy: RetryPolicy } | undefined;
let listener: ((event: RetryEvent) => void) | undefined;

const isKept = (options: PolicyOptions): boolean => kept?.text === JSON.stringify(options);

function policyOf(options: PolicyOptions): RetryPolicy {
  if (kept === undefined || !isKept(options)) {
    const policy = new RetryPolicy({ ...options, onEvent: (event) => listener?.(event) });
    kept = { text: JSON.stringify(options), policy };
  }
  return kept.policy;
}

export function startRun(request: RunRequest, watcher: Watcher): Run {
  const isFirst = !isKept(request.options);
  const policy = policyOf(request.options);
  // The calls for one body each have a clock of their own.
  listener = (event) => watcher.onEvent(request.reader === undefined ? event : { ...event, elapsed: elapsed() });
  const controller = new AbortController();
  let stoppedBy: StoppedBy | undefined;
  const stop = (by: StoppedBy, reason: string, name: string): void => {
    stoppedBy ??= by;
    controller.abort(new DOMException(reason, name));
  };

  const id = randomId();
  const address = new URL(`play/${id}`, ROOT);
  address.searchParams.set("script", request.script);

  let began = performance.now();
  const elapsed = (): number => performance.now() - began;
  const tokens = (): number | undefined => {
    const [budget] = policy.budgets();
    return budget && budget.credit + budget.earned;
  };
  const timer =
    request.limit > 0
      ? window.setTimeout(() => stop("limit", "The time limit of this page", "TimeoutError"), request.limit)
      : undefined;

  const call = async (): Promise<RunResult> => {
    const outcome: CallOutcome = { elapsed: 0 };
    try {
      const init = initFor(request.method, controller.signal);
      if (request.reader === undefined) outcome.response = await fetchWithRetry(address, policy, init);
      else {
        const read = await loadReader(request.reader);
        began = performance.now();
        Object.assign(outcome, await read({ script: request.script, address, policy, init }, (amount) => watcher.onMore(amount)));
      }
    } catch (error) {
      outcome.error = error;
    }
    window.clearTimeout(timer);
    outcome.elapsed = elapsed();
    const left = tokens();
    if (left !== undefined) outcome.tokens = left;
    const report = reportOf(outcome.response ?? outcome.error);
    if (report !== undefined) outcome.report = report;
    if (stoppedBy !== undefined) outcome.stoppedBy = stoppedBy;
    watcher.onSettled(outcome);
    const journal = await readJournal(id).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    return { ...outcome, journal };
  };

  return {
    isFirst,
    get elapsed() {
      return elapsed();
    },
    get tokens() {
      return tokens();
    },
    stop: () => stop("user", "Stopped by hand", "AbortError"),
    result: call(),
  };
}

/** Why it ended: a stop reason, or what `holdfast-fetch/body` says of a body that it could not bring. */
export function reasonOf({ report, error, stoppedBy }: CallOutcome): string {
  if (report !== undefined) return report.reason;
  if (stoppedBy !== undefined) return "aborted";
  if (error === undefined) return "success";
  const { reason } = Object(error) as { reason?: unknown };
  return typeof reason === "string" ? reason : "error";
}

async function readJournal(id: string): Promise<Journal> {
  const response = await fetch(new URL(`journal/${id}`, ROOT), { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`the journal answered ${response.status}`);
  return (await response.json()) as Journal;
}

function initFor(method: string, signal: AbortSignal): RequestInit {
  if (method !== "POST") return { method, signal };
  return { method, signal, headers: { "content-type": "application/json" }, body: JSON.stringify({ item: "rope", metres: 20 }) };
}
