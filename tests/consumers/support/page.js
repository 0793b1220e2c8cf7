// Pages of a consumer: opened in real browsers, and read by what they show in their <output>.
import { after } from "node:test";
import { start } from "../../../server/app.js";
import { launch } from "../../engines/launch.js";
import { SCRIPT, survived } from "./consumer.js";

/** Launches these engines for the tests of a file. */
export async function browsers(...engines) {
  const launched = await Promise.all(engines.map((engine) => launch(engine)));
  after(() => Promise.all(launched.map((browser) => browser.close())));
  return launched;
}

/** "Chromium and Firefox" */
export const namesOf = (launched) => launched.map(({ name }) => name).join(" and ");

/** Serves a folder of plain files until the test is over. Its origin is not that of the stage. */
export async function served(root) {
  const server = await start({ root });
  after(() => server.close());
  return server.url;
}

/** What the page shows once it shows anything. */
export async function shown(browser, address) {
  const page = await browser.open(address);
  try {
    await page.waitForFunction(() => document.querySelector("output")?.textContent);
    return await page.$eval("output", (output) => output.textContent);
  } catch (error) {
    throw new Error(`${browser.name} at ${address}: ${error.message}\n${JSON.stringify(await page.problems(), null, 2)}`);
  } finally {
    await page.close();
  }
}

/** Opens the page in each browser, with a script of its own to play, and checks what the page says and what the server saw. */
export async function survivedIn(launched, address, stage) {
  for (const browser of launched) {
    const scene = await stage.play(SCRIPT);
    await survived(await shown(browser, `${address}?play=${encodeURIComponent(scene.url)}`), scene);
  }
}
