// The worker in which time is sped up, from the page's side.

import { randomId } from "../shared/id.js";
import { ROOT } from "../shared/server.js";
import type { Addresses, Order, Report } from "./protocol.js";

export interface FastWorker {
  /** Fast milliseconds since it began. */
  now(): number;
  send(order: Order): void;
  end(): void;
}

/** Gives it its first order, and tells of everything that it reports. */
export function startWorker(order: Order & { speed: number }, onReport: (report: Report) => void): FastWorker {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  let began: number | undefined;
  worker.addEventListener("message", ({ data }: MessageEvent<Report>) => {
    if (data.type === "began") began = performance.now();
    onReport(data);
  });
  worker.postMessage(order);
  return {
    now: () => (began === undefined ? 0 : (performance.now() - began) * order.speed),
    send: (next) => worker.postMessage(next),
    end: () => worker.terminate(),
  };
}

export function newAddresses(): Addresses {
  const id = randomId();
  const address = (name: string, script: string): string => new URL(`play/${name}-${id}?script=${script}`, ROOT).href;
  return { well: address("well", "200"), down: address("down", "503") };
}
