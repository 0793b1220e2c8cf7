// Events, errors, reports and circuits: what is told can be told apart.
import { expectTypeOf } from "expect-type";
import {
  type Attempt,
  type CallReport,
  CircuitBreaker,
  type CircuitChange,
  type CircuitSnapshot,
  type CircuitState,
  type EndEvent,
  type FailureKind,
  type KeepAliveEvent,
  RetryError,
  type RetryEvent,
  RetryPolicy,
  reportOf,
  type StopReason,
  type WaitEvent,
} from "holdfast-fetch";

// One switch over the type, and each case knows what its event has.
export function line(event: RetryEvent): string {
  expectTypeOf(event.id).toBeNumber();
  expectTypeOf(event.method).toBeString();
  expectTypeOf(event.url).toBeString();
  expectTypeOf(event.attempt).toBeNumber();
  expectTypeOf(event.elapsed).toBeNumber();
  // Not every event has a status.
  expectTypeOf(event.status).toEqualTypeOf<number | undefined>();
  // @ts-expect-error: and none has a stature
  event.stature;
  switch (event.type) {
    case "attempt":
      return `${event.attempt}`;
    case "response":
      expectTypeOf(event.retryAfter).toEqualTypeOf<number | undefined>();
      expectTypeOf(event.hintHidden).toEqualTypeOf<boolean | undefined>();
      expectTypeOf(event.hint).toEqualTypeOf<"unreadable" | undefined>();
      return `${event.status}`;
    case "failure":
      expectTypeOf(event.error).toBeUnknown();
      expectTypeOf(event.failure).toEqualTypeOf<FailureKind>();
      return event.failure;
    case "wait":
      expectTypeOf(event).toExtend<WaitEvent>();
      expectTypeOf(event.delay).toBeNumber();
      expectTypeOf(event.status).toEqualTypeOf<undefined>();
      return `${event.delay} ${event.tier}`;
    case "circuit":
      expectTypeOf(event.from).toEqualTypeOf<CircuitState>();
      return `${event.key} ${event.to} ${event.probeIn}`;
    case "refresh":
      return `${event.status}`;
    case "fallback":
      return event.reason;
    case "broken":
      expectTypeOf(event.error).toBeUnknown();
      return `${event.at} ${event.failure}`;
    case "continued":
      expectTypeOf(event.by).toEqualTypeOf<"range" | "proof" | "next" | "cursor">();
      return `${event.at} ${event.reread}`;
    case "end":
      expectTypeOf(event).toExtend<EndEvent>();
      expectTypeOf(event.attempts).toBeNumber();
      expectTypeOf(event.status).toEqualTypeOf<number | undefined>();
      expectTypeOf(event.fallback).toEqualTypeOf<true | undefined>();
      return event.reason;
    default:
      return event satisfies never;
  }
}

// Taken apart in the parameter, it can still be told apart.
const told: RetryEvent[] = [];
new RetryPolicy({
  onEvent: ({ type, attempt, of, delay, status, reason }) => {
    expectTypeOf(of).toEqualTypeOf<number | undefined>();
    expectTypeOf(status).toEqualTypeOf<number | undefined>();
    expectTypeOf(reason).toEqualTypeOf<StopReason | undefined>();
    if (type === "wait") expectTypeOf(delay).toBeNumber();
    console.log(attempt, told.length);
  },
});

export function beat(event: KeepAliveEvent): string {
  switch (event.type) {
    case "beat":
      return `${event.response?.status}`;
    case "failed":
      return `${event.error} ${event.response?.status}`;
    case "missed":
      return `${event.missed} ${event.reason satisfies "late" | "busy" | "hidden"}`;
    case "stopped":
      return `${event.beat} ${event.elapsed}`;
    default:
      return event satisfies never;
  }
}

export function caught(error: unknown): CallReport | undefined {
  if (error instanceof RetryError) {
    expectTypeOf(error).toExtend<Error>();
    expectTypeOf(error.name).toEqualTypeOf<"RetryError">();
    expectTypeOf(error.reason).toEqualTypeOf<StopReason>();
    expectTypeOf(error.attempts).toEqualTypeOf<Attempt[]>();
    expectTypeOf(error.elapsed).toBeNumber();
    expectTypeOf(error.response).toEqualTypeOf<Response | undefined>();
    expectTypeOf(error.probeIn).toEqualTypeOf<number | undefined>();
    expectTypeOf(error.cause).toBeUnknown();
    // @ts-expect-error: it is told, not changed
    error.reason = "success";
  }
  const report = reportOf(error);
  expectTypeOf(report?.attempts.map(({ status, failure, wait }) => [status, failure, wait])).not.toBeAny();
  expectTypeOf(report?.ambiguous).toEqualTypeOf<boolean | undefined>();
  return report;
}

// Every reason, so that a new one is noticed here and by everybody who lists them.
export const reasons: Record<StopReason, true> = {
  success: true,
  status: true,
  attempts: true,
  deadline: true,
  budget: true,
  "circuit-open": true,
  throttled: true,
  "hint-too-long": true,
  "not-idempotent": true,
  body: true,
  veto: true,
  offline: true,
  aborted: true,
  error: true,
};

const breaker = new CircuitBreaker({ failureRate: 0.5, window: "30s" });
expectTypeOf(breaker.state).toEqualTypeOf<CircuitState>();
expectTypeOf(breaker.snapshot()).toEqualTypeOf<CircuitSnapshot[]>();
const stop = breaker.onChange((change) => expectTypeOf(change).toEqualTypeOf<CircuitChange>());
expectTypeOf(stop()).toEqualTypeOf<void>();
breaker.isolate();
breaker.isolate("https://api.example.com");
breaker.reset("https://api.example.com");
expectTypeOf(CircuitBreaker.hydrate(breaker.toJSON())).toEqualTypeOf<CircuitBreaker>();
