// Recordings, each made in a world of its own: a worker that is ended when it has answered. One at a time, in the order in which
// they were asked for, so that the page's own thread has a core to itself.

import type { Order, Plan, Recording, Report } from "./protocol.js";

type Explained = Extract<Report, { type: "explained" }>;

const kept = new Map<string, Promise<Recording>>();
let last: Promise<unknown> = Promise.resolve();

/** The same plan is lived through once. */
export function recordingOf(plan: Plan): Promise<Recording> {
  const name = JSON.stringify(plan);
  let recording = kept.get(name);
  if (recording === undefined) {
    recording = inTurn({ type: "record", plan }).then((report) => (report as Extract<Report, { type: "recorded" }>).recording);
    kept.set(name, recording);
    // A thousand clients are half a megabyte: of what was tried out, the last is enough.
    if (kept.size > 60) kept.delete(kept.keys().next().value ?? "");
  }
  return recording;
}

export async function explained(): Promise<Explained> {
  return (await inTurn({ type: "explain" })) as Explained;
}

function inTurn(order: Order): Promise<Report> {
  const answer = last.then(() => ask(order));
  last = answer.catch(() => {});
  return answer;
}

function ask(order: Order): Promise<Report> {
  const worker = new Worker(new URL("./world/worker.ts", import.meta.url), { type: "module" });
  return new Promise<Report>((resolve, reject) => {
    worker.addEventListener("message", ({ data }: MessageEvent<Report>) => resolve(data));
    worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    worker.postMessage(order);
  }).finally(() => worker.terminate());
}
