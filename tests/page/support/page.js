// The built page in the engine that ENGINE names, served by the misbehaving server: one server and one browser for each
// file of tests. What a page can be asked is in tests/engines/README.md.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../../../server/app.js";
import { chosenEngine, launch } from "../../engines/launch.js";

const ROOT = fileURLToPath(new URL("../../../www/dist", import.meta.url));

/** With any state in its address, Try it waits for its reader; without, it runs once by itself. */
const QUIET = "#method=GET";

/** Registers the hooks, and gives a function that opens the page. Whatever the page complains of fails the test. */
export function pageTests() {
  let server;
  let browser;
  const pages = [];

  before(async () => {
    assert.ok(existsSync(`${ROOT}/index.html`), "www/dist is missing: `cargo xtask test` builds it before it runs these tests");
    server = await start({ port: 0, root: ROOT });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    const problems = [];
    for (const page of pages.splice(0)) {
      problems.push(...(await page.problems()).filter((problem) => !isExpected(problem)));
      await page.close();
    }
    assert.deepEqual(problems, [], "the page complained");
  });

  /** `path` is that of one of the pages, such as `fleet/`; the page is there when it has what `ready` selects. */
  return async function open({ path = "try/", hash = path === "try/" ? QUIET : "", ready = ".cm-content", ...looks } = {}) {
    const page = await browser.open(`${server.url}/${path}${hash}`, looks);
    pages.push(page);
    await page.waitForSelector(ready);
    return page;
  };
}

/** For a test's `skip`: the reason why this engine cannot do it, or false. `test(name, { skip: unless("chromium", "…") }, …)` */
export function unless(engine, reason) {
  return chosenEngine() === engine ? false : reason;
}

// Chromium reports the failures that the scripts ask for. Anything else is the page's own doing.
function isExpected({ text, url }) {
  return text.startsWith("Failed to load resource") && url.includes("/play/");
}

/** Resolves when a run has ended and the server's journal is shown. */
export async function ended(page) {
  await page.waitForSelector("#saw .hits", { timeout: 20_000 });
}

export async function run(page) {
  await page.click("#run");
  await ended(page);
}

export const text = (page, selector) => page.$eval(selector, (element) => element.textContent.trim());
export const texts = (page, selector) =>
  page.$$eval(selector, (elements) => elements.map((element) => element.textContent.trim()));
export const figure = (page, name) => text(page, `#verdict [data-figure=${name}]`);

/** Replaces what the editor holds, key by key. */
export async function write(page, policy) {
  await page.focus(".cm-content");
  await page.keyboard.down("Control");
  await page.keyboard.press("KeyA");
  await page.keyboard.up("Control");
  await page.keyboard.type(policy);
}
