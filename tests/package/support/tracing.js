// The real OpenTelemetry SDK, registered as a program does, with spans kept in memory; and the entry that makes them.
import { context, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { imported } from "./installed.js";

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();

export const { createFetch, fetchWithRetry, metricsListener, observePolicy, traced } =
  await imported("holdfast-fetch/opentelemetry");

/** Runs `action` under a span of its own, and gives `{ value }` or `{ error }`, that span, and the spans that `action` caused. */
export async function under(name, action) {
  const parent = trace.getTracer("test").startSpan(name);
  const outcome = await context.with(trace.setSpan(context.active(), parent), async () => {
    try {
      return { value: await action() };
    } catch (error) {
      return { error };
    }
  });
  parent.end();
  const { spanId } = parent.spanContext();
  return { ...outcome, parent, spans: finished().filter((span) => span.parentSpanContext?.spanId === spanId) };
}

/** All spans that have ended so far, those of tests included. */
export const finished = () => exporter.getFinishedSpans();
