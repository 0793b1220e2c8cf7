// Chromium, from where the environment or Debian says.

import puppeteer from "puppeteer-core";
import { PuppeteerPage } from "./puppeteer-page.js";
import { TIED, tied } from "./tied.js";

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

export async function launchChromium() {
  const browser = await puppeteer.launch({
    executablePath: TIED,
    env: tied(process.env.CHROME ?? "/usr/bin/chromium"),
    args: FLAGS,
    acceptInsecureCerts: true,
  });
  return {
    engine: "chromium",
    name: "Chromium",
    version: (await browser.version()).replace(/^.*\//, ""),
    close: () => browser.close(),
    async open(url, { width = 1280, height = 900, scheme = "light", motion = "no-preference" } = {}) {
      const page = await PuppeteerPage.in(browser, { width, height });
      await page.puppeteer.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: scheme },
        { name: "prefers-reduced-motion", value: motion },
      ]);
      await page.goto(url);
      return page;
    },
  };
}
