// A server in virtual time. It does not notice that a client has given a request up: the work is done all the same.

import type { Phase, ServerPlan } from "../protocol.js";
import type { Random } from "../random.js";
import type { VirtualClock } from "./clock.js";

/** What goes back to the client; no status: the connection broke. */
export interface Answer {
  status?: number;
  retryAfter?: number;
}

export interface Incoming {
  method: string;
  key: string | null;
  /** Not called if there is never an answer. */
  answer(answer: Answer): void;
}

export class Server {
  /** When POSTs have made something. */
  readonly orders: number[] = [];
  readonly load: [at: number, requests: number][] = [];
  readonly #plan: ServerPlan;
  readonly #clock: VirtualClock;
  readonly #random: Random;
  readonly #keys = new Set<string>();
  readonly #waiting: Incoming[] = [];
  #working = 0;

  constructor(plan: ServerPlan, clock: VirtualClock, random: Random) {
    this.#plan = plan;
    this.#clock = clock;
    this.#random = random;
  }

  take(request: Incoming): void {
    const phase = this.#phase();
    const isUnlucky = phase.failing !== undefined && this.#random() < phase.failing;
    if (phase.state === "off") return request.answer({});
    if (phase.state === "busy" || isUnlucky) return request.answer(this.#refusal(phase));
    if (phase.state === "silent") return;
    const { workers = Number.POSITIVE_INFINITY, queue = Number.POSITIVE_INFINITY } = this.#plan;
    if (this.#working < workers) this.#work(request);
    else if (this.#waiting.length < queue) this.#waiting.push(request);
    else return request.answer({ status: 503 });
    this.#note();
  }

  #phase(): Phase {
    const { now } = this.#clock;
    return this.#plan.phases.findLast(({ from }) => from <= now) as Phase;
  }

  #refusal(phase: Phase): Answer {
    const next = this.#plan.phases.find(({ from }) => from > this.#clock.now);
    if (!phase.hints || next === undefined) return { status: 503 };
    // On its way it takes time too, so that a client that obeys never comes too early.
    return { status: 503, retryAfter: Math.ceil((next.from - this.#clock.now) / 1_000) };
  }

  #work(request: Incoming): void {
    this.#working += 1;
    this.#clock.at(this.#clock.now + this.#plan.work, () => {
      this.#working -= 1;
      const next = this.#waiting.shift();
      if (next !== undefined) this.#work(next);
      this.#note();
      this.#do(request);
    });
  }

  #do({ method, key, answer }: Incoming): void {
    if (method === "POST" && (key === null || !this.#keys.has(key))) this.orders.push(this.#clock.now);
    if (key !== null) this.#keys.add(key);
    answer(this.#phase().state === "lost" ? {} : { status: 200 });
  }

  #note(): void {
    this.load.push([this.#clock.now, this.#working + this.#waiting.length]);
  }
}
