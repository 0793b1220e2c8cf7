// Runs the fleets, all policies side by side, in slices, and tells after some how far they are. It hears of nothing while it
// does: who wants a run no more ends the worker.

import init, { Fleet, scenes } from "holdfast-simulator";
import type { Job, Report } from "./protocol.js";
import type { Outcome, Series, SeriesName } from "./types.js";

/** A slice takes about this long; simulated time is as long as fits. */
const SLICE = 60;
const FIRST_SLICE = 2_000;
const REPORT_EVERY = 200;

const NAMES: SeriesName[] = ["offered", "arrivals", "accepted", "rejected", "goodput", "failed", "wasted", "queue", "waiting"];

const report = (message: Report, transfer: ArrayBufferLike[] = []): void =>
  self.postMessage(message, { transfer: transfer as Transferable[] });

function run({ scenario, policies }: Job): void {
  const fleets: Fleet[] = [];
  try {
    for (const policy of policies) fleets.push(new Fleet(scenario, policy, scenario.seed));
  } catch (error) {
    // Not what it says of a policy: it ran out of memory.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw error;
    for (const fleet of fleets) fleet.free();
    const message = error instanceof Error ? error.message : String(error);
    report({ type: "refused", message, ...(message.startsWith("retry policy") ? { policy: fleets.length } : {}) });
    return;
  }

  const began = performance.now();
  let reported = began;
  let length = FIRST_SLICE;
  for (let isOver = false; !isOver; ) {
    const before = performance.now();
    for (const fleet of fleets) isOver = fleet.advance(length);
    const now = performance.now();
    length *= Math.min(2, Math.max(0.5, SLICE / Math.max(1, now - before)));
    if (!isOver && now - reported > REPORT_EVERY) {
      reported = now;
      const series = fleets.map(seriesOf);
      report({ type: "slice", progress: fleets[0]?.progress ?? 1, series }, series.flatMap(buffers));
    }
  }
  const outcomes = fleets.map(outcomeOf);
  report(
    { type: "done", outcomes, milliseconds: performance.now() - began },
    outcomes.flatMap(({ series }) => buffers(series)),
  );
  for (const fleet of fleets) fleet.free();
}

function outcomeOf(fleet: Fleet): Outcome {
  const { summary, ledger } = fleet.outcome();
  return { summary, ledger, series: seriesOf(fleet) };
}

function seriesOf(fleet: Fleet): Series {
  return Object.fromEntries(NAMES.map((name) => [name, fleet.series(name)])) as Series;
}

/** They are handed over, not copied: the page has better things to do. */
const buffers = (series: Series): ArrayBufferLike[] => NAMES.map((name) => series[name].buffer);

const started = init();

// Heard from the beginning: a job may come before the simulator has started.
self.addEventListener("message", async ({ data: job }: MessageEvent<Job>) => {
  try {
    await started;
    run(job);
  } catch (error) {
    // What is left of it is of no use.
    report({ type: "broken", message: error instanceof Error ? error.message : String(error) });
  }
});
await started;
report({ type: "ready", scenes: scenes() });
