// The page for everyone: keyboard, narrow screens, light and dark, names for all controls.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contrasts } from "./support/contrast.js";
import { ended, figure, pageTests, run, unless } from "./support/page.js";

const open = pageTests();

test("a run by keyboard alone, with the focus always in sight", async () => {
  const page = await open();
  const visited = [];
  for (let presses = 0; presses < 40 && visited.at(-1)?.id !== "run"; presses++) {
    await page.keyboard.press("Tab");
    visited.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        const outlined = (candidate) => candidate !== null && getComputedStyle(candidate).outlineStyle !== "none";
        return {
          id: element.id || element.className,
          visible: outlined(element) || outlined(element.closest(".editor-frame")),
        };
      }),
    );
  }
  assert.equal(visited.at(-1)?.id, "run", JSON.stringify(visited.map(({ id }) => id)));
  assert.deepEqual(
    visited.filter(({ visible }) => !visible),
    [],
  );
  assert.ok(
    visited.some(({ id }) => id.includes("cm-content")),
    "the editor is on the way, and lets go",
  );

  await page.keyboard.press("Enter");
  await ended(page);
  assert.equal(await figure(page, "reason"), "success");
  assert.equal(await page.evaluate(() => document.activeElement.id), "run", "the focus comes back");
});

test("Ctrl+Enter runs from within the editor, and leaves its text alone", async () => {
  const page = await open({ hash: "#scale=10" });
  await page.focus(".cm-content");
  const before = await page.$eval(".cm-content", (content) => content.textContent);
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  await ended(page);
  assert.equal(await figure(page, "attempts"), "3");
  assert.equal(await page.$eval(".cm-content", (content) => content.textContent), before);
});

test("the tabs of the code move by arrow keys", async () => {
  const page = await open();
  await page.focus("#tab-browser");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-esm");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-create");
  const shown = await page.$$eval("[role=tabpanel]:not([hidden])", (panels) => panels.map((panel) => panel.id));
  assert.deepEqual(shown, ["panel-create"]);
});

const treeReader = unless("chromium", "the accessibility tree can be read through Chromium's own protocol only");
test("every control has a name", { skip: treeReader }, async () => {
  const page = await open();
  const tree = await page.puppeteer.accessibility.snapshot({ interestingOnly: true });
  const nameless = [];
  const roles = ["button", "combobox", "textbox", "radio", "checkbox", "tab", "tabpanel", "img", "link"];
  const walk = (node) => {
    if (roles.includes(node.role) && !node.name) nameless.push(node.role);
    node.children?.forEach(walk);
  };
  walk(tree);
  assert.deepEqual(nameless, []);
});

test("every id is used once", async () => {
  const page = await open();
  const ids = await page.$$eval("[id]", (elements) => elements.map(({ id }) => id));
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  );
});

for (const width of [390, 320]) {
  test(`no sideways scrolling at ${width} px, before and after a run`, async () => {
    const page = await open({ width, height: 844, hash: "#preset=copyleaks&script=503,reset,404&scale=100" });
    const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok((await widest()) <= width);
    await run(page);
    assert.ok((await widest()) <= width);
    const ticks = await page.$$eval(".tick", (labels) =>
      labels.map((label) => {
        const text = document.createRange();
        text.selectNodeContents(label);
        return text.getBoundingClientRect().toJSON();
      }),
    );
    for (const [index, { left }] of ticks.entries()) {
      if (index > 0) assert.ok(left > ticks[index - 1].right, `label ${index} stands clear of the one before`);
    }
  });
}

for (const scheme of ["light", "dark"]) {
  test(`all text in ${scheme} has a contrast of 4.5 or more`, async () => {
    const page = await open({ scheme, hash: "#script=503,reset,hang,404&scale=100" });
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(Number(/\d+/.exec(background)[0]) > 128, scheme === "light", background);
    await run(page);
    const all = await contrasts(page);
    assert.ok(all.length > 80, `${all.length} texts were measured`);
    assert.deepEqual(
      all.filter(({ ratio }) => ratio < 4.5),
      [],
    );
  });
}

test("a run is redrawn a few times a second for those who asked for less motion, and smoothly for others", async () => {
  const redraws = {};
  for (const motion of ["reduce", "no-preference"]) {
    const page = await open({ motion, hash: "#script=200%3Bdelay=1500" });
    await page.evaluate(() => {
      const seen = new Set();
      const timeline = document.querySelector("#timeline");
      let begun;
      new MutationObserver(() => {
        begun ??= performance.now();
        seen.add(timeline.style.getPropertyValue("--now"));
        window.redraws = { count: seen.size, seconds: (performance.now() - begun) / 1_000 };
      }).observe(timeline, { attributes: true });
    });
    await run(page);
    assert.equal(await page.$$eval(".row[data-tone=ok]", ({ length }) => length), 1);
    redraws[motion] = await page.evaluate(() => window.redraws);
  }
  const { reduce, "no-preference": smooth } = redraws;
  // Four a second, and what is drawn at the beginning and at the end.
  assert.ok(reduce.count <= 4 * reduce.seconds + 6, JSON.stringify(redraws));
  assert.ok(smooth.count > reduce.count, JSON.stringify(redraws));
});
