// Measures calls by their events.
import type { Attributes } from "@opentelemetry/api";
import type { RetryEvent } from "holdfast-fetch";
import { abortOutcome, circuitOf, errorOutcome, methodAmong, parsed, serverOf, statusOutcome } from "./http-attributes.js";
import type { Instruments } from "./instruments.js";
import { safely } from "./safely.js";

interface Underway {
  /** What is said of each measurement of the call. */
  of: Attributes;
  /** When its last attempt was sent. */
  sent: number;
  /** What that came to. */
  outcome: Attributes;
}

/**
 * A listener that measures. `instruments`: those of the moment, if anybody measures. `timesRequests`: false where the attempts are
 * measured as they are sent.
 */
export function measuring(
  instruments: () => Instruments | undefined,
  knownMethods: readonly string[],
  timesRequests: boolean,
): (event: RetryEvent) => void {
  // Every call ends, and takes its entry along.
  const calls = new Map<number, Underway>();
  return (event) =>
    safely(() => {
      const { id, type } = event;
      const call = calls.get(id) ?? { of: subject(event, knownMethods), sent: 0, outcome: {} };
      if (type === "end") calls.delete(id);
      else calls.set(id, call);
      const into = instruments();
      if (into === undefined) return;
      const outcome = outcomeOf(event);
      if (outcome !== undefined) {
        call.outcome = outcome;
        const isRequest = timesRequests && type !== "broken" && event.method !== "operation";
        if (isRequest) into.requestDuration.record((event.elapsed - call.sent) / 1000, { ...call.of, ...outcome });
      }
      measure(into, event, call);
    });
}

function measure(into: Instruments, event: RetryEvent, call: Underway): void {
  const { of, outcome } = call;
  const { "error.type": cause } = outcome;
  switch (event.type) {
    case "attempt":
      if (event.attempt > 1) into.retries.add(1, cause === undefined ? of : { ...of, "error.type": cause });
      call.sent = event.elapsed;
      return;
    case "wait":
      return into.waitDuration.record(event.delay / 1000, of);
    case "circuit":
      return into.circuitChanges.add(1, circuitOf(event.key, event.to));
    case "broken":
      return into.bodiesBroken.add(1, { ...of, ...outcome });
    case "continued":
      return into.bodiesContinued.add(1, { ...of, "holdfast.body.by": event.by });
    case "end": {
      const ended: Attributes = { ...of, "holdfast.reason": event.reason };
      if (event.fallback) ended["holdfast.fallback"] = true;
      into.callDuration.record(event.elapsed / 1000, ended);
      into.callAttempts.record(event.attempts, ended);
    }
  }
}

// What an attempt came to, if that is what the event says.
function outcomeOf(event: RetryEvent): Attributes | undefined {
  if (event.type === "response") return statusOutcome(event.status);
  if (event.type !== "failure" && event.type !== "broken") return undefined;
  return event.failure === "aborted" ? abortOutcome(event.error) : errorOutcome(event.error);
}

// Servers and methods, of which there are few. Never addresses: of those there is no end.
function subject({ method, url }: RetryEvent, knownMethods: readonly string[]): Attributes {
  if (method === "operation") return { "holdfast.operation": url };
  return { "http.request.method": methodAmong(knownMethods, method), ...serverOf(parsed(url)) };
}
