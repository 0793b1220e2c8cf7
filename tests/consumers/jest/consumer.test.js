// Jest: both module systems, both generations of fake timers, and its document, which lacks much of a platform.
import { consumer, MINUTES, RETRIED, SCRIPT, saw } from "../support/consumer.js";
import { program } from "../support/program.js";

const { bin, dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "Test runners");

const version = versionOf("jest");

async function jest(scene, parameters, NODE_OPTIONS = "") {
  const env = { NODE_OPTIONS, SCENE: scene.url };
  await program(process.execPath, [bin("jest"), "--testTimeout=60000", "--runTestsByPath", ...parameters], { dir, env });
}

for (const [what, file, flags] of [
  ["CommonJS, fake timers", "minutes.test.cjs"],
  ["ES module, fake timers", "minutes.test.mjs", "--experimental-vm-modules"],
  ["CommonJS, legacy fake timers", "legacy.test.cjs"],
]) {
  ran("Jest", version, what, async () => {
    const scene = await stage.play(MINUTES.script);
    await jest(scene, [file], flags);
    await saw(scene, MINUTES.statuses);
  });
}

ran("Jest", version, `jsdom ${versionOf("jsdom")}, with whatwg-fetch`, async () => {
  const scene = await stage.play(SCRIPT);
  await jest(scene, ["document.test.cjs", "--env=jsdom", "--setupFiles=whatwg-fetch"]);
  await saw(scene, RETRIED.statuses);
});
