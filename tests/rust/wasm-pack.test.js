// What wasm-pack makes of the crate, used as wasm-pack's users do. It is not the npm package, which has loaders of its own.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openStage } from "../package/support/stage.js";
import { built, run } from "./support/program.js";

const stage = await openStage();
const folder = (target) => join(built("HOLDFAST_WASM_PACK"), target);

/** How a program gets `holdfast`, by wasm-pack's target. */
const WAYS = {
  nodejs: { type: "commonjs", load: (path) => `const holdfast = require(${JSON.stringify(path)});` },
  bundler: {
    type: "module",
    load: (path) => `const holdfast = await import(${JSON.stringify(join(path, "holdfast_fetch.js"))});`,
  },
  web: {
    type: "module",
    load: (path) => `
      const holdfast = await import(${JSON.stringify(join(path, "holdfast_fetch.js"))});
      const { readFileSync } = await import("node:fs");
      holdfast.initSync({ module: readFileSync(${JSON.stringify(join(path, "holdfast_fetch_bg.wasm"))}) });`,
  },
};

async function retried(node, target, idempotencyKey = true) {
  const { type, load } = WAYS[target];
  const { url, journal } = await stage.play("drop,503;retry-after-ms=20,200;effect");
  const program = `${load(folder(target))}
    const policy = new holdfast.RetryPolicy({ backoff: { base: 1 }, idempotencyKey: ${JSON.stringify(idempotencyKey)} });
    holdfast.fetchWithRetry(${JSON.stringify(url)}, policy, { method: "POST", body: "order" }).then((response) => {
      const { reason, attempts } = holdfast.reportOf(response);
      const outcomes = attempts.map(({ status, failure }) => status ?? failure);
      console.log(JSON.stringify({ node: process.version, status: response.status, reason, outcomes }));
    });`;
  const { code, stdout, stderr } = await run(node, [`--input-type=${type}`, "--eval", program]);
  assert.equal(code, 0, stderr);
  return { printed: JSON.parse(stdout), ...(await journal({ hits: 3, open: 0 })) };
}

function check({ printed, hits, effects }) {
  assert.deepEqual([printed.status, printed.reason, printed.outcomes], [200, "success", ["network", 503, 200]]);
  assert.deepEqual([hits.length, effects], [3, 1]);
  assert.equal(new Set(hits.map(({ headers }) => headers["idempotency-key"])).size, 1);
}

for (const target of Object.keys(WAYS))
  test(`--target ${target}: a POST with a key survives a lost answer and a 503`, async () => {
    check(await retried(process.execPath, target));
  });

// Before 20.19, `require` cannot load the modules that `--target nodejs` puts beside its CommonJS file. Node 18 has no crypto
// for keys of its own either.
test("--target web, on the oldest Node that the package promises", async () => {
  const node18 = fileURLToPath(new URL("../../node_modules/node18/bin/node", import.meta.url));
  const answer = await retried(node18, "web", "the caller's key");
  assert.match(answer.printed.node, /^v18\./);
  check(answer);
});
