// Vercel's edge runtime: what it may compile itself, and what its platform compiles beforehand.
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { program, service } from "../support/program.js";

const { bin, dir, ran, stage, versionOf } = await consumer(import.meta.dirname, "Runtimes");

const version = versionOf("edge-runtime");

ran("Edge Runtime", version, "a bundle of the general entry", async (t) => {
  await program(bin("esbuild"), ["app.js", "--bundle", "--outfile=built/app.js"], { dir });
  const parameters = [bin("edge-runtime"), "--listen", "--port", "0", "built/app.js"];
  const ready = /requests at `(http:\/\/127\.0\.0\.1:\d+)/;
  const { match, close } = await service(process.execPath, parameters, { dir, ready });
  t.after(close);
  const scene = await stage.play(SCRIPT);
  const response = await fetch(`${match[1]}/?${new URLSearchParams({ url: scene.url })}`);
  await survived(await response.text(), scene);
});

ran("Edge Runtime", version, "the condition `edge-light`, the core compiled beforehand", async () => {
  const scene = await stage.play(SCRIPT);
  await survived(await program(process.execPath, ["platform.mjs", scene.url], { dir }), scene);
});
