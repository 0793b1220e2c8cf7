// What the threads of a page are busy with, from Chromium's own trace.
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * How busy the main thread was, and the busiest of the page's other threads, while `work` was done: milliseconds of each of
 * their tasks. They are the thread's own time: by the clock, a task takes as long as a busy machine lets it wait.
 *
 * @returns {Promise<{ main: number[], other: number[] }>} the longest first
 */
export async function tasksDuring(page, work) {
  const path = join(tmpdir(), `tasks-${process.pid}-${Date.now()}.json`);
  const { tracing } = page.puppeteer;
  await tracing.start({ path, categories: ["toplevel", "devtools.timeline"] });
  await work();
  await tracing.stop();
  const { traceEvents } = JSON.parse(await readFile(path, "utf8"));
  await rm(path);

  const { pid, tid: ofPage } = traceEvents.find(({ name }) => name === "FireAnimationFrame");
  const threads = new Map();
  for (const event of traceEvents) {
    if (event.pid !== pid || event.tdur === undefined || !event.name.endsWith("RunTask")) continue;
    threads.set(event.tid, [...(threads.get(event.tid) ?? []), event.tdur / 1_000]);
  }
  const sorted = new Map([...threads].map(([tid, tasks]) => [tid, tasks.sort((a, b) => b - a)]));
  const main = sorted.get(ofPage);
  sorted.delete(ofPage);
  return { main, other: [...sorted.values()].sort((a, b) => sum(b) - sum(a))[0] };
}

export const sum = (tasks) => tasks.reduce((total, task) => total + task, 0);
