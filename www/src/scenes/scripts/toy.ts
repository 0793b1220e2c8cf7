// All knobs at once.

import type { PolicyOptions } from "holdfast-fetch";
import type { Phase, ServerPlan } from "../protocol.js";
import type { Knob, Scene, Settings } from "../scene.js";
import { requests, seconds, successes } from "./words.js";

const choice = (name: string, label: string, ...values: [value: string, label: string][]): Knob => ({
  name,
  label,
  values: values.map(([value, text]) => ({ value, label: text })),
});

const FROM = 4_000;
const LENGTH = 30_000;

const then = (state: Phase["state"], to: number, more: Partial<Phase> = {}): Phase[] => [
  { from: 0, state: "well" },
  { from: FROM, state, ...more },
  { from: to, state: "well" },
];

const SERVERS: Record<string, Phase[]> = {
  off: then("off", FROM + 5_000),
  busy: then("busy", FROM + 5_000, { hints: true }),
  silent: then("silent", FROM + 5_000),
  failing: then("well", FROM + 15_000, { failing: 0.3 }),
  well: [{ from: 0, state: "well" }],
};

export const toy: Scene = {
  id: "toy",
  speed: 2,
  knobs: [
    choice("clients", "Clients", ["100", "100"], ["10", "10"], ["300", "300"], ["1000", "1,000"]),
    choice(
      "server",
      "The server",
      ["off", "is off for 5 s"],
      ["busy", "is busy for 5 s, and says so"],
      ["silent", "is silent for 5 s"],
      ["failing", "fails 30 % for 15 s"],
      ["well", "is well"],
    ),
    choice("room", "It can answer", ["3", "3 × usual load"], ["1.3", "1.3 × usual load"], ["any", "any load"]),
    choice("retries", "Retries", ["3", "3"], ["0", "0"], ["1", "1"], ["5", "5"], ["8", "8"]),
    choice("backoff", "Waits (backoff)", ["exponential", "0.5, 1, 2, 4 … s"], ["constant", "1 s each"], ["none", "none"]),
    choice("jitter", "Chance (jitter)", ["full", "on"], ["none", "off"]),
    choice("hint", "Server’s hint", ["obeyed", "obeyed"], ["ignored", "ignored"]),
    choice("budget", "Retry budget", ["on", "on"], ["off", "off"]),
    choice("breaker", "Circuit breaker", ["off", "off"], ["on", "on"]),
    choice("deadline", "Deadline", ["none", "3 min"], ["5s", "5 s"], ["10s", "10 s"]),
  ],
  plan: (settings) => ({
    clients: Number(settings.clients),
    method: "GET",
    policy: policyOf(settings),
    server: serverOf(settings),
    traffic: { from: 0, within: 3_000, every: 3_000, until: LENGTH - 6_000 },
    length: LENGTH,
  }),
  tell: (summary) =>
    `${successes(summary)}; the longest took ${seconds(summary.longest)}. The server was sent ${requests(summary.requests)}, ${summary.peak(1_000)} in its busiest second.`,
};

/** What is not said is left to the package. */
export function policyOf({ retries, backoff, jitter, hint, budget, breaker, deadline }: Settings): PolicyOptions {
  return {
    ...(retries !== "3" && { retries: Number(retries) }),
    ...(backoff === "constant" && { backoff: { type: "constant", base: "1s" } }),
    ...(backoff === "none" && { backoff: { type: "constant", base: 0 } }),
    ...(jitter === "none" && { jitter: "none" }),
    ...(hint === "ignored" && { retryAfter: false }),
    attemptTimeout: "2s",
    ...(budget === "off" && { budget: false }),
    ...(breaker === "on" && { breaker: true }),
    ...(deadline !== "none" && { deadline: deadline as `${number}s` }),
  };
}

function serverOf({ clients, server, room }: Settings): ServerPlan {
  const usual = Number(clients) / 3;
  const work = 100;
  const phases = SERVERS[server ?? ""] ?? (SERVERS.off as Phase[]);
  if (room === "any") return { network: 200, work, phases };
  const workers = Math.max(1, Math.ceil((usual * Number(room) * work) / 1_000));
  return { network: 200, work, workers, queue: workers * 20, phases };
}
