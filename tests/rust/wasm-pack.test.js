// What wasm-pack makes of the crate, used as wasm-pack's users do. It is not the npm package, which is made in another way.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "../engines/launch.js";
import { openStage } from "../package/support/stage.js";
import { servePlainFiles } from "../page/support/plain-files.js";
import { built, run } from "./support/program.js";

const stage = await openStage();
const folder = (target) => join(built("HOLDFAST_WASM_PACK"), target);

/** How a program gets `fetchWithRetry`, by wasm-pack's target. */
const WAYS = {
  nodejs: { type: "commonjs", load: (path) => `const { fetchWithRetry } = require(${JSON.stringify(path)});` },
  bundler: {
    type: "module",
    load: (path) => `const { fetchWithRetry } = await import(${JSON.stringify(join(path, "holdfast_fetch.js"))});`,
  },
  web: {
    type: "module",
    load: (path) => `
      const { fetchWithRetry, initSync } = await import(${JSON.stringify(join(path, "holdfast_fetch.js"))});
      const { readFileSync } = await import("node:fs");
      initSync({ module: readFileSync(${JSON.stringify(join(path, "holdfast_fetch_bg.wasm"))}) });`,
  },
};

const LOST_THEN_BUSY = "drop,503;retry-after-ms=20,200;effect";
const POST = { method: "POST", body: "order" };

async function retried(node, target, idempotencyKey = true) {
  const { type, load } = WAYS[target];
  const { url, journal } = await stage.play(LOST_THEN_BUSY);
  const policy = { backoff: { base: 1 }, idempotencyKey };
  const program = `${load(folder(target))}
    fetchWithRetry(...${JSON.stringify([url, policy, POST])}).then(({ status }) => {
      console.log(JSON.stringify({ node: process.version, status }));
    });`;
  const { code, stdout, stderr } = await run(node, [`--input-type=${type}`, "--eval", program]);
  assert.equal(code, 0, stderr);
  return { answer: JSON.parse(stdout), ...(await journal({ hits: 3, open: 0 })) };
}

function check({ answer, hits, effects }) {
  assert.deepEqual([answer.status, hits.length, effects], [200, 3, 1]);
  assert.equal(new Set(hits.map(({ headers }) => headers["idempotency-key"])).size, 1);
}

for (const target of Object.keys(WAYS))
  test(`--target ${target}: a POST with a key survives a lost answer and a 503`, async () => {
    check(await retried(process.execPath, target));
  });

// Node 18 has no crypto for keys of its own.
for (const target of ["nodejs", "web"])
  test(`--target ${target}, on the oldest Node that the package promises`, async () => {
    const node18 = fileURLToPath(new URL("../../node_modules/node18/bin/node", import.meta.url));
    const end = await retried(node18, target, "the caller's key");
    assert.match(end.answer.node, /^v18\./);
    check(end);
  });

test("a bad policy is a TypeError, before anything is sent", async () => {
  const { url, journal } = await stage.play("200");
  const program = `${WAYS.nodejs.load(folder("nodejs"))}
    const refused = (error) => console.log(JSON.stringify([error instanceof TypeError, error.field, error.message]));
    fetchWithRetry(${JSON.stringify(url)}, { retries: -1 }).catch(refused);`;
  const { code, stdout, stderr } = await run(process.execPath, ["--input-type=commonjs", "--eval", program]);
  assert.equal(code, 0, stderr);
  const sentence = "retry policy: retries is -1; allowed: a whole number from 0 to 1000";
  assert.deepEqual(JSON.parse(stdout), [true, "retries", sentence]);
  assert.equal((await journal({ open: 0 })).hits.length, 0);
});

test("--target web, in a page", async () => {
  const { url, journal } = await stage.play(LOST_THEN_BUSY);
  await writeFile(
    join(folder("web"), "page.html"),
    `<!doctype html>
    <title>wasm-pack</title>
    <link rel="icon" href="data:," />
    <script type="module">
      import start, { fetchWithRetry } from "./holdfast_fetch.js";
      await start();
      globalThis.fetchWithRetry = fetchWithRetry;
    </script>`,
  );
  const files = await servePlainFiles(folder("web"), "/");
  const browser = await launch("chromium");
  after(() => Promise.all([browser.close(), files.close()]));
  const page = await browser.open(`${files.url}page.html`);
  await page.waitForFunction(() => globalThis.fetchWithRetry !== undefined);
  const call = async (...parameters) => ({ status: (await globalThis.fetchWithRetry(...parameters)).status });
  const answer = await page.evaluate(call, url, { backoff: { base: 1 }, idempotencyKey: true }, POST);
  check({ answer, ...(await journal({ hits: 3 })) });
});
