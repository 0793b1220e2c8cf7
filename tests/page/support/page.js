// The built page in Chromium, served by the misbehaving server: one server and one browser for each file of tests.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { after, afterEach, before } from "node:test";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { start } from "../../../server/app.js";

const ROOT = fileURLToPath(new URL("../../../www/dist", import.meta.url));
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Chromium, from where the environment or Debian says. */
export function launch() {
  return puppeteer.launch({ executablePath: process.env.CHROME ?? "/usr/bin/chromium", args: FLAGS });
}

/** Registers the hooks, and gives a function that opens the page. Whatever the page complains of fails the test. */
export function pageTests() {
  let server;
  let browser;
  let problems = [];
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
    for (const page of pages.splice(0)) await page.close();
    const found = problems;
    problems = [];
    assert.deepEqual(found, [], "the page complained");
  });

  return async function open({ hash = "", width = 1280, height = 900, scheme = "light", permissions = [] } = {}) {
    const context = await browser.createBrowserContext();
    if (permissions.length > 0) await context.overridePermissions(server.url, permissions);
    const page = await context.newPage();
    pages.push({ close: () => context.close() });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !isExpected(message)) problems.push(message.text());
    });
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(`${server.url}/${hash}`);
    await page.waitForSelector(".cm-content");
    return page;
  };
}

// The browser reports the failures that the scripts ask for. Anything else is the page's own doing.
function isExpected(message) {
  return message.text().startsWith("Failed to load resource") && message.location().url?.includes("/play/");
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
