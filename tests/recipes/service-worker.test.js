// docs/recipes/service-worker.md: between a page and a server that misbehaves, in three engines.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openStage } from "../package/support/stage.js";
import { application, browsers, folder, page } from "./support/pages.js";
import { blockOf, replaced } from "./support/recipe.js";

const dir = folder("service-worker");
const stage = await openStage({ root: dir });

/** Opens a page that is controlled by the worker. Below `path` is a server that plays a script, and what the worker looks after. */
async function controlled(t, browser, script) {
  const { url, journal } = await stage.play(script);
  const path = `${new URL(url).pathname}/`;
  const files = {
    "service-worker.js": replaced(blockOf("service-worker", "service-worker.js"), "/api/", path),
    // A worker looks after the pages beside it, so each test has one in a place of its own.
    "page.js": replaced(blockOf("service-worker", "page.js"), '"/service-worker.js"', '"service-worker.js"'),
  };
  const name = await application(dir, files, Object.keys(files));
  writeFileSync(join(dir, name, "built/index.html"), page("page.js"));
  const opened = await browser.open(`${stage.url}/${name}/built/index.html`);
  t.after(() => opened.close());
  await opened.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { opened, path, journal };
}

/** What the page's own fetch comes to. */
const fetched = (opened, path) =>
  opened.evaluate(async (path) => {
    try {
      const response = await fetch(path);
      return [response.status, await response.text()];
    } catch (error) {
      return [error.name];
    }
  }, path);

for (const browser of await browsers("chromium", "firefox", "webkit")) {
  test(`${browser.name}: the page's fetch survives two failures, and knows nothing of it`, async (t) => {
    const { opened, path, journal } = await controlled(t, browser, [
      "503;retry-after-ms=20",
      "429;retry-after-ms=20",
      { status: 200, body: "good" },
    ]);
    assert.deepEqual(await fetched(opened, `${path}orders`), [200, "good"]);
    const { hits } = await journal({ hits: 3 });
    assert.deepEqual(
      hits.map(({ status }) => status),
      [503, 429, 200],
    );
  });

  test(`${browser.name}: without a good answer, the last one is given`, async (t) => {
    const kept = { status: 200, headers: { "cache-control": "max-age=0, stale-if-error=600" }, body: "kept" };
    const { opened, path, journal } = await controlled(t, browser, [kept, "503;retry-after-ms=10"]);
    assert.deepEqual(await fetched(opened, `${path}orders`), [200, "kept"]);
    assert.deepEqual(await fetched(opened, `${path}orders`), [200, "kept"]);
    assert.equal((await journal({ hits: 5 })).hits.length, 5);
  });

  test(`${browser.name}: a final failure arrives as it is, and a write goes past the worker`, async (t) => {
    const { opened, path, journal } = await controlled(t, browser, "404");
    assert.equal((await fetched(opened, `${path}orders`))[0], 404);
    const posted = await opened.evaluate(async (path) => (await fetch(path, { method: "POST" })).status, `${path}orders`);
    assert.equal(posted, 404);
    assert.equal((await journal({ hits: 2 })).hits.length, 2);
  });

  test(`${browser.name}: the page's abort ends its fetch at once`, async (t) => {
    const { opened, path, journal } = await controlled(t, browser, "hang");
    await opened.evaluate((path) => {
      const controller = new AbortController();
      window.abort = () => controller.abort();
      window.ended = fetch(path, { signal: controller.signal }).catch(({ name }) => name);
    }, `${path}orders`);
    await journal({ hits: 1 });
    const name = await opened.evaluate(() => {
      window.abort();
      return window.ended;
    });
    assert.equal(name, "AbortError");
  });
}
