// To watch must not break what is watched.
import { diag } from "@opentelemetry/api";

/** By what name the entry gets tracers and meters. */
export const NAME = "holdfast-fetch";

/** Nothing, where `action` throws: whoever listens to OpenTelemetry's own faults hears of it. */
export function safely<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    diag.error(`${NAME}/opentelemetry`, error);
    return undefined;
  }
}
