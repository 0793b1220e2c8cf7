/**
 * The same functions with OpenTelemetry.
 *
 * @module holdfast-fetch/opentelemetry
 */
import { trace } from "@opentelemetry/api";
import { parseRetryAfter } from "holdfast-fetch";

/** As that of `holdfast-fetch`. */
export function parse(value: string): ReturnType<typeof parseRetryAfter> {
  trace.getActiveSpan();
  return parseRetryAfter(value);
}
