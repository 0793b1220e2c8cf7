// The package in a world where time is sped up.

import { fetchWithRetry, type KeepAlive, keepAlive, type PolicyOptions, type RetryEvent, RetryPolicy } from "holdfast-fetch";
import { FastClock } from "./clock.js";
import type { Addresses, Order, Report, Told } from "./protocol.js";

let clock: FastClock;
let isDown = false;
let session: KeepAlive | undefined;
const leaving = new AbortController();

const report = (message: Report): void => self.postMessage(message);

function told<Event extends object>(event: Event): Told<Event> {
  const { response: _, error: __, ...rest } = event as Event & { response?: unknown; error?: unknown };
  return rest as Told<Event>;
}

function policyOf(options: PolicyOptions, addresses: Addresses, call: number): RetryPolicy {
  return new RetryPolicy({
    ...options,
    // Each attempt meets the server as it is at that moment.
    fetch: (_input, init) => fetch(isDown ? addresses.down : addresses.well, init),
    onEvent: (event: RetryEvent) => report({ type: "attempt", call, at: clock.now(), event: told(event) }),
  });
}

function begin(speed: number): void {
  clock = new FastClock(speed);
  clock.install();
  report({ type: "began" });
}

self.addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  switch (order.type) {
    case "keep-alive":
      begin(order.speed);
      isDown = order.isDown;
      session = keepAlive(order.addresses.well, {
        interval: order.interval,
        policy: policyOf(order.policy, order.addresses, 0),
        immediately: true,
        onEvent: (event) => {
          const status = "response" in event ? event.response?.status : undefined;
          report({ type: "beat", at: clock.now(), event: told(event), status });
        },
      });
      break;
    case "calls":
      begin(order.speed);
      isDown = order.outage > 0;
      if (order.outage < Number.POSITIVE_INFINITY) {
        setTimeout(() => {
          isDown = false;
        }, order.outage);
      }
      order.policies.forEach((options, call) => {
        const policy = policyOf(options, order.addresses, call);
        // How it ends is among its events.
        fetchWithRetry(order.addresses.well, policy, { signal: leaving.signal }).catch(() => {});
      });
      break;
    case "server":
      isDown = order.isDown;
      break;
    case "sleep":
      clock.sleep();
      break;
    case "wake":
      clock.wake();
      break;
    case "stop":
      session?.stop();
      leaving.abort();
      break;
  }
});
