// The same outage met by two clients: one whose retries end after seconds, and one with a second tier.

import type { PolicyOptions } from "holdfast-fetch";
import { Recording } from "../call/recording.js";
import { createTimeline, extentOf, type Timeline } from "../call/timeline.js";
import { byId } from "../shared/dom.js";
import { count, ms } from "../shared/format.js";
import { type FastWorker, newAddresses, startWorker } from "./fast-worker.js";
import type { Report } from "./protocol.js";

const SPEED = 60;
/** Twenty times a second is smooth enough for bars that grow. */
const REDRAW = 35;
const CALM_REDRAW = 500;
const POLICIES: readonly PolicyOptions[] = [
  { preset: "livePerson", log: false, tiers: [] },
  { preset: "livePerson", log: false },
];
const ATTEMPTS = [4, 7];

interface Client {
  timeline: Timeline;
  outcome: HTMLElement;
  recording: Recording;
}

export function createTiers(ready: () => Promise<boolean>): void {
  const startButton = byId("tiers-start", HTMLButtonElement);
  const outage = byId("outage", HTMLSelectElement);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const clients: Client[] = ["one", "two"].map((id) => ({
    timeline: createTimeline(byId(id, HTMLElement), "Press Start. Each attempt gets a line; both clients share one time axis."),
    outcome: byId(`${id}-outcome`, HTMLElement),
    recording: new Recording(),
  }));
  let worker: FastWorker | undefined;

  // One axis for both: the shorter call is to look shorter.
  const paint = (now: number): void => {
    const extent = Math.max(...clients.map(({ recording }) => extentOf(recording, now)));
    for (const { timeline, recording } of clients) timeline.update(recording, now, extent);
  };

  const draw = (): void => {
    if (worker === undefined) return;
    paint(worker.now());
    if (clients.every(({ recording }) => recording.ended !== undefined)) stop();
    else window.setTimeout(() => requestAnimationFrame(draw), calm.matches ? CALM_REDRAW : REDRAW);
  };

  const hear = (report: Report): void => {
    if (report.type !== "attempt") return;
    const client = clients[report.call];
    // The drawing makes nothing of what was left out on the way: responses and errors.
    client?.recording.apply(report.event as Parameters<Recording["apply"]>[0]);
    if (client !== undefined && report.event.type === "end") client.outcome.textContent = outcomeOf(client.recording);
  };

  const start = (): void => {
    clients.forEach((client, index) => {
      client.recording = new Recording();
      client.timeline.reset(ATTEMPTS[index] ?? 1);
      client.outcome.textContent = "Under way…";
    });
    worker = startWorker(
      { type: "calls", speed: SPEED, policies: [...POLICIES], addresses: newAddresses(), outage: Number(outage.value) },
      hear,
    );
    draw();
    startButton.textContent = "Stop";
  };

  const stop = (): void => {
    if (worker === undefined) return;
    const now = worker.now();
    worker.end();
    worker = undefined;
    for (const { recording, outcome } of clients) {
      if (recording.ended !== undefined) continue;
      recording.end(now, "aborted");
      outcome.textContent = "Stopped by you.";
    }
    paint(now);
    startButton.textContent = "Start";
  };

  startButton.addEventListener("click", async () => {
    if (worker !== undefined) stop();
    else if ((await ready()) && worker === undefined) start();
  });
  clients.forEach(({ timeline, outcome }, index) => {
    timeline.reserve(ATTEMPTS[index] ?? 1);
    outcome.textContent = "Nothing has run yet.";
  });
}

function outcomeOf({ attempts, reason, ended = 0 }: Recording): string {
  const requests = count(attempts.length, "request");
  return reason === "success"
    ? `Answered after ${ms(ended)}: ${requests}.`
    : `Given up after ${ms(ended)}: ${requests}, reason “${reason}”.`;
}
