// Next.js, built and started: a client component, route handlers for both runtimes, and a server component.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after } from "node:test";
import { holdsOneCore } from "../support/bundle.js";
import { consumer, SCRIPT, survived } from "../support/consumer.js";
import { browsers, namesOf, shown, survivedIn } from "../support/page.js";
import { program, service } from "../support/program.js";

const { dir, ran, stage, versionOf, bin } = await consumer(import.meta.dirname, "Frameworks");
const engines = await browsers("chromium");
const version = versionOf("next");
// Bytes: far less than a second core.
const REACT_AND_NEXT = 250_000;
const env = { NEXT_TELEMETRY_DISABLED: "1" };

let server;
after(() => server?.close());

ran("Next.js", version, "production build and start", async () => {
  await program(process.execPath, [bin("next"), "build"], { dir, env, limit: 300_000 });
  holdsOneCore(join(dir, ".next/static"), dir, REACT_AND_NEXT);
  const ready = /Local:\s+(http:\/\/localhost:\d+)[\s\S]*Ready in/;
  server = await service(process.execPath, [bin("next"), "start", "--port", "0"], { dir, env, ready });
});

const site = () => server.match[1];

ran("Next.js", version, `client component, in ${namesOf(engines)}`, () => survivedIn(engines, `${site()}/client`, stage));

for (const runtime of ["node", "edge"]) {
  ran("Next.js", version, `route handler, ${runtime} runtime`, async () => {
    const scene = await stage.play(SCRIPT);
    const response = await fetch(`${site()}/${runtime}?play=${encodeURIComponent(scene.url)}`);
    await survived(await response.text(), scene);
  });
}

ran("Next.js", version, "server component", () => survivedIn(engines, `${site()}/server`, stage));

ran("Next.js", version, "for comparison, a server component's plain fetch, to which React replays the failure", async () => {
  const scene = await stage.play(SCRIPT);
  const statuses = await shown(engines[0], `${site()}/plain?play=${encodeURIComponent(scene.url)}`);
  assert.deepEqual(JSON.parse(statuses), [503, 503, 503]);
  assert.equal((await scene.journal()).attempts, 1);
});
