// Runs the fleets, all policies side by side, in slices: between two of them it can be told to give up.

import init, { Fleet, scenes } from "holdfast-simulator";
import type { Job, Order, Report } from "./protocol.js";
import type { Outcome, Series, SeriesName } from "./types.js";

/** A slice takes about this long; simulated time is as long as fits. */
const SLICE = 60;
const FIRST_SLICE = 2_000;
const REPORT_EVERY = 200;

const NAMES: SeriesName[] = ["offered", "arrivals", "accepted", "rejected", "goodput", "failed", "wasted", "queue", "waiting"];

const report = (message: Report, transfer: ArrayBufferLike[] = []): void =>
  self.postMessage(message, { transfer: transfer as Transferable[] });

// Timers of nested calls wait four milliseconds; a message comes at once.
const channel = new MessageChannel();
const breathe = (): Promise<unknown> =>
  new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });

let current: number | undefined;

async function run(job: Job): Promise<void> {
  const { id } = job;
  current = id;
  const fleets: Fleet[] = [];
  try {
    for (const policy of job.policies) fleets.push(new Fleet(job.scenario, policy, job.seed));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const refused = { type: "refused", id, message } as const;
    report(message.startsWith("retry policy") ? { ...refused, policy: fleets.length } : refused);
    free(fleets);
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
      report({ type: "slice", id, progress: fleets[0]?.progress ?? 1, series }, series.flatMap(buffers));
    }
    await breathe();
    if (id !== current) {
      free(fleets);
      return;
    }
  }
  const outcomes = fleets.map(outcomeOf);
  report(
    { type: "done", id, outcomes, milliseconds: performance.now() - began },
    outcomes.flatMap(({ series }) => buffers(series)),
  );
  free(fleets);
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

function free(fleets: Fleet[]): void {
  for (const fleet of fleets) fleet.free();
}

self.addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  if (order.type === "run") void run(order.job);
  else current = undefined;
});

await init();
report({ type: "ready", scenes: scenes() });
