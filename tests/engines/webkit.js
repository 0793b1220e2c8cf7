// WebKitGTK, by WebDriver, on a screen in memory: MiniBrowser has no headless mode.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Capabilities, WebDriver } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { DriverService } from "selenium-webdriver/remote/index.js";
import { TIED, tied } from "./tied.js";
import { configure, startDisplay } from "./webkit-display.js";
import { WebkitPage } from "./webkit-page.js";

const DRIVER = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";

export async function launchWebkit() {
  const folder = await mkdtemp(join(tmpdir(), "webkit-"));
  const display = await startDisplay();
  const sessions = new Set();
  const usual = { scheme: "light", motion: "no-preference" };

  /** A driver with the one session that it can have. A session has a storage of its own, and ends with the browser. */
  async function openSession({ scheme, motion }) {
    const config = await configure(join(folder, motion), motion);
    const service = new DriverService.Builder(TIED)
      .setHostname("127.0.0.1")
      .setEnvironment({
        ...tied(DRIVER),
        DISPLAY: display.name,
        XDG_CONFIG_HOME: config,
        LC_ALL: "en_US.UTF-8",
        NO_AT_BRIDGE: "1",
      })
      .setStdio("ignore")
      .build();
    const kill = async () => {
      sessions.delete(kill);
      await service.kill();
    };
    sessions.add(kill);
    const client = new HttpClient(await service.start());
    const options = ["--automation", "--javascript-can-open-windows-automatically=true"];
    if (scheme === "dark") options.push("--dark-mode");
    const driver = WebDriver.createSession(
      new Executor(client),
      new Capabilities({ browserName: "MiniBrowser", acceptInsecureCerts: true, "webkitgtk:browserOptions": { args: options } }),
    );
    const version = (await driver.getCapabilities()).getBrowserVersion();
    return { driver, version, close: () => driver.quit().finally(kill) };
  }

  let spare;
  const close = async () => {
    await spare?.close();
    for (const kill of [...sessions]) await kill();
    display.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    spare = await openSession(usual);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    engine: "webkit",
    name: "WebKitGTK",
    version: spare.version,
    close,
    async open(url, { width = 1280, height = 900, scheme = usual.scheme, motion = usual.motion } = {}) {
      const isUsual = scheme === usual.scheme && motion === usual.motion;
      const session = isUsual && spare ? spare : await openSession({ scheme, motion });
      if (session === spare) spare = undefined;
      const page = new WebkitPage(session, { width, height });
      await page.goto(url);
      return page;
    },
  };
}
