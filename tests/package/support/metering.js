// The real OpenTelemetry SDK for metrics, with what it measured to be asked for at any time.
import { AggregationTemporality, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";

class Reader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

/**
 * A provider of one's own, and `collected()`: all metrics so far, by their names, as `{ unit, type, points }`. The SDK repeats what a
 * gauge said last, unless it is asked for what came `anew`.
 */
export function metering({ anew = false } = {}) {
  const { CUMULATIVE, DELTA } = AggregationTemporality;
  const reader = new Reader({ aggregationTemporalitySelector: () => (anew ? DELTA : CUMULATIVE) });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const gathered = async () => (await reader.collect()).resourceMetrics;
  async function collected() {
    const { scopeMetrics } = await gathered();
    const metrics = scopeMetrics.flatMap(({ scope, metrics }) => metrics.map((metric) => ({ scope: scope.name, ...metric })));
    return Object.fromEntries(
      metrics.map(({ scope, descriptor, dataPoints }) => [descriptor.name, { scope, ...descriptor, points: dataPoints }]),
    );
  }
  return { meterProvider, collected, gathered };
}

/** What the points of a metric say: of a histogram how many values, of others the value, with the attributes. */
export function said(metric) {
  return (metric?.points ?? []).map(({ attributes, value }) => ({ ...attributes, value: value.count ?? value }));
}

/** The value of the one point that has all of these attributes. */
export function pointOf(metric, attributes) {
  const fitting = (metric?.points ?? []).filter((point) =>
    Object.entries(attributes).every(([name, value]) => point.attributes[name] === value),
  );
  if (fitting.length !== 1) throw new Error(`${fitting.length} points of ${metric?.name} have ${JSON.stringify(attributes)}`);
  return fitting[0].value;
}
