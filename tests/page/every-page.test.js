// What holds for every page: axe finds nothing, all text has contrast, nothing is wider than the screen, nothing moves by itself,
// and one gets to all the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./support/axe.js";
import { contrasts } from "./support/contrast.js";
import { pageTests, unless } from "./support/page.js";

const open = pageTests();

const PAGES = ["", "try/", "break/", "fleet/", "sessions/", "guides/"];
const ready = "#main";
const widthOf = (page) => page.evaluate(() => document.documentElement.scrollWidth);

/** Each look at a page takes seconds: four tell of both schemes, and of the widths at which something changes. */
const LOOKS = [
  { scheme: "light", width: 1600 },
  { scheme: "light", width: 360 },
  { scheme: "dark", width: 1280 },
  { scheme: "dark", width: 320 },
];

for (const path of PAGES) {
  for (const { scheme, width } of LOOKS) {
    test(`/${path} in ${scheme}, ${width} px wide: axe finds nothing, all text has contrast, all fits`, async () => {
      const page = await open({ path, hash: "", ready, scheme, width, height: 900 });
      assert.deepEqual(await violations(page), []);
      const low = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
      assert.deepEqual(low, []);
      assert.ok((await widthOf(page)) <= width);
      if (width < 360) return;
      const tops = await page.$$eval(".pages li", (all) => all.map((item) => item.getBoundingClientRect().top));
      assert.equal(new Set(tops).size, 1, "the way to the pages takes one line");
    });
  }

  test(`/${path} says where one is, leads to all pages, and loads nothing from elsewhere`, async () => {
    const page = await open({ path, hash: "", ready });
    const here = new URL(await page.evaluate(() => location.href));
    const links = await page.$$eval(".pages a", (all) => all.map((link) => [link.href, link.getAttribute("aria-current")]));
    const root = new URL(path === "" ? "./" : "../", here).href;
    assert.deepEqual(
      links,
      PAGES.map((other) => [root + other, other === path ? "page" : null]),
    );
    for (const [address] of links) assert.equal((await fetch(address)).status, 200, address);
    assert.equal((await page.$$eval("h1", (headings) => headings.map((heading) => heading.textContent))).length, 1);

    const origins = await page.evaluate(() => [
      ...new Set(performance.getEntriesByType("resource").map(({ name }) => new URL(name).origin)),
    ]);
    assert.deepEqual(origins, [here.origin]);

    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", "the first stop skips the navigation");
    // Pages that keep their state in the address put it back afterwards.
    await page.evaluate(() => {
      window.went = new Promise((resolve) => addEventListener("hashchange", ({ newURL }) => resolve(new URL(newURL).hash)));
    });
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => window.went), "#main");
  });

  for (const width of [1280, 390]) {
    const skip = unless("chromium", "only Chromium measures layout shifts");
    test(`/${path} stays where it is while it loads, ${width} px wide`, { skip }, async () => {
      const page = await open({ path, hash: "", ready, width, height: 900 });
      const shift = await page.evaluate(
        () =>
          new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const { value } of list.getEntries()) sum += value;
            }).observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => setTimeout(() => resolve(sum), 200));
          }),
      );
      // A fiftieth of what is called good.
      assert.ok(shift < 0.02, `${shift}`);
    });
  }
}
