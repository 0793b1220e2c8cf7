// The page's side of the worker. A run that is given up takes its worker with it, whatever that is busy with, and all of its
// memory; the next run has another one.

import type { Job, Report } from "./protocol.js";
import type { Outcome, Scene, Series } from "./types.js";

export interface Listener {
  onSlice(progress: number, series: Series[]): void;
  onDone(outcomes: Outcome[], milliseconds: number): void;
  onRefused(message: string, policy: number | undefined): void;
  /** It could not be finished. */
  onBroken(message: string): void;
}

export class Runner {
  readonly #listener: Listener;
  #worker: Worker;
  #isRunning = false;
  /** It failed while nobody waited for it. */
  #isDead = false;
  #resolve!: (scenes: Scene[]) => void;
  #reject!: (error: Error) => void;
  readonly scenes = new Promise<Scene[]>((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#worker = this.#start();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Runs this, and gives up what is running. */
  run(job: Job): void {
    if (this.#isRunning || this.#isDead) this.#replace();
    this.#isRunning = true;
    this.#worker.postMessage(job);
  }

  cancel(): void {
    if (this.#isRunning) this.#replace();
  }

  #replace(): void {
    this.#isRunning = false;
    this.#isDead = false;
    this.#worker.terminate();
    this.#worker = this.#start();
  }

  #start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const fail = (message: string): void => {
      if (worker !== this.#worker) return;
      this.#reject(new Error(message));
      this.#isDead = true;
      if (!this.#isRunning) return;
      this.#replace();
      this.#listener.onBroken(message);
    };
    worker.addEventListener("error", (event) => fail(event.message || "its worker did not start"));
    worker.addEventListener("message", ({ data: report }: MessageEvent<Report>) => {
      // What a worker said before it was ended may still be on its way.
      if (worker !== this.#worker) return;
      if (report.type === "ready") return this.#resolve(report.scenes);
      if (report.type === "broken") return fail(report.message);
      if (report.type === "slice") return this.#listener.onSlice(report.progress, report.series);
      this.#isRunning = false;
      if (report.type === "done") this.#listener.onDone(report.outcomes, report.milliseconds);
      else this.#listener.onRefused(report.message, report.policy);
    });
    return worker;
  }
}
