// What README and the guide show works as it stands there.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { run } from "./support/child.js";
import { INSTALLED } from "./support/installed.js";
import { codeBlocks } from "./support/readme.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const blocks = codeBlocks();
const scripts = blocks.filter(({ language }) => language === "js");
const runnable = scripts.filter(({ kind }) => kind === "module" || kind === "commonjs");

test("the README has an example for ES modules and one for CommonJS", () => {
  for (const kind of ["module", "commonjs"]) {
    assert.ok(
      runnable.some((block) => block.kind === kind),
      `README.md has no js block whose first line is a comment that says ${kind === "module" ? "ES module" : "CommonJS"}`,
    );
  }
});

test("every js block says in its first line where it runs", () => {
  for (const { page, kind, line } of scripts) {
    assert.ok(kind, `${page}:${line}: the first line must be a comment: // ES module, // CommonJS or // browser`);
  }
});

for (const { page, code, line, kind } of runnable) {
  test(`${page}:${line} (${kind}) runs, survives a 503, and says something`, async () => {
    const { url, journal } = await stage.play(["503", { status: 200, body: [{ item: 7 }] }]);
    const program = code.replaceAll("https://api.example.com", url);
    assert.notEqual(program, code, "it calls no https://api.example.com");
    const { code: exit, stdout, stderr } = await run(program, { type: kind });
    assert.equal(exit, 0, stderr);
    assert.equal(stderr.replace(/^holdfast #.*\n/gm, ""), "", "nothing but what livePerson prints of faults");
    assert.notEqual(stdout.trim(), "");
    const { hits } = await journal({ hits: 2 });
    assert.deepEqual(
      hits.map(({ status }) => status),
      [503, 200],
    );
  });
}

test("files that examples for browsers name are in the package", () => {
  const named = blocks.flatMap(({ code }) => code.match(/\/node_modules\/[\w./-]+/g) ?? []);
  assert.ok(named.length > 0, "README.md has no example for browsers");
  for (const path of named) assert.ok(existsSync(`${INSTALLED}${path}`), path);
});
