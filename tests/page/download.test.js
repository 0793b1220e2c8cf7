// What the pages cost to download is what www/README.md says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { weigh } from "../../www/weigh.js";

const file = (path) => fileURLToPath(new URL(`../../www/${path}`, import.meta.url));
const stated = [...readFileSync(file("README.md"), "utf8").matchAll(/^\| `(\/[a-z-]*\/?)` \|.*\| (\d+) kB \|$/gm)];

test("each page is stated, and no heavier than that", () => {
  const folders = stated.map(([, page]) => page.slice(1));
  assert.deepEqual(folders, ["", "try/", "break/", "fleet/", "sessions/", "guides/"]);
  const weights = weigh(file("dist"), folders);
  for (const [index, { page, brotli, files }] of weights.entries()) {
    const [, , kilobytes] = stated[index];
    const limit = Number(kilobytes) * 1000;
    assert.ok(
      brotli <= limit * 1.03 + 500,
      `${page} is ${brotli} bytes of ${files.length} files; www/README.md says ${kilobytes} kB`,
    );
    assert.ok(brotli >= limit * 0.8, `${page} is only ${brotli} bytes: www/README.md says ${kilobytes} kB, and may say less`);
  }
});

test("a page brings nothing that only another one needs", () => {
  const [story, breakIt, keepAlive, guides] = weigh(file("dist"), ["", "break/", "sessions/", "guides/"]);
  const text = ({ files }) =>
    files.filter((name) => name.endsWith(".js")).map((name) => readFileSync(file(`dist/${name}`), "utf8"));
  const editor = /cm-content/;
  const charts = /u-wrap/;
  for (const page of [story, breakIt, keepAlive, guides])
    assert.ok(
      text(page).every((script) => !editor.test(script)),
      page.page,
    );
  for (const page of [story, keepAlive, guides])
    assert.ok(
      text(page).every((script) => !charts.test(script)),
      page.page,
    );
  assert.ok(text(breakIt).some((script) => charts.test(script)));
});
