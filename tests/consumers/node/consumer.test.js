// Every Node from 18 on, by `import` and by `require`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { dir, ran, stage } = await consumer(import.meta.dirname, "Runtimes");

for (const major of [18, 20, 22, 24, 26]) {
  const node = join(dir, `node_modules/node${major}/bin/node`);
  const version = async () => (await program(node, ["--version"], { dir })).trim().slice(1);

  for (const [file, what] of [
    ["app.mjs", "import"],
    ["app.cjs", "require"],
  ]) {
    ran(`Node ${major}`, version, what, async () => {
      const scene = await stage.play(SCRIPT);
      await survived(await program(node, [file, scene.url], { dir }), scene);
    });
  }

  // Node 18 knows no condition under which both could get the same file.
  if (major === 18) continue;
  ran(`Node ${major}`, version, "import and require share one instance", async () => {
    assert.deepEqual(JSON.parse(await program(node, ["one-instance.mjs"], { dir })), { same: true });
  });
}
