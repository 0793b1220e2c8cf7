// Vitest with fake timers: its pools, its documents, and its browser mode.
import { consumer, MINUTES, saw } from "../support/consumer.js";
import { program } from "../support/program.js";

const { dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "Test runners");

for (const [what, ...parameters] of [
  ["processes", "--pool=forks"],
  ["threads", "--pool=threads"],
  ["contexts of node:vm", "--pool=vmThreads"],
  [`happy-dom ${versionOf("happy-dom")}`, "--environment=happy-dom"],
  [`jsdom ${versionOf("jsdom")}`, "--environment=jsdom"],
  ["browser mode, Chromium", "--config=browser.config.js"],
]) {
  ran("Vitest", versionOf("vitest"), `fake timers, ${what}`, async () => {
    const scene = await stage.play(MINUTES.script);
    const env = { CHROME: process.env.CHROME, SCENE: scene.url };
    await program(
      process.execPath,
      ["node_modules/vitest/vitest.mjs", "run", "minutes.test.js", "--testTimeout=60000", ...parameters],
      { dir, env },
    );
    await saw(scene, MINUTES.statuses);
  });
}
