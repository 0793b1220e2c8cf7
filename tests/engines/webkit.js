// WebKitGTK, by WebDriver, on a screen in memory: MiniBrowser has no headless mode.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { configure, startDisplay, tied } from "./webkit-display.js";
import { WebkitPage } from "./webkit-page.js";

export async function launchWebkit() {
  const folder = await mkdtemp(join(tmpdir(), "webkit-"));
  const display = await startDisplay();
  const sessions = new Set();
  const usual = { scheme: "light", motion: "no-preference" };

  /** A driver with the one session that it can have. A session has a storage of its own, and ends with the browser. */
  async function openSession({ scheme, motion }) {
    const config = await configure(join(folder, motion), motion);
    const [command, ...args] = tied(process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver");
    const service = new DriverService.Builder(command)
      .addArguments(...args)
      .setHostname("127.0.0.1")
      .setEnvironment({ ...process.env, DISPLAY: display.name, XDG_CONFIG_HOME: config, NO_AT_BRIDGE: "1" })
      .setStdio("ignore")
      .build();
    const close = async () => {
      sessions.delete(close);
      await service.kill();
    };
    sessions.add(close);
    const client = new HttpClient(await service.start());
    const options = ["--automation", "--javascript-can-open-windows-automatically=true"];
    if (scheme === "dark") options.push("--dark-mode");
    const driver = WebDriver.createSession(
      new Executor(client),
      new Capabilities({ browserName: "MiniBrowser", acceptInsecureCerts: true, "webkitgtk:browserOptions": { args: options } }),
    );
    const version = (await driver.getCapabilities()).getBrowserVersion();
    return { driver, version, close: () => driver.quit().finally(close) };
  }

  const first = await openSession(usual);
  let spare = first;
  return {
    engine: "webkit",
    name: "WebKitGTK",
    version: first.version,
    async open(url, { width = 1280, height = 900, scheme = usual.scheme, motion = usual.motion } = {}) {
      const isUsual = scheme === usual.scheme && motion === usual.motion;
      const session = isUsual && spare ? spare : await openSession({ scheme, motion });
      if (session === spare) spare = undefined;
      const page = new WebkitPage(session, { width, height });
      await page.goto(url);
      return page;
    },
    async close() {
      await spare?.close();
      for (const close of [...sessions]) await close();
      display.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
