// README and docs as pages: they are there, every link of the site leads somewhere, and they can be read by everybody.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { violations } from "./support/axe.js";
import { contrasts } from "./support/contrast.js";
import { pageTests, texts } from "./support/page.js";

const DIST = fileURLToPath(new URL("../../www/dist", import.meta.url));
const open = pageTests();

const pages = readdirSync(DIST, { recursive: true })
  .filter((path) => path.endsWith("index.html"))
  .map((path) => path.replace(/index\.html$/, ""));
const html = (page) => readFileSync(join(DIST, page, "index.html"), "utf8");

test("every page of the package is one of the site", () => {
  const papers = readdirSync(fileURLToPath(new URL("../../pkg", import.meta.url)), { recursive: true });
  const count = papers.filter((path) => path.endsWith(".md")).length;
  assert.ok(count > 20);
  // And the one that lists them.
  assert.equal(pages.filter((page) => page.startsWith("docs/")).length, count + 1);
});

test("every link leads to a page that is there, and to a place on it", () => {
  const wrong = [];
  for (const page of pages) {
    for (const [, href] of html(page).matchAll(/<a [^>]*href="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(href)) continue;
      const [path, anchor] = href.split("#");
      const target = posix.join(page, path);
      const file = `${target.replace(/^\.\/|^\.$/, "")}`;
      if (path !== "" && !(path.endsWith("/") && existsSync(join(DIST, file, "index.html")))) wrong.push(`${page}: ${href}`);
      // The other pages keep their state there.
      else if (anchor && file.startsWith("docs/") && !html(file).includes(`id="${decodeURIComponent(anchor)}"`))
        wrong.push(`${page}: ${href}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every page has a title, a description and a picture for previews, and leads to README and docs", () => {
  const titles = new Set();
  for (const page of pages) {
    const text = html(page);
    const property = (name) => new RegExp(`property="og:${name}" content="([^"]+)"`).exec(text)?.[1];
    assert.equal(property("title"), /<title>(.*?)<\/title>/.exec(text)[1], page);
    titles.add(property("title"));
    assert.ok(property("description").length > 40, page);
    assert.ok(existsSync(join(DIST, page, property("image"))), `${page}: ${property("image")}`);
    const further = /<nav class="foot further".*?<\/nav>/s.exec(text)[0];
    for (const folder of ["docs/readme/", "docs/"]) {
      const hrefs = [...further.matchAll(/href="([^"]+)"/g)].map(([, href]) => posix.join(page, href).replace(/^\.\//, ""));
      assert.ok(hrefs.includes(folder), `${page} leads to ${hrefs}`);
    }
  }
  assert.equal(titles.size, pages.length, "no title twice");
});

for (const { path, width, scheme } of [
  { path: "docs/readme/", width: 390, scheme: "light" },
  { path: "docs/migrating/", width: 1280, scheme: "dark" },
  { path: "docs/options/", width: 390, scheme: "dark" },
  { path: "docs/", width: 1280, scheme: "light" },
]) {
  test(`/${path} in ${scheme}, ${width} px wide: axe finds nothing, all text has contrast, all fits`, async () => {
    const page = await open({ path, ready: ".paper h1", width, scheme });
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(
      (await contrasts(page)).filter(({ ratio }) => ratio < 4.5),
      [],
    );
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
  });
}

test("what stands in README stands on its page", async () => {
  const page = await open({ path: "docs/readme/", ready: ".paper h1" });
  const code = (await texts(page, ".paper pre")).join("\n");
  assert.match(code, /import \{ fetchWithRetry.* \} from "holdfast-fetch";/);
  assert.equal(await page.evaluate(() => document.querySelectorAll(".paper pre").length > 2), true);
});
