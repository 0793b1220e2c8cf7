// workerd by itself: a Worker and the package as two modules, without a bundler.
import assert from "node:assert/strict";
import { consumer, RETRIED, SCRIPT, survived } from "../support/consumer.js";
import { program, service } from "../support/program.js";

const { bin, dir, ran, stage } = await consumer(import.meta.dirname, "Runtimes");

const version = async () => /^workerd (\S+)/.exec(await program(bin("workerd"), ["--version"], { dir }))[1];

ran("workerd", version, "workerd serve, no bundler", async (t) => {
  // It takes any free port, and tells which one on the control descriptor.
  const parameters = ["serve", "config.capnp", "--control-fd=1"];
  const { match, close } = await service(bin("workerd"), parameters, { dir, ready: /"listen","socket":"http","port":(\d+)/ });
  t.after(close);
  const scene = await stage.play(SCRIPT);
  const response = await fetch(`http://127.0.0.1:${match[1]}/?${new URLSearchParams({ url: scene.url })}`);
  await survived(await response.text(), scene);
});

ran("workerd", version, "a signal and a policy of the module, requests that overlap", async (t) => {
  const parameters = ["serve", "config.capnp", "--control-fd=1"];
  const { match, close } = await service(bin("workerd"), parameters, { dir, ready: /"listen","socket":"http","port":(\d+)/ });
  t.after(close);
  // The first waits longest: others come and go meanwhile, and must not take its timer along.
  const asked = [1000, 10, 200, 10, 500].flatMap((base) => [{ base }, { base, unlimited: "" }]);
  const answers = await Promise.all(
    asked.map(async (parameters) => {
      const { url } = await stage.play(SCRIPT);
      const response = await fetch(`http://127.0.0.1:${match[1]}/?${new URLSearchParams({ url, ...parameters })}`);
      return response.json();
    }),
  );
  for (const answer of answers) assert.deepEqual(answer, RETRIED);
});

ran("workerd", version, "event streams that break", async (t) => {
  const parameters = ["serve", "config.capnp", "--control-fd=1"];
  const { match, close } = await service(bin("workerd"), parameters, { dir, ready: /"listen","socket":"http","port":(\d+)/ });
  t.after(close);
  const { url } = await stage.play("2*sse=20;cut=0.5;how=rst,sse=20");
  const response = await fetch(`http://127.0.0.1:${match[1]}/?${new URLSearchParams({ stream: url, last: 20 })}`);
  assert.deepEqual(
    await response.json(),
    Array.from({ length: 20 }, (_, at) => `{"n":${at + 1}}`),
  );
});
