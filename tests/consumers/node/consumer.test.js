// Every Node from 18 on, by `import` and by `require`; the oldest and the newest in less common ways too.
import assert from "node:assert/strict";
import { join } from "node:path";
import { consumer, MINUTES, SCRIPT, saw, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { dir, ran, stage } = await consumer(import.meta.dirname, "Runtimes");

const OLDEST = 18;
const NEWEST = 26;

for (const major of [OLDEST, 20, 22, 24, NEWEST]) {
  const node = join(dir, `node_modules/node${major}/bin/node`);
  const version = async () => (await program(node, ["--version"], { dir })).trim().slice(1);
  const survives = (what, ...parameters) =>
    ran(`Node ${major}`, version, what, async () => {
      const scene = await stage.play(SCRIPT);
      await survived(await program(node, [...parameters, scene.url], { dir }), scene);
    });

  survives("import", "app.mjs");
  survives("require", "app.cjs");
  if (major === OLDEST || major === NEWEST) {
    survives("the process ends by itself after a call", "ends-by-itself.mjs");
    survives("a context of node:vm", "context.cjs");
    survives("no code from strings", "--disallow-code-generation-from-strings", "app.mjs");

    ran(`Node ${major}`, version, "a worker thread has an instance of its own", async () => {
      const scenes = await Promise.all(Array.from({ length: 3 }, () => stage.play(SCRIPT)));
      const urls = scenes.map(({ url }) => url);
      const { inMain, inThread, again } = JSON.parse(await program(node, ["threads.mjs", ...urls], { dir }));
      await survived(inMain, scenes[0]);
      await survived(inThread, scenes[1]);
      assert.deepEqual(again, { status: 503, statuses: [503, 503], reason: "budget" });
    });
  }

  // Node 18 knows no condition under which both could get the same file.
  if (major === OLDEST) continue;
  ran(`Node ${major}`, version, "import and require share one instance", async () => {
    assert.deepEqual(JSON.parse(await program(node, ["one-instance.mjs"], { dir })), { same: true });
  });

  // Nor has it mock timers.
  ran(`Node ${major}`, version, "node --test, with mock timers", async () => {
    const scene = await stage.play(MINUTES.script);
    await program(node, ["--test", "minutes.test.mjs"], { dir, env: { SCENE: scene.url } });
    await saw(scene, MINUTES.statuses);
  });
}
