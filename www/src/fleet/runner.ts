// The page's side of the worker.

import type { Job, Order, Report } from "./protocol.js";
import type { Outcome, Scene, Series } from "./types.js";

export interface Listener {
  onSlice(progress: number, series: Series[]): void;
  onDone(outcomes: Outcome[], milliseconds: number): void;
  onRefused(message: string, policy: number | undefined): void;
}

export class Runner {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  #last = 0;
  /** Of the run whose reports are listened to. */
  #current: number | undefined;
  readonly scenes: Promise<Scene[]>;

  constructor(listener: Listener) {
    this.scenes = new Promise((resolve, reject) => {
      this.#worker.addEventListener("error", (event) => reject(new Error(event.message || "the simulator did not load")));
      this.#worker.addEventListener("message", ({ data: report }: MessageEvent<Report>) => {
        if (report.type === "ready") return resolve(report.scenes);
        if (report.id !== this.#current) return;
        if (report.type === "slice") return listener.onSlice(report.progress, report.series);
        this.#current = undefined;
        if (report.type === "done") listener.onDone(report.outcomes, report.milliseconds);
        else listener.onRefused(report.message, report.policy);
      });
    });
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** Runs this, and gives up what is running. */
  run(job: Omit<Job, "id">): void {
    this.#last += 1;
    this.#current = this.#last;
    this.#tell({ type: "run", job: { ...job, id: this.#last } });
  }

  cancel(): void {
    this.#current = undefined;
    this.#tell({ type: "cancel" });
  }

  #tell(order: Order): void {
    this.#worker.postMessage(order);
  }
}
