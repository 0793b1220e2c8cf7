// docs/recipes/node-server.md: the server in the middle, between callers and a server that misbehaves.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { INSTALLED } from "../package/support/installed.js";
import { openStage } from "../package/support/stage.js";
import { blockOf, stripped } from "./support/recipe.js";

const stage = await openStage();

/** Starts the recipe's server in a process of its own, in front of an upstream that plays a script. */
async function started(t, script, env = {}) {
  const { url: upstream, journal } = await stage.play(script);
  const file = join(INSTALLED, `server-${process.pid}.mjs`);
  writeFileSync(file, stripped(blockOf("node-server", "server.ts", upstream)));
  const child = spawn(process.execPath, [file], { cwd: INSTALLED, env: { PATH: process.env.PATH, PORT: "0", ...env } });
  child.stderr.pipe(process.stderr);
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(file, { force: true });
  });
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  const url = `http://127.0.0.1:${/listening on (\d+)/.exec(line)[1]}/`;
  return { url, journal, child, ended };
}

test("a failure of the upstream is not one of this server", async (t) => {
  const { url, journal } = await started(t, [
    "503;retry-after-ms=20",
    { status: 200, headers: { "content-type": "application/json" }, body: [7] },
  ]);
  const answer = await fetch(url);
  assert.deepEqual([answer.status, answer.headers.get("content-type"), await answer.json()], [200, "application/json", [7]]);
  assert.equal((await journal({ hits: 2 })).hits.length, 2);
});

test("a call ends before its caller gives up, and the upstream is told how long it has", async (t) => {
  const { url, journal } = await started(t, "hang");
  const answer = await fetch(url, { headers: { "x-timeout-ms": "600" } });
  assert.deepEqual([answer.status, await answer.text()], [504, "deadline"]);
  const { hits } = await journal({ hits: 1, open: 0 });
  assert.equal(hits[0].headers["x-timeout-ms"], "400");
});

test("when the caller goes, so does the call", async (t) => {
  const { url, journal } = await started(t, "hang");
  const caller = new AbortController();
  const answer = fetch(url, { signal: caller.signal });
  await journal({ hits: 1 });
  caller.abort();
  await assert.rejects(answer, { name: "AbortError" });
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("an open circuit is told to callers, with the time until it may close", async (t) => {
  const { url, journal } = await started(t, "500");
  for (let call = 0; call < 12; call++) await (await fetch(url)).text();
  const answer = await fetch(url);
  assert.deepEqual([answer.status, await answer.text()], [503, "circuit-open"]);
  assert.match(answer.headers.get("retry-after"), /^[5-7]$/);
  const { hits } = await journal();
  assert.ok(hits.length < 24, `${hits.length} requests reached the upstream`);
});

test("on SIGTERM, calls under way are answered, and then the process ends", async (t) => {
  const { url, journal, child, ended } = await started(t, "200;delay=300");
  const answer = fetch(url, { headers: { connection: "close" } });
  await journal({ hits: 1 });
  child.kill("SIGTERM");
  assert.equal((await answer).status, 200);
  await (await answer).text();
  assert.deepEqual(await ended, [0, null]);
});

test("on SIGTERM, calls that take too long are ended", async (t) => {
  const { url, journal, child, ended } = await started(t, "hang", { GRACE: "50" });
  const answer = fetch(url, { headers: { connection: "close" } });
  await journal({ hits: 1 });
  child.kill("SIGTERM");
  assert.equal((await answer).status, 503);
  await (await answer).text();
  assert.deepEqual(await ended, [0, null]);
});
