// Miniflare, as tests of Workers use it: a Worker and the package as two modules, without a bundler.
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program } from "../support/program.js";

const { dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "Runtimes");

ran("Miniflare", versionOf("miniflare"), "dispatchFetch, no bundler", async () => {
  const scene = await stage.play(SCRIPT);
  await survived(await program(process.execPath, ["app.mjs", scene.url], { dir }), scene);
});
