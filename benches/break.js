// What an outage of 15 s costs the two clients of "Break it": calls that succeeded from its beginning until 15 s after its end. The
// pages must be built (`cargo xtask demo`). `node benches/break.js 10` does it ten times.
import { fileURLToPath } from "node:url";
import { start } from "../server/app.js";
import { launch } from "../tests/engines/launch.js";

const ROOT = fileURLToPath(new URL("../www/dist", import.meta.url));
/** Each run is a client that mostly waits. */
const AT_ONCE = 2;
const runs = Number(process.argv[2] ?? 1);

const server = await start({ port: 0, root: ROOT });
const browser = await launch();

async function run() {
  const page = await browser.open(`${server.url}/break/`);
  await page.waitForSelector("#conditions input");
  await page.click("#start");
  await page.waitForFunction(() => Number(document.querySelector("#client-a [data-figure=succeeded]").textContent) >= 12);
  await page.click("#outage");
  await page.waitForFunction(() => /Since the outage began/.test(document.querySelector("#log").textContent), {
    timeout: 120_000,
  });
  const log = await page.$eval("#log", (list) => list.textContent);
  await page.close();
  const [, a, b] = /succeeded: Client A (\d+), Client B (\d+)\./.exec(log);
  return { a: Number(a), b: Number(b) };
}

try {
  const results = [];
  while (results.length < runs) {
    const some = Array.from({ length: Math.min(AT_ONCE, runs - results.length) }, run);
    for (const result of await Promise.all(some)) {
      results.push(result);
      console.log(`client A ${result.a}, client B ${result.b}`);
    }
  }
  const better = results.filter(({ a, b }) => a > b).length;
  console.log(`client A had more successes in ${better} runs of ${runs}`);
  process.exitCode = better === runs ? 0 : 1;
} finally {
  await browser.close();
  await server.close();
}
