// What docs/bodies.md shows works as it stands there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const page = readFileSync(new URL("../../docs/bodies.md", import.meta.url), "utf8");
const programs = [...page.matchAll(/^```js\n\/\/ ES module\n(.*?)^```$/gms)].map(([, program]) => program);

// What the server does, and what the program prints, by the function that it is about.
const SCENES = {
  whole: [[{ body: [1, 2, 3], cut: 4 }, { body: [1, 2, 3] }], "3\n"],
  resuming: [["object=7:100000;cut=0.8", "object=7:100000"], "100000 bytes, breaks: 1\n"],
  events: [["sse=3;cut=0.5", "sse=3"], '1 {"n":1}\n2 {"n":2}\n3 {"n":3}\n'],
};

const aboutOf = (program) => Object.keys(SCENES).find((name) => new RegExp(`import \\{[^}]*\\b${name}\\b`).test(program));

test("the page has a program for each function of the entry", () => {
  assert.deepEqual(programs.map(aboutOf), Object.keys(SCENES));
});

for (const program of programs) {
  test(`the program about ${aboutOf(program)} runs`, async () => {
    const [steps, printed] = SCENES[aboutOf(program)];
    const { url } = await stage.play(steps);
    const own = program
      .replaceAll(/https:\/\/api\.example\.com[\w/.]*/g, url)
      .replaceAll("holdfast-fetch/body", `${process.env.HOLDFAST_ENTRY ?? "holdfast-fetch"}/body`);
    const { code, stdout, stderr } = await run(own);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, printed);
  });
}
