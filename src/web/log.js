// Events as lines that a person can follow while calls interleave.
import { tellOne } from "./caller.js";
import { raised, WHY } from "./error.js";

// Looked up at each line, so that a test's own console is seen.
const FAULTS = {
  warn: (line) => console.warn(line),
  error: (line) => console.error(line),
};

/** One listener for all who want to hear of a policy's calls. */
export function listenerOf({ onEvent, log }, printsFaults) {
  if (!log && !printsFaults) return onEvent;
  const print = logTo(log || FAULTS);
  return (event) => {
    tellOne(onEvent, event);
    return print(event);
  };
}

/**
 * A listener that prints by `logger`. What an attempt came to waits for the event that says what comes of it, so that one
 * line says both. A method that the logger lacks prints nothing.
 */
export function logTo(logger) {
  // By call: when its attempt was sent, what came of it, what the server asked for. Every call ends, and takes its entry along.
  const calls = new Map();

  return (event) => {
    const { id, type } = event;
    const call = calls.get(id) ?? {};
    if (type === "response" || type === "failure") {
      call.outcome = `${outcome(event)} after ${span(event.elapsed - call.sent)}; `;
      call.hint = hint(event);
      return;
    }
    const [level, said] = LINES[type]?.(event, call.hint ?? "") ?? ["debug", type];
    const line = `${subject(event)}: ${(type !== "circuit" && call.outcome) || ""}${said}`;
    if (type === "end") calls.delete(id);
    else if (type === "attempt") calls.set(id, { sent: event.elapsed });
    else if (type !== "circuit") call.outcome = "";
    const print = logger[level];
    return typeof print === "function" ? print.call(logger, line) : undefined;
  };
}

const LINES = {
  attempt: () => ["debug", "sent"],
  wait: ({ delay, tier }, hint) => ["warn", `next attempt in ${span(delay)}${tier > 1 ? `, tier ${tier}` : ""}${hint}`],
  circuit: ({ from, to, probeIn }) => [to === "closed" ? "info" : "warn", `circuit ${from}, now ${to}${probe(probeIn)}`],
  refresh: () => ["warn", "refresh"],
  fallback: ({ reason }) => ["warn", `fallback, for the reason ${reason}`],
  end: (event) => [levelOf(event), ending(event)],
};

// A caller's own abort is no fault, and a 404 may be what was asked for.
function levelOf({ reason, attempt, fallback }) {
  if (reason === "success") return attempt > 1 ? "info" : "debug";
  if (reason === "aborted") return "info";
  return fallback || reason === "status" ? "warn" : "error";
}

function ending({ reason, elapsed, fallback, probeIn }) {
  const why = WHY[reason] ? ` (${WHY[reason]})` : "";
  return `${fallback ? "answered by the fallback" : "ended"}: ${reason}${why}${probe(probeIn)}; ${span(elapsed)} in all`;
}

function subject({ id, method, url, attempt }) {
  const whole = `holdfast #${id} ${method} ${url}${attempt > 0 ? ` attempt ${attempt}` : ""}`;
  return whole.replace(/[^ -~]/g, "?"); // an address that is none may hold line breaks
}

// An error's message may hold the whole address, and so may anything else that is not one word.
function outcome({ status, failure, error }) {
  if (status !== undefined) return status;
  const [name, , code] = raised(error).split("\n");
  return [failure, name, code].filter((word) => /^\w+$/.test(word)).join(" ");
}

function hint({ retryAfter, hintHidden }) {
  if (retryAfter !== undefined) return ` (server asked for ${span(retryAfter)})`;
  return hintHidden ? " (CORS hides what the server asked for, if anything)" : "";
}

const probe = (milliseconds) => (milliseconds < Number.POSITIVE_INFINITY ? `, probe in ${span(milliseconds)}` : "");

function span(milliseconds) {
  for (const [size, unit] of [
    [36e5, "h"],
    [6e4, "min"],
    [1e3, "s"],
  ]) {
    if (milliseconds >= size) return `${Math.round((milliseconds / size) * 10) / 10} ${unit}`;
  }
  return `${Math.round(milliseconds)} ms`;
}
