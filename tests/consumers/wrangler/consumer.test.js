// Wrangler: a Worker as it is developed, and what would be deployed of it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program, service } from "../support/program.js";

const { dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "Runtimes");

const version = versionOf("wrangler");
const wrangler = join(dir, "node_modules/wrangler/bin/wrangler.js");
// It would ask the network which data centre this is.
const env = { WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false" };

/** Serves the Worker with `wrangler dev`, and gives what it answers when it is told to call the scene. */
async function answerOf(scene, t, more = {}) {
  const parameters = [wrangler, "dev", "--local", "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"];
  const ready = /Ready on (http:\/\/127\.0\.0\.1:\d+)/;
  const { match, close } = await service(process.execPath, parameters, { dir, ready, env: { ...env, ...more } });
  t.after(close);
  const response = await fetch(`${match[1]}/?${new URLSearchParams({ url: scene.url })}`);
  return response.text();
}

ran("Wrangler", version, "dev", async (t) => {
  const scene = await stage.play(SCRIPT);
  await survived(await answerOf(scene, t), scene);
});

ran("Wrangler", version, "dev, without the condition `workerd`: the error names it", async (t) => {
  const scene = await stage.play(SCRIPT);
  const answer = await answerOf(scene, t, { WRANGLER_BUILD_CONDITIONS: "browser" });
  assert.match(answer, /^CompileError: holdfast-fetch could not compile .* the bundler must set the condition 'workerd'/);
  assert.equal((await scene.journal()).attempts, 0);
});

ran("Wrangler", version, "deploy --dry-run: what is WebAssembly is uploaded as the modules that it is", async () => {
  await program(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", "built"], { dir, env });
  const modules = readdirSync(join(dir, "built")).filter((name) => name.endsWith(".wasm"));
  const worker = readFileSync(join(dir, "built/worker.js"), "utf8");
  assert.equal(modules.length, 2);
  for (const name of ["core.wasm", "explain.wasm"]) {
    const module = modules.find((uploaded) => uploaded.endsWith(name));
    assert.deepEqual(readFileSync(join(dir, "built", module)), readFileSync(join(dir, "node_modules/holdfast-fetch/dist", name)));
    assert.ok(worker.includes(module));
  }
});
