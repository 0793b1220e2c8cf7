// From the import of a module to the first request that it sends, each time in a new process of Node or a new page.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/engines/launch.js";
import { servePlainFiles } from "../tests/page/support/plain-files.js";
import { bundled } from "./lib/bundle.js";
import { built } from "./lib/package.js";
import { median } from "./lib/statistics.js";
import { table } from "./lib/table.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const FIRST_REQUEST = "benches/lib/first-request.js";
const ROUNDS = 15;

const SUBJECTS = [
  { name: "bare fetch", source: "export const send = (url) => fetch(url);" },
  {
    name: "holdfast-fetch",
    source: 'export { fetchWithRetry as send } from "holdfast-fetch";',
    // From inside the package, so that its name and its exports are resolved as anywhere else.
    from: fileURLToPath(built(".")),
  },
  {
    name: "fetch-retry",
    source: 'import retrying from "fetch-retry"; export const send = (url) => retrying(globalThis.fetch)(url);',
  },
  {
    name: "cockatiel: retry",
    source: `import { ExponentialBackoff, handleAll, retry } from "cockatiel";
      export const send = (url) => retry(handleAll, { backoff: new ExponentialBackoff() }).execute(() => fetch(url));`,
  },
  { name: "ofetch", source: 'import { ofetch } from "ofetch"; export const send = (url) => ofetch.raw(url);' },
  { name: "ky", source: 'import ky from "ky"; export const send = (url) => ky(url);' },
];

export async function start() {
  const modules = [];
  for (const [index, { source, from }] of SUBJECTS.entries()) {
    const module = `target/start-${index}.js`;
    writeFileSync(`${ROOT}${module}`, await bundled(source, from));
    modules.push(module);
  }
  const inNode = await inRounds(modules, startInNode);
  const inChromium = await withChromium((startInPage) => inRounds(modules, startInPage));
  const rows = SUBJECTS.map(({ name }, index) => [
    name,
    ...[inNode, inChromium].flatMap((times) => [
      index === 0 ? "–" : overBare(times, index).toFixed(1),
      median(times[index]).toFixed(1),
    ]),
  ]);
  const own = SUBJECTS.findIndex(({ name }) => name === "holdfast-fetch");
  return {
    tables: table(["", "Node.js: over bare", "all", "Chromium: over bare", "all"], rows),
    facts: { "start in Node.js": overBare(inNode, own) },
  };
}

/** Differences are taken round by round. */
function overBare(times, index) {
  return median(times[index].map((time, round) => time - times[0][round]));
}

/** What slows one slows its neighbours, so all take turns. The first round fills the caches of the disk. */
async function inRounds(modules, startOne) {
  const times = modules.map(() => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, module] of modules.entries()) {
      const time = await startOne(module);
      if (round > 0) times[index].push(time);
    }
  }
  return times;
}

function startInNode(module) {
  const script = `
    import { untilFirstRequest } from ${JSON.stringify(`${ROOT}${FIRST_REQUEST}`)};
    console.log(await untilFirstRequest(${JSON.stringify(`${ROOT}${module}`)}));`;
  return Number(execFileSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" }));
}

async function withChromium(work) {
  const files = await servePlainFiles(ROOT, "/");
  const browser = await launch("chromium");
  try {
    return await work(async (module) => {
      const page = await browser.open(`${files.url}tests/simulator/`);
      const first = async (script, module) => (await import(script)).untilFirstRequest(module);
      const time = await page.evaluate(first, `/${FIRST_REQUEST}`, `/${module}`);
      await page.close();
      return time;
    });
  } finally {
    await browser.close();
    files.close();
  }
}
