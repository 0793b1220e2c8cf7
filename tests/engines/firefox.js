// Firefox, from where the environment or Debian says.

import puppeteer from "puppeteer-core";
import { PuppeteerPage } from "./puppeteer-page.js";
import { TIED, tied } from "./tied.js";

function start({ scheme, motion }) {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: TIED,
    env: tied(process.env.FIREFOX ?? "/usr/bin/firefox-esr"),
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": motion === "reduce" ? 1 : 0,
    },
  });
}

export async function launchFirefox() {
  // Firefox takes scheme and motion when it starts, so there is one browser for each pair that is asked for.
  const browsers = new Map();
  const browserFor = (looks) => {
    const key = JSON.stringify(looks);
    if (!browsers.has(key)) browsers.set(key, start(looks));
    return browsers.get(key);
  };
  const usual = { scheme: "light", motion: "no-preference" };
  const first = await browserFor(usual);
  return {
    engine: "firefox",
    name: "Firefox",
    version: (await first.version()).replace(/^.*\//, ""),
    async close() {
      await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
    },
    async open(url, { width = 1280, height = 900, scheme = usual.scheme, motion = usual.motion } = {}) {
      const page = await PuppeteerPage.in(await browserFor({ scheme, motion }), { width, height });
      await page.goto(url);
      return page;
    },
  };
}
