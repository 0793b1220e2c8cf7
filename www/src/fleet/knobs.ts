// What if: the numbers of a scenario that a reader may change, in the units in which one thinks of them.

import type { Scenario } from "./types.js";

export interface Knobs {
  clients: number;
  /** Requests per second. */
  capacity: number;
  /** Percent of the capacity, in quiet times. */
  load: number;
  /** Seconds of work that the queue holds; 0: it has no end. */
  queue: number;
  /** Percent of the requests that fail for no reason. */
  flaky: number;
  /** Seconds that a client waits for an answer. */
  timeout: number;
  /** Seconds; 0: the server gives no hint. */
  retryAfter: number;
  /** Seconds. */
  outage: number;
  /** Percent of the capacity that are left meanwhile. */
  left: number;
  /** Calls that come at once. */
  surge: number;
  /** Seconds in which they come. */
  over: number;
  /** Seconds. */
  duration: number;
  seed: number;
}

export interface Knob {
  name: keyof Knobs;
  label: string;
  unit: string;
  min: number;
  max: number;
  step: number | "any";
}

export const KNOBS: readonly Knob[] = [
  { name: "clients", label: "Clients", unit: "", min: 1, max: 300_000, step: 1 },
  { name: "capacity", label: "Capacity", unit: "requests/s", min: 1, max: 20_000, step: 1 },
  { name: "load", label: "Everyday load", unit: "%", min: 1, max: 150, step: "any" },
  { name: "queue", label: "Work the queue holds", unit: "s (0: no end)", min: 0, max: 600, step: "any" },
  { name: "flaky", label: "Fail by bad luck", unit: "%", min: 0, max: 100, step: "any" },
  { name: "timeout", label: "Clients time out after", unit: "s", min: 0.1, max: 120, step: "any" },
  { name: "retryAfter", label: "Retry-After", unit: "s (0: none)", min: 0, max: 600, step: 1 },
  { name: "outage", label: "Trouble lasts", unit: "s", min: 0, max: 600, step: "any" },
  { name: "left", label: "Capacity left meanwhile", unit: "%", min: 0, max: 100, step: "any" },
  { name: "surge", label: "Calls at once", unit: "", min: 0, max: 300_000, step: 1 },
  { name: "over", label: "They come within", unit: "s", min: 0, max: 600, step: "any" },
  { name: "duration", label: "Simulated time", unit: "s", min: 60, max: 1_800, step: 1 },
  { name: "seed", label: "Random seed", unit: "", min: 0, max: 4_294_967_295, step: 1 },
];

/** Those that this scenario has: without a fault there is no outage to make longer. */
export function knobsFor({ faults, surges }: Scenario): Knob[] {
  const absent = new Set<keyof Knobs>([
    ...(faults.length === 0 ? (["outage", "left"] as const) : []),
    ...(surges.length === 0 ? (["surge", "over"] as const) : []),
  ]);
  return KNOBS.filter(({ name }) => !absent.has(name));
}

const round = (value: number): number => Number(value.toPrecision(6));

export function read(scenario: Scenario): Knobs {
  const { clients, rate, server, timeout, duration, seed } = scenario;
  const [fault] = scenario.faults;
  const [surge] = scenario.surges;
  return {
    clients,
    capacity: server.capacity,
    load: round((100 * rate * clients) / server.capacity),
    queue: server.queue === null || server.queue === Number.POSITIVE_INFINITY ? 0 : round(server.queue / server.capacity),
    flaky: round(server.flaky * 100),
    timeout: timeout / 1_000,
    retryAfter: server.retryAfter ?? 0,
    outage: fault === undefined ? 0 : (fault.to - fault.from) / 1_000,
    left: fault === undefined ? 100 : round(fault.capacity * 100),
    surge: surge?.calls ?? 0,
    over: surge === undefined ? 0 : (surge.to - surge.from) / 1_000,
    duration: duration / 1_000,
    seed,
  };
}

/** The scenario with some knobs turned. What follows from none of them stays as it is, to the last bit. */
export function turn(scenario: Scenario, changes: Partial<Knobs>): Scenario {
  const knobs = { ...read(scenario), ...changes };
  const changed = structuredClone(scenario);
  const turned = (...names: (keyof Knobs)[]): boolean => names.some((name) => changes[name] !== undefined);
  const [fault] = changed.faults;
  const [surge] = changed.surges;

  if (turned("clients")) changed.clients = knobs.clients;
  if (turned("capacity")) changed.server.capacity = knobs.capacity;
  if (turned("clients", "capacity", "load")) changed.rate = ((knobs.load / 100) * knobs.capacity) / knobs.clients;
  if (turned("capacity", "queue")) changed.server.queue = knobs.queue === 0 ? null : knobs.queue * knobs.capacity;
  if (turned("flaky")) changed.server.flaky = knobs.flaky / 100;
  if (turned("timeout")) changed.timeout = knobs.timeout * 1_000;
  if (turned("retryAfter")) changed.server.retryAfter = knobs.retryAfter === 0 ? null : Math.round(knobs.retryAfter);
  if (turned("outage") && fault !== undefined) fault.to = fault.from + knobs.outage * 1_000;
  if (turned("left") && fault !== undefined) fault.capacity = knobs.left / 100;
  if (turned("surge") && surge !== undefined) surge.calls = knobs.surge;
  if (turned("over") && surge !== undefined) surge.to = surge.from + knobs.over * 1_000;
  if (turned("duration")) changed.duration = knobs.duration * 1_000;
  if (turned("seed")) changed.seed = knobs.seed;
  return changed;
}

/** A number that is allowed, the nearest to this one; undefined if it is none. */
export function allowed({ min, max, step }: Knob, text: string): number | undefined {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return undefined;
  const bounded = Math.min(max, Math.max(min, value));
  return step === "any" ? bounded : Math.round(bounded);
}
