/**
 * The same functions with OpenTelemetry: one CLIENT span for each attempt, by the stable semantic conventions for HTTP. Its parent is the span
 * that was active when the call was made. Needs `@opentelemetry/api`, and says nothing until a tracer provider is registered.
 *
 * @module holdfast-fetch/opentelemetry
 */
import type { TracerProvider } from "@opentelemetry/api";
import type { createFetch as createPlainFetch, fetchWithRetry as fetchPlainly, PolicyInput } from "holdfast-fetch";

/** What to trace, and where to. */
export interface TracingOptions {
  /** Where spans go. By default to the one that is registered globally. */
  tracerProvider?: TracerProvider;
  /**
   * Send the trace along, in headers (`traceparent`, as the registered propagator has it)? Of a function, the answer for that address.
   * In pages by default only to the page's own origin, since other origins would be asked for permission first, by a CORS preflight.
   *
   * @default true
   */
  propagate?: boolean | ((url: string) => boolean);
  /** Other methods become `_OTHER`. By default those of RFC 9110, PATCH and QUERY. */
  knownMethods?: readonly string[];
}

/**
 * As `createFetch` of `holdfast-fetch`.
 *
 * @throws `TypeError` as that does, and on bad options
 */
export function createFetch(policy?: PolicyInput, options?: TracingOptions): ReturnType<typeof createPlainFetch>;

/** As `fetchWithRetry` of `holdfast-fetch`. */
export function fetchWithRetry(...request: Parameters<typeof fetchPlainly>): ReturnType<typeof fetchPlainly>;
