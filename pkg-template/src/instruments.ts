// The instruments: what is measured, in which unit, and in which buckets.
import {
  type Counter,
  createNoopMeter,
  type Histogram,
  type Meter,
  type MeterProvider,
  metrics,
  type ObservableGauge,
} from "@opentelemetry/api";
import { NAME } from "./safely.js";

/** All instruments of one meter. */
export interface Instruments {
  readonly requestDuration: Histogram;
  readonly callDuration: Histogram;
  readonly callAttempts: Histogram;
  readonly retries: Counter;
  readonly waitDuration: Histogram;
  readonly circuitChanges: Counter;
  readonly bodiesBroken: Counter;
  readonly bodiesContinued: Counter;
  readonly tokens: ObservableGauge;
  readonly circuitState: ObservableGauge;
}

// What the conventions advise for http.client.request.duration, in seconds.
const REQUEST = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
// A call waits as well, and a policy may have tiers of minutes.
const CALL = [...REQUEST, 20, 30, 60, 120, 300, 900];
const ATTEMPTS = [0, 1, 2, 3, 4, 5, 6, 8, 10, 20];

function instruments(meter: Meter): Instruments {
  const histogram = (name: string, unit: string, explicitBucketBoundaries: number[], description: string) =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries } });
  return {
    requestDuration: histogram("http.client.request.duration", "s", REQUEST, "Duration of HTTP client requests."),
    callDuration: histogram("holdfast.call.duration", "s", CALL, "Duration of calls, with all their attempts and waits."),
    callAttempts: histogram("holdfast.call.attempts", "{attempt}", ATTEMPTS, "Attempts of a call."),
    retries: meter.createCounter("holdfast.retries", { unit: "{retry}", description: "Attempts after the first." }),
    waitDuration: histogram("holdfast.wait.duration", "s", CALL, "Length of the waits between attempts."),
    circuitChanges: meter.createCounter("holdfast.circuit.changes", {
      unit: "{change}",
      description: "Changes of circuits from one state to another.",
    }),
    bodiesBroken: meter.createCounter("holdfast.bodies.broken", { unit: "{body}", description: "Bodies that broke." }),
    bodiesContinued: meter.createCounter("holdfast.bodies.continued", {
      unit: "{body}",
      description: "Bodies that went on where they had stopped.",
    }),
    tokens: meter.createObservableGauge("holdfast.retry.tokens", {
      unit: "{token}",
      description: "Retry tokens that a budget has left.",
    }),
    circuitState: meter.createObservableGauge("holdfast.circuit.state", {
      unit: "{circuit}",
      description: "1 for the state that a circuit is in, 0 for the others.",
    }),
  };
}

// Each instrument is made once for each provider; `null` for one that measures nothing.
const made = /* @__PURE__ */ new WeakMap<MeterProvider, Instruments | null>();

/**
 * The instruments of a provider, or of the one that is registered by now: other than for tracers, there is none that stands in for
 * one to come. Nothing where nobody measures.
 */
export function instrumentsOf(provider: MeterProvider = metrics.getMeterProvider()): Instruments | undefined {
  let found = made.get(provider);
  if (found === undefined) {
    const meter = provider.getMeter(NAME);
    found = meter === createNoopMeter() ? null : instruments(meter);
    made.set(provider, found);
  }
  return found ?? undefined;
}
