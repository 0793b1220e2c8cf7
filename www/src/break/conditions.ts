// The conditions that the server can be in, as scripts, and the addresses at which it is in them.

import { ROOT } from "../shared/server.js";

export interface Condition {
  id: string;
  label: string;
  script: string;
  /** What one sees of it from outside. */
  note: string;
}

export const CONDITIONS = [
  { id: "on", label: "On", script: "200", note: "Every request is answered at once." },
  { id: "off", label: "Off", script: "reset", note: "Every connection is cut: no response at all." },
  { id: "busy", label: "503", script: "503", note: "Every request is answered with 503 Service Unavailable." },
  {
    id: "slow",
    label: "Slow",
    script: "200;delay=3000",
    note: "Every answer takes 3 s, and these clients wait for 0.4 s. The server does the work all the same.",
  },
  {
    id: "limited",
    label: "429",
    script: "429;retry-after=2",
    note: "Every request is refused with 429 and Retry-After: 2. That is no sign of a broken server: no circuit opens.",
  },
] as const satisfies readonly Condition[];

export type ConditionId = (typeof CONDITIONS)[number]["id"];

export function conditionOf(id: string): Condition {
  return CONDITIONS.find((condition) => condition.id === id) ?? CONDITIONS[0];
}

/**
 * The server as one client sees it. A script belongs to an address, so the server is in another condition at another address;
 * a request that is under way stays with the condition that it met.
 */
export class Endpoint {
  readonly #name: string;
  #turn = 0;
  #condition: Condition = CONDITIONS[0];
  /** What was counted at each address when it was last asked. */
  readonly #counts = new Map<string, number>();

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
    address.searchParams.set("script", this.#condition.script);
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
      const { attempts } = (await response.json()) as { attempts: number };
      this.#counts.set(id, attempts);
    }
    return [...this.#counts.values()].reduce((sum, attempts) => sum + attempts, 0);
  }
}
