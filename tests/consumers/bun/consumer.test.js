// Bun as a runtime, a bundler and a test runner.
import assert from "node:assert/strict";
import { consumer, MINUTES, SCRIPT, saw, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { bin, dir, ran, stage } = await consumer(import.meta.dirname, "Runtimes");

const bun = (...parameters) => program(bin("bun"), parameters, { dir });
const version = async () => (await bun("--version")).trim();

for (const [file, what] of [
  ["app.mjs", "import"],
  ["app.cjs", "require"],
]) {
  ran("Bun", version, what, async () => {
    const scene = await stage.play(SCRIPT);
    await survived(await bun(file, scene.url), scene);
  });

  ran("Bun", version, `${what}, bundled for Node`, async () => {
    const scene = await stage.play(SCRIPT);
    await bun("build", file, "--target", "node", "--outfile", `built/${what}.js`);
    await survived(await program(process.execPath, [`built/${what}.js`, scene.url], { dir }), scene);
  });
}

ran("Bun", version, "import and require share one instance", async () => {
  assert.deepEqual(JSON.parse(await bun("one-instance.mjs")), { same: true });
});

ran("Bun", version, "bun test, with fake timers", async () => {
  const scene = await stage.play(MINUTES.script);
  await program(bin("bun"), ["test", "minutes.test.js", "--timeout=60000"], { dir, env: { SCENE: scene.url } });
  await saw(scene, MINUTES.statuses);
});
