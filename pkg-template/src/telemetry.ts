// Where spans and measurements go, and what of a request they may tell.
import { type MeterProvider, type Tracer, type TracerProvider, trace } from "@opentelemetry/api";
import type { RetryEvent } from "holdfast-fetch";
import { measuring } from "./call-metrics.js";
import { METHODS } from "./http-attributes.js";
import { type Instruments, instrumentsOf } from "./instruments.js";
import { NAME } from "./safely.js";

/** What to measure, and where to. */
export interface MetricsOptions {
  /** Where measurements go. By default to the provider that is registered globally, also where that is done later. */
  meterProvider?: MeterProvider;
  /** Other methods become `_OTHER`. By default those of RFC 9110, PATCH and QUERY. */
  knownMethods?: readonly string[];
}

/** What to trace and to measure, and where to. */
export interface TelemetryOptions extends MetricsOptions {
  /** Where spans go. By default to the provider that is registered globally. */
  tracerProvider?: TracerProvider;
  /**
   * Send the trace along, in headers (`traceparent`, as the registered propagator has it)? Of a function, the answer for that address.
   * In pages by default only to the page's own origin, since other origins would be asked for permission first, by a CORS preflight.
   *
   * @default true
   */
  propagate?: boolean | ((url: string) => boolean);
}

/** Options, read. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly propagate: (url: string) => boolean;
  readonly knownMethods: readonly string[];
  /** Nothing while nobody measures. */
  readonly instruments: () => Instruments | undefined;
  /** Measures calls, whose attempts are measured as they are sent. */
  readonly measure: (event: RetryEvent) => void;
}

/** @throws `TypeError` on bad options, by name */
export function telemetryOf(options: TelemetryOptions = {}): Telemetry {
  const { tracerProvider = trace, propagate = isOurs } = options;
  if (typeof tracerProvider?.getTracer !== "function") throw refusal("tracerProvider", "a TracerProvider");
  if (!["boolean", "function"].includes(typeof propagate)) throw refusal("propagate", "true, false or a function");
  const { instruments, knownMethods } = metricsOf(options);
  return {
    tracer: tracerProvider.getTracer(NAME),
    propagate: typeof propagate === "function" ? propagate : () => propagate,
    knownMethods,
    instruments,
    measure: measuring(instruments, knownMethods, false),
  };
}

/** @throws `TypeError` on bad options, by name */
export function metricsOf(options: MetricsOptions = {}): Pick<Telemetry, "instruments" | "knownMethods"> {
  const { meterProvider, knownMethods = METHODS } = options;
  if (meterProvider !== undefined && typeof meterProvider?.getMeter !== "function")
    throw refusal("meterProvider", "a MeterProvider");
  if (!Array.isArray(knownMethods)) throw refusal("knownMethods", "an array of methods");
  return { instruments: () => instrumentsOf(meterProvider), knownMethods };
}

/** The refusal of an argument or option. */
export function refusal(name: string, allowed: string): TypeError {
  return new TypeError(`${NAME}/opentelemetry: ${name} must be ${allowed}`);
}

// A page's request to another origin would need a CORS preflight, which that server may refuse.
function isOurs(url: string): boolean {
  const here = globalThis.location?.origin;
  return here === undefined || new URL(url).origin === here;
}
