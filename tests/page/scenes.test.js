// The first page: each scene is recorded by the package, plays in sight, tells what came of it, and is repeated by its address.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { violations } from "./support/axe.js";
import { contrasts } from "./support/contrast.js";
import { pageTests, text, texts, unless } from "./support/page.js";
import { recordedInNode, scenes } from "./support/scenes.js";

const open = pageTests();
const atStory = (looks) => open({ path: "", ready: "#fails .knob", ...looks });

let ids;
before(async () => {
  ids = await scenes();
});

async function bring(page, id) {
  await page.$eval(`#${id} canvas`, (canvas) => canvas.scrollIntoView({ block: "center" }));
  await page.waitForSelector(`#${id}[data-state=ready]`);
}

const timeOf = (page, id) => page.$eval(`#${id} input[type=range]`, (range) => Number(range.value));

/** What is drawn, as a number that differs from one picture to another. */
const drawn = (page, id) =>
  page.$eval(`#${id} canvas`, (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum = (sum * 31 + data[at] + data[at + 1] * 3 + data[at + 3] * 7) % 2_147_483_647;
    return sum;
  });

/** Of the colours in the right half of the strip, how many pixels are not empty. */
const inStrip = (page, id) =>
  page.$eval(`#${id} canvas`, (canvas) => {
    const [left, top] = [Math.round(canvas.width * 0.5), Math.round(canvas.height * 0.7)];
    const { data } = canvas.getContext("2d").getImageData(left, top, canvas.width - left, Math.round(canvas.height * 0.2));
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });

test("every scene tells in words what the package did, the same as in Node", async () => {
  const page = await atStory();
  const expected = await recordedInNode(ids.map((id) => ({ id, seed: 1 })));
  for (const id of ids) {
    await bring(page, id);
    const own = expected.filter((one) => one.id === id);
    await page.waitForFunction(
      (selector) => [...document.querySelectorAll(selector)].every(({ textContent }) => textContent !== "…"),
      {},
      `#${id} .told`,
    );
    assert.deepEqual(
      await texts(page, `#${id} .told`),
      own.map(({ told }) => told),
      id,
    );
    const label = await page.$eval(`#${id} canvas`, (canvas) => canvas.getAttribute("aria-label"));
    assert.ok(
      own.some(({ told }) => label.endsWith(told)),
      `${id}: ${label}`,
    );
  }
});

test("every scene plays while it is in sight, and stands still when it is not", async () => {
  const page = await atStory();
  for (const id of ids) {
    await bring(page, id);
    await page.waitForFunction((where) => Number(document.querySelector(where).value) > 0, {}, `#${id} input[type=range]`);
    assert.equal(await text(page, `#${id} .play`), "Pause");
  }
  // The one before the last is out of sight now.
  const [away, last] = [ids.at(-3), ids.at(-1)];
  const before = await timeOf(page, away);
  const here = await timeOf(page, last);
  await page.waitForFunction(
    (where, from) => Number(document.querySelector(where).value) > from,
    {},
    `#${last} input[type=range]`,
    here,
  );
  assert.equal(await timeOf(page, away), before);
});

test("the first scene goes on to its next setting by itself, until the reader turns the knob", async () => {
  const page = await atStory();
  await bring(page, "fails");
  await page.waitForSelector("#fails [value=busy]:checked");
  await page.waitForSelector("#fails[data-played='2']");
  assert.equal(await text(page, "#fails .play"), "Play again");
  assert.equal(await text(page, "#fails .tally"), "1 × attempts");
  assert.equal(await page.evaluate(() => location.hash), "", "what goes on by itself is not put into the address");
});

test("the address holds scene, setting and seed, and repeats them", async () => {
  const page = await atStory();
  await bring(page, "retry");
  await page.click("#retry .chances");
  await page.waitForFunction(() => location.hash.startsWith("#scene=retry"));
  await page.click("#retry [value='1']");
  const hash = await page.evaluate(() => location.hash);
  const seed = /^#scene=retry&retries=1&seed=(\d+)$/.exec(hash)?.[1];
  assert.ok(seed, hash);
  const [expected] = await recordedInNode([{ id: "retry", seed: Number(seed), settings: { retries: "1" } }]);
  const shows = (at) =>
    at.waitForFunction((words) => document.querySelector("#retry [data-value='1']").textContent === words, {}, expected.told);
  await shows(page);
  assert.equal(await page.$eval("#said", (said) => said.textContent), expected.told, "who does not see it is told");

  const again = await atStory({ hash });
  await shows(again);
  assert.ok(await again.$eval("#retry [value='1']", (radio) => radio.checked));
  await again.waitForFunction(() => document.querySelector("#retry").getBoundingClientRect().top < innerHeight);
});

test("an address of which nothing is known does no harm", async () => {
  const page = await atStory({ hash: "#scene=retry&retries=%3Cb%3E&seed=1e99&more=1" });
  await bring(page, "retry");
  assert.ok(await page.$eval("#retry [value='0']", (radio) => radio.checked));
});

test("why each call stopped is told, call by call", async () => {
  const page = await atStory({ hash: "#scene=deadline&deadline=8s&seed=1" });
  await bring(page, "deadline");
  assert.equal(await text(page, "#deadline .tally"), "4 × deadline");
  await page.click("#deadline .endings summary");
  await page.waitForSelector("#deadline .endings-list li");
  const lines = await texts(page, "#deadline .endings-list li");
  assert.equal(lines.length, 4);
  for (const line of lines) assert.match(line, /^Client \d, at [\d.]+ s: deadline, after 2 attempts and [\d.]+ s$/);
});

test("a knob is turned and time is moved by keyboard", async () => {
  const page = await atStory();
  await bring(page, "wait");
  await page.focus("#wait [type=radio]");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.querySelector("#wait canvas").getAttribute("aria-label").includes("1 s"));
  await page.focus("#wait [type=range]");
  await page.keyboard.press("Home");
  assert.equal(await timeOf(page, "wait"), 0);
  await page.keyboard.press("End");
  assert.equal(await timeOf(page, "wait"), 1_000);
  assert.equal(await page.$eval("#wait [type=range]", (range) => range.getAttribute("aria-valuetext")), "5.0 s of 5 s");
  assert.equal(await text(page, "#wait .play"), "Play again", "it does not play on");
});

test("for those who want less motion every scene is a still with all that happened, and nothing plays", async () => {
  const page = await atStory({ motion: "reduce" });
  for (const id of ids) {
    await bring(page, id);
    assert.ok((await inStrip(page, id)) > 50, `${id}: the strip is drawn to its end`);
    const before = await drawn(page, id);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.equal(await drawn(page, id), before, id);
    assert.equal(await page.$eval(`#${id} .play`, (button) => button.checkVisibility()), false);
  }
  await page.$eval("#retry [type=range]", (range) => range.focus());
  const before = await drawn(page, "retry");
  await page.keyboard.press("End");
  assert.notEqual(await drawn(page, "retry"), before, "time can still be moved");
});

for (const { scheme, width } of [
  { scheme: "light", width: 390 },
  { scheme: "dark", width: 1280 },
]) {
  test(`with everything recorded and unfolded, in ${scheme}, ${width} px wide: axe finds nothing, all text has contrast, all fits`, async () => {
    const page = await atStory({ scheme, width, height: 844, motion: "reduce" });
    for (const id of ids) await bring(page, id);
    await page.$$eval("details", (all) => {
      for (const one of all) one.open = true;
    });
    await page.waitForSelector("#toy .endings-list li");
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(
      (await contrasts(page)).filter(({ ratio }) => ratio < 4.5),
      [],
    );
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
    assert.equal(await page.$eval("#toy-policy", (code) => code.scrollWidth - code.clientWidth), 0, "code is wrapped, not cut");
    const linesOf = (all) => all.map((name) => [name.textContent, name.getClientRects().length]);
    const names = await page.$$eval(".name", linesOf);
    assert.ok(names.some(([name]) => name === "retry-after"));
    assert.deepEqual(
      names.filter(([, lines]) => lines > 1),
      [],
      "a name is not broken over two lines",
    );
  });
}

test("whatever a picture shows stands in its legend", async () => {
  const page = await atStory({ motion: "reduce" });
  const legend = async (id) => {
    await bring(page, id);
    return texts(page, `#${id} .legend li`);
  };
  assert.deepEqual(await legend("fails"), ["request", "answered"]);
  assert.deepEqual(await legend("longer"), [
    "request",
    "connection broken",
    "wait",
    "client whose call failed",
    "server in trouble",
  ]);
  assert.deepEqual(await legend("budget"), [
    "request",
    "answered",
    "refused (503)",
    "given up: no answer in time",
    "given up, but the server still answers it",
    "client: filled when its call is over",
    "client whose call failed",
    "server in trouble",
    "all that the server can answer",
  ]);
  assert.equal(await page.$eval("#fails .chances", (button) => button.checkVisibility()), false, "nothing there is random");
  assert.equal(await page.$eval("#budget .chances", (button) => button.checkVisibility()), true);
});

test("what the server still works on in vain lies in its box to the last moment shown", async () => {
  const page = await atStory({ hash: "#scene=budget&budget=none&seed=1", motion: "reduce" });
  await bring(page, "budget");
  const inBox = (token) => page.$eval("#budget canvas", pixelsAtServer, token);
  await page.focus("#budget [type=range]");
  await page.keyboard.press("End");
  assert.equal(await timeOf(page, "budget"), 1_000);
  const [abandoned, awaited] = [await inBox("--wait-ink"), await inBox("--accent")];
  // It works for two seconds on each, of which its client waits for one.
  assert.ok(awaited > 0 && abandoned > awaited, `${abandoned} pixels of abandoned requests, ${awaited} of others`);
});

/** How many pixels in the server's box have the colour that the page's token names. */
function pixelsAtServer(canvas, token) {
  const swatch = document.createElement("canvas").getContext("2d");
  swatch.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token);
  swatch.fillRect(0, 0, 1, 1);
  const [red, green, blue] = swatch.getImageData(0, 0, 1, 1).data;
  // Its right part, above the strip.
  const width = Math.round(canvas.width * 0.1);
  const { data } = canvas.getContext("2d").getImageData(canvas.width - width, 0, width, Math.round(canvas.height * 0.6));
  return data.filter((value, at) => at % 4 === 0 && value === red && data[at + 1] === green && data[at + 2] === blue).length;
}

test("its numbers are the package's own", async () => {
  const page = await atStory();
  await page.waitForFunction(() => [...document.querySelectorAll("[data-says]")].every(({ textContent }) => textContent !== ""));
  const says = (name) => text(page, `[data-says=${name}]`);
  assert.equal(await says("cap"), "20 s");
  assert.match(await says("budget"), /^Calls to one origin share retry tokens: 6 at first/);
  assert.match(await says("worst"), /^Worst case: 4 requests/);
  assert.match(await says("limits"), /^One attempt waits for response headers 30 s/);
  const words = async (id) => (await text(page, `section:has(#${id}) .words`)).replaceAll(/\s+/g, " ");
  assert.match(await words("toy"), /an attempt may take 2 s here, not 30/);
  assert.match(await words("budget"), /six tokens.* five good answers earn two/);
});

test("the toy's policy can be tried on real requests", async () => {
  const page = await atStory({ hash: "#scene=toy&clients=10&server=off&room=any&retries=5&breaker=on&seed=3" });
  await bring(page, "toy");
  assert.equal(
    (await text(page, "#toy-policy")).replaceAll(/\s+/g, " ").replace(", })", " })"),
    'fetchWithRetry(url, { retries: 5, attemptTimeout: "2s", breaker: true });',
  );
  await page.click("#toy-try");
  await page.waitForSelector(".cm-content");
  assert.match(await text(page, ".cm-content"), /"retries": 5/);
});

test("what the last scene proposes to compare is one click each", async () => {
  const page = await atStory({ motion: "reduce" });
  await bring(page, "toy");
  const links = await page.$$eval(".toy-ideas a", (all) => all.map(({ hash }) => hash));
  assert.equal(links.length, 6);
  const settings = links.map((hash) => Object.fromEntries(new URLSearchParams(hash.slice(1))));
  const first = await page.$$eval("#toy select", (all) => Object.fromEntries(all.map(({ id, value }) => [id.slice(4), value])));
  const expected = await recordedInNode(
    settings.map(({ scene, ...changed }) => ({ id: scene, seed: 1, settings: { ...first, ...changed } })),
  );
  for (const [index, hash] of links.entries()) {
    await page.click(`.toy-ideas a[href="${hash}"]`);
    await page.waitForFunction((words) => document.querySelector("#toy .told").textContent === words, {}, expected[index].told);
  }
  const succeeded = expected.map(({ reasons }) => reasons.filter((reason) => reason === "success").length);
  assert.ok(succeeded[0] > 2 * succeeded[1] && succeeded[2] > succeeded[3] && succeeded[4] > succeeded[5], `${succeeded}`);
});

test("a link from the time when calls were tried here leads on to that page", async () => {
  const page = await open({ path: "", hash: "#preset=zDirect&script=503,200", ready: ".cm-content" });
  assert.match(await page.evaluate(() => location.href), /\/try\/#preset=zDirect&script=503,200/);
  assert.equal(await page.$eval("#preset", (select) => select.value), "zDirect");
});

const skip = unless("chromium", "only Chromium measures layout shifts");
test("nothing moves when recordings come in", { skip }, async () => {
  // Where all is narrow, most lines break.
  const page = await atStory({ width: 390, height: 844 });
  await page.evaluate(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries())
        if (!hadRecentInput && value > 0.02)
          window.shifts.push([value, ...sources.map(({ node }) => node?.id || node?.className)]);
    }).observe({ type: "layout-shift" });
  });
  for (const id of ids) {
    await bring(page, id);
    await page.waitForFunction(
      (selector) => [...document.querySelectorAll(selector)].every(({ textContent }) => textContent !== "…"),
      {},
      `#${id} .told`,
    );
  }
  assert.deepEqual(await page.evaluate(() => window.shifts), []);
});
