// What README.md beside this file says of every engine, in the one that ENGINE names.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { start } from "../../server/app.js";
import { clipboard } from "./clipboard.js";
import { chosenEngine, launch } from "./launch.js";

const FORM = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>form</title>
  <input id="name"><button id="copy">copy</button><select id="pick"><option>a<option>b</select>
  <script>
    const find = (id) => document.getElementById(id);
    find("copy").onclick = () => navigator.clipboard.writeText(find("name").value).then(() => (document.title = "copied"));
    find("pick").onchange = ({ target }) => (document.title = target.value);
  </script>`;
const BAD = `<!doctype html><meta http-equiv="content-security-policy" content="script-src 'unsafe-inline'"><link rel="icon" href="data:,">
  <script>console.error("printed", 7);</script>
  <script>Promise.reject(new Error("forgotten"));</script>
  <script>throw new Error("thrown");</script>
  <script src="/script.js"></script>`;

let folder;
let server;
let browser;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-"));
  await writeFile(join(folder, "form.html"), FORM);
  await writeFile(join(folder, "bad.html"), BAD);
  server = await start({ root: folder });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true });
});

async function opened(t, path, looks) {
  const page = await browser.open(`${server.url}/${path}`, looks);
  t.after(() => page.close());
  return page;
}

test("the browser says what it is", () => {
  assert.equal(browser.engine, chosenEngine());
  assert.match(browser.version, /^\d+(\.\d+)+$/);
});

test("results and errors of scripts arrive, promises are awaited", async (t) => {
  const page = await opened(t, "form.html");
  assert.deepEqual(await page.evaluate(async (a, b) => ({ sum: a + b, title: document.title }), 2, 3), { sum: 5, title: "form" });
  assert.equal(await page.evaluate(() => undefined), undefined);
  assert.equal(await page.evaluate(() => null), null);
  assert.equal(await page.$eval("#copy", (button, more) => button.textContent + more, "!"), "copy!");
  assert.deepEqual(await page.$$eval("option", (options) => options.map(({ value }) => value)), ["a", "b"]);
  await assert.rejects(
    page.evaluate(() => {
      throw new Error("from the page");
    }),
    /from the page/,
  );
  await assert.rejects(page.$eval("#nothing", () => 1));
  await assert.rejects(page.waitForSelector("#nothing", { timeout: 50 }));
  await assert.rejects(page.waitForFunction(() => false, { timeout: 50 }));
});

test("keys, clicks, choices and the clipboard are the user's", async (t) => {
  const page = await opened(t, "form.html");
  await page.type("#name", "old");
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyA");
  await page.keyboard.up("Control");
  await page.keyboard.type("néw");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Backspace");
  assert.equal(await page.$eval("#name", (input) => input.value), "nw");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "copy");
  await page.click("#copy");
  await page.waitForFunction(() => document.title === "copied");
  assert.equal(await clipboard(page), "nw");
  await page.select("#pick", "b");
  assert.equal(await page.evaluate(() => document.title), "b");
  assert.deepEqual(await page.problems(), []);
});

test("a page is as large, as dark and as still as was asked, speaks English, and has the focus", async (t) => {
  const look = () => [
    innerWidth,
    innerHeight,
    matchMedia("(prefers-color-scheme: dark)").matches,
    matchMedia("(prefers-reduced-motion: reduce)").matches,
    document.hasFocus(),
    navigator.language,
  ];
  const usual = await opened(t, "form.html");
  assert.deepEqual(await usual.evaluate(look), [1280, 900, false, false, true, "en-US"]);
  const other = await opened(t, "form.html", { width: 320, height: 600, scheme: "dark", motion: "reduce" });
  assert.deepEqual(await other.evaluate(look), [320, 600, true, true, true, "en-US"]);
  const picture = join(folder, "picture.png");
  await other.screenshot(picture);
  const header = await readFile(picture);
  assert.deepEqual([header.readUInt32BE(16), header.readUInt32BE(20)], [320, 600]);
});

test("what goes wrong on a page is told, from its first script on", async (t) => {
  const page = await opened(t, "bad.html");
  const found = (await page.problems()).map(({ text }) => text);
  for (const wanted of [/printed 7/, /forgotten/, /thrown/, /Content.Security.Policy/i]) {
    assert.ok(
      found.some((text) => wanted.test(text)),
      `${wanted} in ${JSON.stringify(found)}`,
    );
  }
});

test("no page sees another's storage", async (t) => {
  const [one, two] = [await opened(t, "form.html"), await opened(t, "form.html")];
  await one.evaluate(() => localStorage.setItem("whose", "one"));
  assert.equal(await two.evaluate(() => localStorage.getItem("whose")), null);
});

test("the browser ends with a process that is killed", { skip: process.platform !== "linux" && "Linux only" }, async () => {
  const mark = `MARK=${randomUUID()}`;
  const script = `import { launch } from ${JSON.stringify(new URL("launch.js", import.meta.url).href)};
    const browser = await launch();
    await browser.open(${JSON.stringify(`${server.url}/form.html`)});
    console.log("opened");`;
  const [name, value] = mark.split("=");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, [name]: value },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  assert.ok((await marked(mark)).length > 2, "the browser is there");
  child.kill("SIGKILL");
  await once(child, "exit");
  let left = await marked(mark);
  for (const patience = Date.now() + 20_000; left.length > 0 && Date.now() < patience; left = await marked(mark)) await sleep(50);
  assert.deepEqual(left, []);
});

/** The processes with this in their environment. */
async function marked(mark) {
  const found = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const environment = await readFile(`/proc/${id}/environ`, "latin1").catch(() => "");
    if (environment.split("\0").includes(mark)) found.push(await readFile(`/proc/${id}/comm`, "utf8").catch(() => id));
  }
  return found;
}
