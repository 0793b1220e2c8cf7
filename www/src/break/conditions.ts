// The conditions that the server can be in, as scripts, and the addresses at which it is in them.

import { ROOT } from "../shared/server.js";

export interface Condition {
  id: string;
  label: string;
  /** Of a request, for the worker of that name. */
  script: (worker: string) => string;
  /** What one sees of it from outside. */
  note: string;
}

/** Milliseconds that a server works on one request, and how many may be with it or wait. */
const PACE = 120;
const SLOW_PACE = 1_000;
export const ROOM = 40;

export const CONDITIONS = [
  {
    id: "on",
    label: "On",
    script: (worker) => `200;worker=${worker}:${PACE}:${ROOM}`,
    note: "One request after the other is answered, each in 0.12 s.",
  },
  { id: "off", label: "Off", script: () => "reset", note: "Every connection is cut: no response at all." },
  {
    id: "stuck",
    label: "Stuck",
    script: (worker) => `200;worker=${worker}:0:${ROOM}`,
    note: "Requests are taken, and none is worked on: they pile up in the queue, and their clients give them up after 0.4 s.",
  },
  { id: "busy", label: "503", script: () => "503", note: "Every request is answered with 503 Service Unavailable." },
  {
    id: "slow",
    label: "Slow",
    script: (worker) => `200;worker=${worker}:${SLOW_PACE}:${ROOM}`,
    note: "One request takes 1 s, and these clients wait for 0.4 s. The server does the work all the same.",
  },
  {
    id: "limited",
    label: "429",
    script: () => "429;retry-after=2",
    note: "Every request is refused with 429 and Retry-After: 2. That is no sign of a broken server: no circuit opens.",
  },
] as const satisfies readonly Condition[];

export type ConditionId = (typeof CONDITIONS)[number]["id"];

export function conditionOf(id: string): Condition {
  return CONDITIONS.find((condition) => condition.id === id) ?? CONDITIONS[0];
}

/**
 * The server of one client. A script belongs to an address, so the server is in another condition at another address;
 * a request that is under way stays with the condition that it met.
 */
export class Endpoint {
  readonly #name: string;
  #turn = 0;
  #condition: Condition = CONDITIONS[0];
  /** What was counted at each address when it was last asked. */
  readonly #counts = new Map<string, number>();
  /** Requests that are with it or wait, when it was last asked. */
  waiting = 0;

  constructor(name: string) {
    this.#name = name;
  }

  set(condition: Condition): void {
    this.#turn += 1;
    this.#condition = condition;
  }

  get isWell(): boolean {
    return this.#condition === CONDITIONS[0];
  }

  /** Sends a request to the server as it is now. */
  send(init: RequestInit): Promise<Response> {
    const id = `${this.#name}-${this.#turn}`;
    if (!this.#counts.has(id)) this.#counts.set(id, 0);
    const address = new URL(`play/${id}`, ROOT);
    address.searchParams.set("script", this.#condition.script(this.#name));
    return fetch(address, init);
  }

  /** How many requests the server has counted, by its own journal. */
  async count(): Promise<number> {
    // The last two: the one before may still get a request or two.
    const recent = [...this.#counts.keys()].slice(-2);
    for (const id of recent) {
      // The first request to it may be on its way still.
      const response = await fetch(new URL(`journal/${id}?wait=2000&hits=1&from=999999999`, ROOT));
      if (!response.ok) continue;
      const { attempts, waiting } = (await response.json()) as { attempts: number; waiting?: number };
      this.#counts.set(id, attempts);
      if (waiting !== undefined) this.waiting = waiting;
    }
    return [...this.#counts.values()].reduce((sum, attempts) => sum + attempts, 0);
  }
}
