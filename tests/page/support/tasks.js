// What the main thread of a page is busy with, from Chromium's own trace.
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Milliseconds that each task of the main thread took while `work` was done: of the thread's own time, and by the clock, which
 * on a machine that does much else runs while a task waits for its turn.
 *
 * @returns {Promise<{ own: number[], clock: number[] }>} the longest first
 */
export async function tasksDuring(page, work) {
  const path = join(tmpdir(), `tasks-${process.pid}-${Date.now()}.json`);
  const { tracing } = page.puppeteer;
  await tracing.start({ path, categories: ["toplevel", "devtools.timeline"] });
  await work();
  await tracing.stop();
  const { traceEvents } = JSON.parse(await readFile(path, "utf8"));
  await rm(path);

  const calls = traceEvents.filter(({ name }) => name === "FireAnimationFrame");
  const isOfPage = ({ pid, tid }) => calls.some((call) => call.pid === pid && call.tid === tid);
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && event.tdur !== undefined && isOfPage(event));
  const longest = (field) => tasks.map((task) => task[field] / 1_000).sort((a, b) => b - a);
  return { own: longest("tdur"), clock: longest("dur") };
}
