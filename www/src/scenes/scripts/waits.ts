// Why a client waits before it asks again, for how long, why at random, and why the server may say for how long.

import type { Scene } from "../scene.js";
import { requests, successes } from "./words.js";

const CLIENTS = { clients: 8, method: "GET" } as const;

/** The server restarts, which takes a moment. */
export const wait: Scene = {
  id: "wait",
  speed: 1,
  still: () => 3_000,
  knobs: [
    {
      name: "wait",
      label: "Before each retry",
      values: [
        { value: "0", label: "no wait" },
        { value: "1000", label: "1 s" },
      ],
    },
  ],
  plan: ({ wait: base }) => ({
    ...CLIENTS,
    policy: { retries: 3, backoff: { type: "constant", base: Number(base) }, jitter: "none" },
    server: {
      network: 120,
      work: 50,
      phases: [
        { from: 0, state: "off" },
        { from: 2_600, state: "well" },
      ],
    },
    traffic: { from: 300, within: 600 },
    length: 5_000,
  }),
  tell: (summary) => `${successes(summary)}, with ${requests(summary.requests)}.`,
};

/** It takes longer than that. */
export const longer: Scene = {
  id: "longer",
  speed: 2,
  still: () => 8_900,
  knobs: [
    {
      name: "backoff",
      label: "The waits are",
      values: [
        { value: "constant", label: "1, 1, 1 s" },
        { value: "exponential", label: "1, 2, 4 s" },
      ],
    },
  ],
  plan: ({ backoff }) => ({
    ...CLIENTS,
    policy: {
      retries: 3,
      backoff: backoff === "constant" ? { type: "constant", base: "1s" } : { type: "exponential", base: "1s" },
      jitter: "none",
    },
    server: {
      network: 200,
      work: 50,
      phases: [
        { from: 0, state: "off" },
        { from: 6_500, state: "well" },
      ],
    },
    traffic: { from: 300, within: 900 },
    length: 12_000,
  }),
  tell: (summary) => `${successes(summary)}, with ${requests(summary.requests)}.`,
};

/** What it can answer in a tenth of a second, which is what one answer takes. */
const WORKERS = 8;

/** When it is back, all have been waiting for it. */
export const random: Scene = {
  id: "random",
  speed: 2.5,
  still: ({ jitter }) => (jitter === "full" ? 2_500 : 4_750),
  knobs: [
    {
      name: "jitter",
      label: "The waits are",
      values: [
        { value: "none", label: "the same for all" },
        { value: "full", label: "drawn at random" },
      ],
    },
  ],
  plan: ({ jitter }) => ({
    clients: 200,
    method: "GET",
    policy: {
      retries: 3,
      backoff: { type: "exponential", base: "4s" },
      jitter: jitter === "full" ? "full" : "none",
      budget: false,
    },
    server: {
      network: 200,
      work: 100,
      workers: WORKERS,
      queue: WORKERS,
      phases: [
        { from: 0, state: "busy" },
        { from: 700, state: "well" },
      ],
    },
    traffic: { from: 200, within: 60 },
    // Until the last has ended.
    length: jitter === "full" ? 10_000 : 31_500,
  }),
  // The first requests, which all fail at one moment, are the same either way.
  tell: (summary) => `${successes(summary)}. At most ${summary.peak(100, 1_000)} retries arrived within the same 0.1 s.`,
};

const BACK = 5_000;

/** The server knows when it will be back, and says so. */
export const hint: Scene = {
  id: "hint",
  speed: 1.5,
  still: () => 6_400,
  knobs: [
    {
      name: "hint",
      label: "“Retry-After: 5” is",
      values: [
        { value: "ignored", label: "ignored" },
        { value: "obeyed", label: "obeyed" },
      ],
    },
  ],
  plan: ({ hint: heard }) => ({
    ...CLIENTS,
    policy: { retries: 3, retryAfter: heard === "obeyed", backoff: { type: "exponential", base: "500ms" } },
    server: {
      network: 200,
      work: 50,
      phases: [
        { from: 0, state: "busy", hints: true },
        { from: 5_000, state: "well" },
      ],
    },
    traffic: { from: 300, within: 600 },
    length: 11_000,
  }),
  tell: (summary) => `${successes(summary)}. ${summary.arrivals(0, BACK) - summary.calls} retries came too early.`,
};
