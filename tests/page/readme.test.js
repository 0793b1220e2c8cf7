// The README's example for browsers, as it stands there, in a page without a bundler.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../../server/app.js";
import { launch } from "../engines/launch.js";
import { codeBlocks } from "../package/support/readme.js";

const PACKAGE = fileURLToPath(new URL("../../pkg", import.meta.url));

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "readme-"));
  server = await start({ root: [folder, `/node_modules/holdfast-fetch=${PACKAGE}`] });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

test("the page of the README loads the package by an import map and survives a 503", async () => {
  const examples = codeBlocks().filter(({ language }) => language === "html");
  assert.equal(examples.length, 1);
  const html = examples[0].code.replace("https://api.example.com/orders", `${server.url}/play/orders?script=503,200`);
  assert.notEqual(html, examples[0].code, "it calls no https://api.example.com/orders");
  await writeFile(join(folder, "index.html"), `<!doctype html><meta charset="utf-8"><body>${html}</body>`);

  const page = await browser.open(`${server.url}/`);
  await page.waitForFunction(() => document.body.textContent.trim() === "200", { timeout: 20_000 });
  const { hits } = await (await fetch(`${server.url}/journal/orders`)).json();
  assert.deepEqual(
    hits.map(({ status }) => status),
    [503, 200],
  );
});
