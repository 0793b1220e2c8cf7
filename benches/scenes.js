// How the first page draws: frames a second and JavaScript per frame while a scene with a thousand clients plays for ten seconds,
// in Chromium without a GPU. The pages must be built (`cargo xtask demo`). `node benches/scenes.js`
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { start } from "../server/app.js";
import { launch } from "../tests/engines/launch.js";

const ROOT = fileURLToPath(new URL("../www/dist", import.meta.url));
const SCENE = "#scene=toy&clients=1000&server=silent&room=1.3&retries=3&backoff=exponential&jitter=full&budget=off&seed=1";
const SECONDS = 10;

const server = await start({ port: 0, root: ROOT });
const browser = await launch("chromium");

/** Opens the scene and waits until it has played so far, in thousandths of its time. */
async function playing(from, before = () => {}) {
  const page = await browser.open(`${server.url}/try/`);
  await page.puppeteer.evaluateOnNewDocument(before);
  await page.goto(`${server.url}/${SCENE}`);
  await page.waitForFunction((at) => Number(document.querySelector("#toy [type=range]").value) >= at, { timeout: 60_000 }, from);
  return page;
}

/** Dots of each frame, counted as they are drawn, which costs: not in the run that is measured. */
async function dots() {
  const page = await playing(150, () => {
    const { arc } = Path2D.prototype;
    let count = 0;
    window.counts = [];
    Path2D.prototype.arc = function (...args) {
      count += 1;
      return arc.apply(this, args);
    };
    const frame = () => {
      window.counts.push(count);
      count = 0;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.waitForFunction(() => Number(document.querySelector("#toy [type=range]").value) >= 800, { timeout: 60_000 });
  const counts = (await page.evaluate(() => window.counts)).filter((count) => count > 0).sort((a, b) => a - b);
  await page.close();
  return { median: counts[counts.length >> 1], most: counts.at(-1) };
}

async function frames() {
  const page = await playing(150);
  const path = join(tmpdir(), `scenes-${process.pid}.json`);
  const { tracing } = page.puppeteer;
  await tracing.start({ path, categories: ["devtools.timeline"] });
  const stamps = await page.evaluate(
    (length) =>
      new Promise((resolve) => {
        const all = [];
        const frame = (now) => {
          all.push(now);
          if (now - all[0] < length) requestAnimationFrame(frame);
          else resolve(all);
        };
        requestAnimationFrame(frame);
      }),
    SECONDS * 1_000,
  );
  await tracing.stop();
  const { traceEvents } = JSON.parse(await readFile(path, "utf8"));
  await rm(path);
  await page.close();
  const scripts = traceEvents
    .filter(({ name, dur }) => name === "FireAnimationFrame" && dur !== undefined)
    .map(({ dur }) => dur / 1_000)
    // The counting function of this benchmark is one of the two of each frame.
    .filter((duration) => duration > 0.2)
    .sort((a, b) => a - b);
  const gaps = stamps.slice(1).map((at, index) => at - stamps[index]);
  return {
    perSecond: ((stamps.length - 1) / (stamps.at(-1) - stamps[0])) * 1_000,
    late: gaps.filter((gap) => gap > 25).length,
    median: scripts[scripts.length >> 1],
    slow: scripts[Math.floor(scripts.length * 0.99)],
  };
}

try {
  const { median: usual, most } = await dots();
  const { perSecond, late, median, slow } = await frames();
  console.log(`${usual} dots in a frame (median; at most ${most}), and 1,000 clients`);
  console.log(`${perSecond.toFixed(1)} frames a second over ${SECONDS} s, ${late} of them more than half a frame late`);
  console.log(`${median.toFixed(2)} ms of JavaScript in a frame (median; of the slowest hundredth, ${slow.toFixed(2)} ms)`);
} finally {
  await browser.close();
  await server.close();
}
