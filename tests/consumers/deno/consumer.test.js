// Deno, with the packages that npm installed. It may use the network, and is asked for no other permission.
import assert from "node:assert/strict";
import { join } from "node:path";
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { bin, dir, ran, stage } = await consumer(import.meta.dirname, "Runtimes");

const env = { DENO_DIR: join(dir, ".deno"), DENO_NO_UPDATE_CHECK: "1" };
const deno = (...parameters) => program(bin("deno"), parameters, { dir, env });
const version = async () => /^deno (\S+)/.exec(await deno("--version"))[1];

for (const [what, file, ...flags] of [
  ["import, types checked", "app.ts", "--check"],
  ["import of npm:holdfast-fetch", "app-npm.ts"],
  ["require", "app.cjs"],
]) {
  ran("Deno", version, what, async () => {
    const scene = await stage.play(SCRIPT);
    await survived(await deno("run", ...flags, "--no-prompt", "--allow-net=127.0.0.1", file, scene.url), scene);
  });
}

ran("Deno", version, "import and require share one instance", async () => {
  assert.deepEqual(JSON.parse(await deno("run", "--no-prompt", "one-instance.mjs")), { same: true });
});
