// What calls share: a budget of retries, and a circuit breaker. And what makes it safe to send an order again.

import type { Scene } from "../scene.js";
import { percent, requests, seconds } from "./words.js";

/** From when on the server is in trouble, and when it is well again. */
const TROUBLE = { from: 5_000, to: 8_000 };

/** Long after it. */
const THEN = [28_000, 37_000] as const;

/** A short trouble, and a server that has room for first attempts and some more, not for four of each. */
export const budget: Scene = {
  id: "budget",
  speed: 4,
  knobs: [
    {
      name: "budget",
      label: "Retries have",
      values: [
        { value: "none", label: "no budget" },
        { value: "tokens", label: "a budget" },
      ],
    },
  ],
  plan: ({ budget: has }) => ({
    clients: 120,
    method: "GET",
    policy: {
      retries: 3,
      attemptTimeout: "1s",
      timeouts: true,
      backoff: { type: "exponential", base: "200ms" },
      ...(has === "none" && { budget: false }),
    },
    server: {
      network: 150,
      work: 100,
      workers: 8,
      queue: 160,
      phases: [
        { from: 0, state: "well" },
        { from: TROUBLE.from, state: "silent" },
        { from: TROUBLE.to, state: "well" },
      ],
    },
    traffic: { from: 0, within: 2_000, every: 2_000, until: 38_000 },
    length: 40_000,
  }),
  tell: (summary) => {
    const [from, to] = THEN;
    const rate = Math.round((summary.arrivals(from, to) / (to - from)) * 1_000);
    return `Long after the trouble, ${percent(summary.share(from, to))} of calls succeed, and the server gets ${requests(rate)} a second.`;
  },
};

/** A server that is away for a while, and users who go on clicking. */
const AWAY = { from: 4_000, to: 24_000 };

export const breaker: Scene = {
  id: "breaker",
  speed: 4,
  still: () => 16_000,
  knobs: [
    {
      name: "breaker",
      label: "Circuit breaker",
      values: [
        { value: "none", label: "none" },
        { value: "on", label: "on" },
      ],
    },
  ],
  plan: ({ breaker: has }) => ({
    clients: 6,
    method: "GET",
    policy: {
      retries: 2,
      attemptTimeout: "2s",
      timeouts: true,
      backoff: { type: "exponential", base: "500ms" },
      ...(has === "on" && { breaker: { minimum: 5, window: "10s", open: "4s" } }),
    },
    server: {
      network: 200,
      work: 100,
      phases: [
        { from: 0, state: "well" },
        { from: AWAY.from, state: "silent" },
        { from: AWAY.to, state: "well" },
      ],
    },
    traffic: { from: 0, within: 1_000, every: 1_000, until: 33_000 },
    length: 36_000,
  }),
  tell: (summary) => {
    const { from, to } = AWAY;
    return `The silent server got ${requests(summary.arrivals(from, to))}. A failed call took ${seconds(summary.failedAfter(from, to))} on average.`;
  },
};

/** The order is made, and the answer is lost. */
export const key: Scene = {
  id: "key",
  speed: 1,
  still: ({ order }) => (order === "default" ? 2_900 : 2_450),
  knobs: [
    {
      name: "order",
      label: "When the answer is lost, the order is",
      values: [
        { value: "blind", label: "sent again" },
        { value: "default", label: "not sent again (the default)" },
        { value: "key", label: "sent again with a key" },
      ],
    },
  ],
  plan: ({ order }) => ({
    clients: 5,
    method: "POST",
    policy: {
      backoff: { type: "constant", base: "800ms" },
      jitter: "none",
      ...(order === "blind" && { idempotent: true }),
      ...(order === "key" && { idempotencyKey: true }),
    },
    server: {
      network: 300,
      work: 100,
      phases: [
        { from: 0, state: "lost" },
        { from: 1_500, state: "well" },
      ],
    },
    traffic: { from: 300, within: 600 },
    length: 4_000,
  }),
  tell: ({ calls, orders, succeeded }) => `${orders} orders were made for ${calls} users; ${succeeded} users got an answer.`,
};
