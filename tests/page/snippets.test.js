// The code to copy: what lands in the clipboard is JavaScript that says what the page says.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { clipboard } from "../engines/clipboard.js";
import { pageTests, write } from "./support/page.js";

const open = pageTests();
const folder = mkdtempSync(join(tmpdir(), "snippets-"));
after(() => rmSync(folder, { recursive: true }));

const TABS = ["browser", "esm", "cjs", "create"];

async function copied(page, tab) {
  await page.click(`#tab-${tab}`);
  await page.click(`#panel-${tab} .copy`);
  await page.waitForFunction((panel) => document.querySelector(`${panel} .copy`).textContent === "Copied", {}, `#panel-${tab}`);
  return clipboard(page);
}

function check(code, tab) {
  const file = join(folder, tab === "cjs" ? "code.cjs" : "code.mjs");
  writeFileSync(file, code);
  execFileSync(process.execPath, ["--check", file], { stdio: "pipe" });
}

test("the code for a preset names it, and parses", async () => {
  const page = await open();
  await page.select("#preset", "copyleaks");
  for (const tab of TABS) {
    const code = await copied(page, tab);
    assert.match(code, /\("copyleaks"\)/, tab);
    check(code, tab);
  }
});

test("the code for a changed policy and a POST holds both, and parses", async () => {
  const page = await open();
  await write(page, '{ "preset": "zDirect", "retries": 2, "statuses": { "include": ["5xx"], "except": [501] } }');
  await page.click('input[name=method][value="POST"]');
  for (const tab of TABS) {
    const code = await copied(page, tab);
    assert.match(code, /preset: "zDirect",\s+retries: 2,\s+statuses: \{ include: \["5xx"\], except: \[501\] \}/, tab);
    assert.match(code, /method: "POST"/, tab);
    check(code, tab);
  }
});

test("where the clipboard is out of reach, the code is selected instead", async () => {
  const page = await open();
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.click("#panel-browser .copy");
  const code = await page.$eval("#panel-browser code", (element) => element.textContent);
  assert.equal(await page.evaluate(() => getSelection().toString()), code);
});
