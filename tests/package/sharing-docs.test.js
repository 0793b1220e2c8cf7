// What docs/sharing.md shows works as it stands there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const page = readFileSync(new URL("../../docs/sharing.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```js\n\/\/ ES module\n(.*?)^```$/gms)].map(([, program]) => program);

async function played(program, script) {
  const { url, journal } = await stage.play(script);
  const { code, stdout, stderr } = await run(program.replaceAll("https://api.example.com", url));
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "200\n");
  return (await journal({ hits: 3 })).hits;
}

test("the page has two programs", () => {
  assert.equal(programs.length, 2);
});

test("a 401 is answered with a new token", async () => {
  const hits = await played(programs[0], ["401", { status: 200, body: "second" }, "200"]);
  assert.deepEqual(
    hits.map(({ method, headers }) => [method, headers.authorization]),
    [
      ["GET", "Bearer first"],
      ["POST", undefined],
      ["GET", "Bearer second"],
    ],
  );
});

test("a job is polled until it is done", async () => {
  const hits = await played(programs[1], ["202", "202;retry-after-ms=20", "200"]);
  const keys = new Set(hits.map(({ headers }) => headers["idempotency-key"]));
  assert.equal(keys.size, 1);
});
