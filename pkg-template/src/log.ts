// Events as lines that a person can follow while calls interleave.
import { tellOne } from "./ask.js";
import { isPrintable } from "./characters.js";
import { isWord, traits, why } from "./errors.js";
import type { EndEvent, EventBase, FailureEvent, Listener, ResponseEvent, RetryEvent } from "./events.js";

import { span } from "./time-span.js";

export type { Listener } from "./events.js";

/**
 * Where log lines go: `console`, or anything like it.
 *
 * @category Policies
 */
export interface Logger {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** One listener for all who want to hear of a policy's calls. `printsFaults`: on the console, where there is no logger. */
export function listenerOf(
  onEvent: Listener | undefined,
  log: Partial<Logger> | false | undefined,
  printsFaults: boolean,
): Listener | undefined {
  if (!log && !printsFaults) return onEvent;
  // Looked up at each line, so that a test's own console is seen.
  const print = logTo(log || { warn: (line) => console.warn(line), error: (line) => console.error(line) });
  return (event) => {
    tellOne(onEvent, event);
    return print(event);
  };
}

interface Underway {
  sent: number;
  /** What came of the last attempt, and what the server asked for. */
  outcome: string;
  hint: string;
  asked?: number | undefined;
}

/**
 * A listener that prints by `logger`. What an attempt came to waits for the event that says what comes of it, so that one
 * line says both. A method that the logger lacks prints nothing.
 */
export function logTo(logger: Partial<Logger>): Listener {
  // Every call ends, and takes its entry along.
  const calls = new Map<number, Underway>();

  return (event) => {
    const { id, type } = event;
    const call = calls.get(id) ?? { sent: 0, outcome: "", hint: "" };
    if (type === "response" || type === "failure") {
      call.outcome = `${outcome(event)} after ${span(event.elapsed - call.sent)}; `;
      call.hint = hint(event as ResponseEvent);
      call.asked = event.retryAfter;
      return;
    }
    const [level, said] = lineOf(event, call);
    const line = `${subject(event)}: ${type === "circuit" ? "" : call.outcome}${said}`;
    if (type === "end") calls.delete(id);
    else if (type === "attempt") calls.set(id, { sent: event.elapsed, outcome: "", hint: "" });
    else if (type !== "circuit") call.outcome = "";
    const print = logger[level];
    return typeof print === "function" ? print.call(logger, line) : undefined;
  };
}

function lineOf(event: RetryEvent, { hint, asked }: Underway): [level: keyof Logger, line: string] {
  switch (event.type) {
    case "attempt":
      return ["debug", "sent"];
    case "wait": {
      const { delay, tier } = event;
      return ["warn", `next attempt in ${span(delay)}${tier > 1 ? `, tier ${tier}` : ""}${hint}`];
    }
    case "circuit": {
      const { from, to, probeIn } = event;
      return [to === "closed" ? "info" : "warn", `circuit ${from}, now ${to}${probe(probeIn)}`];
    }
    case "refresh":
      return ["warn", "refresh"];
    case "fallback":
      return ["warn", `fallback, for the reason ${event.reason}`];
    case "end":
      return [levelOf(event), ending(event, asked)];
    case "broken":
    case "continued":
      return ["warn", `the body ${event.type} at byte ${event.at} (${event.failure ?? event.by})`];
    default:
      return ["debug", event.type];
  }
}

// A caller's own abort is no fault, and a 404 may be what was asked for.
function levelOf({ reason, attempt, fallback }: EndEvent): keyof Logger {
  if (reason === "success") return attempt > 1 ? "info" : "debug";
  if (reason === "aborted") return "info";
  return fallback || reason === "status" ? "warn" : "error";
}

function ending({ reason, elapsed, fallback, probeIn, unvouched }: EndEvent, asked: number | undefined): string {
  const words = why(reason, unvouched, asked);
  return `${fallback ? "answered by the fallback" : "ended"}: ${reason}${words ? ` (${words})` : ""}${probe(probeIn)}; ${span(elapsed)} in all`;
}

function subject({ id, method, url, attempt, of }: EventBase): string {
  const most = of === undefined ? "" : ` of ${of}`;
  const whole = `holdfast #${id} ${method} ${url}${attempt > 0 ? ` attempt ${attempt}${most}` : ""}`;
  // An address that is none may hold line breaks.
  return isPrintable(whole) ? whole : Array.from(whole, (character) => (isPrintable(character) ? character : "?")).join("");
}

// An error's message may hold the whole address, and so may anything else that is not one word.
function outcome(event: ResponseEvent | FailureEvent): string {
  // An operation may return anything, and a response may be opaque.
  if (event.type === "response") return event.status > 0 ? `${event.status}` : event.method === "operation" ? "done" : "opaque";
  const [name = "", , code = ""] = traits(event.error).split("\n");
  // What failed in an operation need not be the network.
  const kind = event.method === "operation" && isWord(name) ? "" : event.failure;
  return [kind, name, code].filter(isWord).join(" ");
}

function hint({ retryAfter, hintHidden, hint }: ResponseEvent): string {
  if (retryAfter !== undefined) return ` (server asked for ${span(retryAfter)})`;
  if (hint) return " (what the server asked for cannot be read)";
  return hintHidden ? " (CORS hides what the server asked for, if anything)" : "";
}

function probe(milliseconds = Number.POSITIVE_INFINITY): string {
  return milliseconds < Number.POSITIVE_INFINITY ? `, probe in ${span(milliseconds)}` : "";
}
