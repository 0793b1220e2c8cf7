// The first steps: a request fails, and is sent again.

import type { Scene } from "../scene.js";
import { requests, seconds, successes } from "./words.js";

const NETWORK = { network: 250, work: 100 };

/** A call that goes wrong. */
export const fails: Scene = {
  id: "fails",
  speed: 1,
  still: () => 850,
  knobs: [
    {
      name: "server",
      label: "The server is",
      values: [
        { value: "well", label: "well" },
        { value: "busy", label: "busy for a moment" },
      ],
    },
  ],
  plan: ({ server }) => ({
    clients: 1,
    method: "GET",
    policy: { retries: 0 },
    server: {
      ...NETWORK,
      phases:
        server === "busy"
          ? [
              { from: 0, state: "busy" },
              { from: 1_200, state: "well" },
            ]
          : [{ from: 0, state: "well" }],
    },
    traffic: { from: 400, within: 0 },
    length: 1_800,
  }),
  tell: (summary) => `${successes(summary)}, with ${requests(summary.requests)}.`,
};

/** Chance in the answers: each request may fail, whatever came before. */
export const again: Scene = {
  id: "retry",
  speed: 1,
  knobs: [
    {
      name: "retries",
      label: "Retries",
      values: [
        { value: "0", label: "none" },
        { value: "1", label: "one" },
        { value: "3", label: "three" },
      ],
    },
  ],
  plan: ({ retries }) => ({
    clients: 20,
    method: "GET",
    policy: { retries: Number(retries), backoff: { type: "constant", base: 200 }, jitter: "none", budget: false },
    server: { ...NETWORK, phases: [{ from: 0, state: "well", failing: 0.4 }] },
    traffic: { from: 300, within: 600 },
    length: 4_200,
  }),
  tell: (summary) => `${successes(summary)}, with ${requests(summary.requests)}.`,
};

/** A user who waits for a server that says nothing. */
export const deadline: Scene = {
  id: "deadline",
  speed: 4,
  still: () => 14_000,
  knobs: [
    {
      name: "deadline",
      label: "Deadline",
      values: [
        { value: "none", label: "none" },
        { value: "8s", label: "8 s" },
      ],
    },
  ],
  plan: ({ deadline: limit }) => ({
    clients: 4,
    method: "GET",
    policy: {
      attemptTimeout: "5s",
      timeouts: true,
      backoff: { type: "exponential", base: "1s" },
      deadline: limit === "8s" ? "8s" : false,
    },
    server: { ...NETWORK, phases: [{ from: 0, state: "silent" }] },
    traffic: { from: 300, within: 900 },
    length: 30_000,
  }),
  tell: (summary) =>
    `${successes(summary)}. The longest took ${seconds(summary.longest)}; the server got ${requests(summary.requests)}.`,
};
