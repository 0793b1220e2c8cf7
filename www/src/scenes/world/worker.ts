// A world of its own for one recording: its clocks and timers are virtual before the package is used.

import { RetryPolicy } from "holdfast-fetch";
import type { Order, Report } from "../protocol.js";
import { VirtualClock } from "./clock.js";
import { record } from "./record.js";

const report = (message: Report): void => self.postMessage(message);

self.addEventListener("message", async ({ data: order }: MessageEvent<Order>) => {
  if (order.type === "record") {
    const clock = new VirtualClock();
    clock.install();
    report({ type: "recorded", recording: await record(order.plan, clock) });
    return;
  }
  report({
    type: "explained",
    standard: new RetryPolicy().explain().split("\n"),
    whole: new RetryPolicy({ breaker: true, idempotencyKey: true }).explain().split("\n"),
    waits: new RetryPolicy({ retries: 10, jitter: "none" }).delays(),
  });
});
