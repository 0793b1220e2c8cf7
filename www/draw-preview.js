// Draws www/public/preview.png, which is shown where somebody links to these pages: a scene of the built first page under its
// title. `node www/draw-preview.js`, and look at it.
import { fileURLToPath } from "node:url";
import { start } from "../server/app.js";
import { launch } from "../tests/engines/launch.js";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const server = await start({ port: 0, root: file("dist") });
const browser = await launch("chromium");
try {
  const page = await browser.open(`${server.url}/#scene=random&jitter=full&seed=1`, { motion: "reduce" });
  // 1200 by 630, in which everything is large enough to be seen where previews are small.
  await page.puppeteer.setViewport({ width: 750, height: 394, deviceScaleFactor: 1.6 });
  await page.waitForSelector("#random[data-state=ready]");
  await page.evaluate(() => {
    const canvas = document.querySelector("#random canvas");
    const title = document.createElement("h1");
    title.textContent = "Requests fail. What to do then?";
    const line = document.createElement("p");
    line.textContent = "Retries, scene by scene, each run by the package itself · holdfast-fetch";
    title.style.cssText = "font-size: 35px; letter-spacing: -0.02em; line-height: 1.1";
    line.style.cssText = "font-size: 16px; color: var(--muted); margin: 6px 0 12px";
    canvas.style.cssText = "width: 690px; height: 262px; margin: 0";
    const range = document.querySelector("#random [type=range]");
    document.body.style.cssText = "padding: 26px 30px; background: var(--surface)";
    document.body.replaceChildren(title, line, canvas);
    range.value = "300";
    range.dispatchEvent(new Event("input"));
  });
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.screenshot(file("public/preview.png"));
} finally {
  await browser.close();
  await server.close();
}
