// docs/recipes/downloads.md in pages: to disk with progress, and what elements ask for.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { objectBytes } from "../../server/object.js";
import { openStage } from "../package/support/stage.js";
import { startMedia } from "./support/media-server.js";
import { application, browsers, folder, page, shows } from "./support/pages.js";
import { blockOf } from "./support/recipe.js";

const dir = folder("bodies");
const stage = await openStage({ root: dir });
const FILM = { seed: 7, length: 400_000 };
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><!-- ${"x".repeat(20_000)} --></svg>`;

for (const browser of await browsers("chromium", "firefox", "webkit")) {
  test(`${browser.name}: downloads: to disk, with progress, whatever there is to write to`, async (t) => {
    const main = `
      import { save } from "./to-disk";
      const [way, url] = decodeURIComponent(location.hash.slice(1)).split(" ");
      // A test cannot pick a file.
      delete window.showSaveFilePicker;
      delete Window.prototype.showSaveFilePicker;
      const own = async (name) => (await navigator.storage.getDirectory()).getFileHandle(name, { create: true });
      let picked;
      if (way === "picker") window.showSaveFilePicker = async ({ suggestedName }) => (picked = await own(suggestedName + ".picked"));
      if (way === "memory") Object.defineProperty(navigator, "storage", { value: undefined });
      let saved, progress = [];
      const { createObjectURL } = URL;
      URL.createObjectURL = (blob) => createObjectURL(saved = blob);
      HTMLAnchorElement.prototype.click = () => {};
      save(url, "film.mp4", (bytes, total) => progress.push([bytes, total])).then(async () => {
        const bytes = new Uint8Array(await (picked ? await picked.getFile() : saved).arrayBuffer());
        const sum = await crypto.subtle.digest("SHA-256", bytes);
        const words = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        document.body.textContent = "saved " + words + " " + progress.at(-1) + " in order " + progress.every(([n], at) => at === 0 || n > progress[at - 1][0]);
      }).catch((error) => { document.body.textContent = "failed: " + error; });`;
    const files = { "to-disk.ts": blockOf("downloads", "to-disk.ts"), "main.ts": main };
    const name = await application(dir, files, ["main.ts"]);
    writeFileSync(join(dir, name, "built/index.html"), page("main.js"));
    const digest = await crypto.subtle.digest("SHA-256", objectBytes(FILM));
    const words = Buffer.from(digest).toString("hex");
    // WebKitGTK has no file system of a page's own.
    for (const way of browser.name === "WebKitGTK" ? ["memory"] : ["picker", "file", "memory"]) {
      const { url, journal } = await stage.play([{ object: FILM, cut: 0.8, how: "rst" }, { object: FILM }]);
      const opened = await browser.open(`${stage.url}/${name}/built/index.html#${encodeURIComponent(`${way} ${url}`)}`);
      t.after(() => opened.close());
      await shows(opened, `saved ${words} ${FILM.length},${FILM.length} in order true`);
      assert.equal((await journal({ hits: 2 })).hits.length, 2, way);
    }
  });

  test(`${browser.name}: downloads: a picture of the page goes on where it broke`, async (t) => {
    const svg = { headers: { "content-type": "image/svg+xml" }, body: PICTURE };
    const { url, journal } = await stage.play([{ ...svg, cut: 0.5, how: "rst" }, svg]);
    const path = JSON.stringify(new URL(url).pathname);
    const main = `
      await navigator.serviceWorker.register("media-worker.js");
      const controlled = new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve; });
      if (!navigator.serviceWorker.controller) await controlled;
      const image = new Image();
      image.onload = () => { document.body.textContent = "picture of " + image.naturalWidth; };
      image.onerror = () => { document.body.textContent = "no picture"; };
      image.src = ${path};`;
    const files = { "media-worker.js": blockOf("downloads", "media-worker.js"), "main.js": main };
    const name = await application(dir, files, Object.keys(files));
    writeFileSync(join(dir, name, "built/index.html"), page("main.js"));
    const opened = await browser.open(`${stage.url}/${name}/built/index.html`);
    t.after(() => opened.close());
    await shows(opened, "picture of 40");
    assert.equal((await journal({ hits: 2 })).hits.length, 2);
  });

  // In WebKitGTK, an element that is served by a service worker waits for ever now and then, whatever the worker does.
  if (browser.name === "WebKitGTK") continue;
  for (const [element, file, to, length] of [
    ["video", "film.webm", 35, 40],
    ["audio", "sound.wav", 42, 45],
  ]) {
    test(`${browser.name}: downloads: ${file} is sought and played to its end, though answers break off`, async (t) => {
      const media = await startMedia(dir);
      const main = `
        const say = (text) => { document.body.textContent = text; };
        await navigator.serviceWorker.register("media-worker.js");
        const controlled = new Promise((resolve) => { navigator.serviceWorker.oncontrollerchange = resolve; });
        if (!navigator.serviceWorker.controller) await controlled;
        const media = document.createElement("${element}");
        media.muted = true;
        media.preload = "metadata";
        media.onerror = () => say("broken: " + media.error.message);
        media.onloadedmetadata = () => { media.currentTime = ${to}; };
        media.onseeked = () => {
          media.onseeked = null;
          media.onended = () => say("ended at " + Math.round(media.currentTime) + " of " + Math.round(media.duration));
          media.playbackRate = 4;
          media.play().catch((error) => say("not played: " + error));
        };
        media.src = "/${file}";`;
      const files = { "media-worker.js": blockOf("downloads", "media-worker.js"), "main.js": main };
      const name = await application(dir, files, Object.keys(files));
      writeFileSync(join(dir, name, "built/index.html"), page("main.js"));
      const opened = await browser.open(`${media.url}/${name}/built/index.html`);
      t.after(() => opened.close());
      await shows(opened, `ended at ${length} of ${length}`);
      const asked = media.asked().filter(({ path }) => path === `/${file}`);
      assert.equal(asked[0].from, 0);
      assert.ok(
        asked.some(({ from, isContinued }) => from > 0 && isContinued),
        JSON.stringify(asked),
      );
      // What was sought lies far behind what was loaded until then, unless all of it was: Firefox is quick at times.
      const isFarAhead = browser.name === "Firefox" || element === "video" || asked.some(({ from }) => from > 7_000_000);
      assert.ok(isFarAhead, JSON.stringify(asked));
    });
  }
}
