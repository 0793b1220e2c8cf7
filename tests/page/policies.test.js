// The policy editor: the package's own complaints, in place, while typing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageTests, text, texts, write } from "./support/page.js";

const open = pageTests();
const state = (page) =>
  page.evaluate(() => ({
    marked: [...document.querySelectorAll(".cm-lintRange-error")].map((mark) => mark.textContent).join(""),
    message: document.querySelector("#policy-status").textContent,
    runs: !document.querySelector("#run").disabled,
    invalid: document.querySelector(".cm-content").getAttribute("aria-invalid"),
  }));

test("a bad value is marked where it stands, and Run waits for a good one", async () => {
  const page = await open();
  await write(page, '{ "backoff": { "base": "5 parsecs" } }');
  const bad = await state(page);
  assert.equal(bad.marked, '"base": "5 parsecs"');
  assert.match(bad.message, /backoff\.base/);
  assert.equal(bad.runs, false);
  assert.equal(bad.invalid, "true");

  await write(page, '{ "backoff": { "base": "5s" } }');
  const good = await state(page);
  assert.deepEqual([good.marked, good.runs, good.invalid], ["", true, "false"]);
});

test("a field inside a list is found", async () => {
  const page = await open();
  await write(page, '{ "tiers": [{ "retries": 2 }, { "retries": 0 }] }');
  const { marked, message } = await state(page);
  assert.equal(marked, '"retries": 0');
  assert.match(message, /tiers\[1\]\.retries/);
});

test("a misspelt option is marked by its name, with a guess", async () => {
  const page = await open();
  await write(page, '{ "retires": 3 }');
  const { marked, message } = await state(page);
  assert.equal(marked, '"retires": 3');
  assert.match(message, /retries/);
});

test("text that is not JSON is said to be that", async () => {
  const page = await open();
  await write(page, '{ "retries": ');
  const { message, runs } = await state(page);
  assert.match(message, /Not JSON/);
  assert.equal(runs, false);
});

test("each preset is explained, and its waits are drawn", async () => {
  const page = await open();
  const expected = { standard: 3, livePerson: 6, copyleaks: 8, statusCodes: 3, resilientIntegrations: 4, zDirect: 8 };
  for (const [name, waits] of Object.entries(expected)) {
    await page.select("#preset", name);
    assert.equal((await texts(page, "#waits-list li")).length, waits, name);
    assert.match(await text(page, "#explain"), /Worst case/, name);
    assert.equal((await state(page)).runs, true, name);
  }
});

test("the idempotency key box is a view of the policy", async () => {
  const page = await open();
  assert.equal(await page.$eval("#key", (box) => box.disabled), true, "a GET needs none");
  await page.click('input[name=method][value="POST"]');
  await page.click("#key");
  assert.match(await text(page, ".cm-content"), /"idempotencyKey": true/);
  await page.select("#preset", "resilientIntegrations");
  assert.equal(await page.$eval("#key", (box) => box.checked), true);
  await page.click("#key");
  assert.match(await text(page, ".cm-content"), /"idempotencyKey": false/);
});

test("a link brings the same policy, script and settings", async () => {
  const page = await open({ hash: "#preset=zDirect" });
  await write(page, '{ "preset": "zDirect", "retries": 2 }');
  await page.$eval("#script", (input) => (input.value = ""));
  await page.type("#script", "3*503,200;effect");
  await page.click('input[name=method][value="POST"]');
  await page.click('input[name=scale][value="100"]');
  await page.select("#limit", "60");
  await page.waitForFunction(() => location.hash.includes("limit=60"));

  const other = await open({ hash: await page.evaluate(() => location.hash) });
  assert.equal(await text(other, ".cm-content"), '{ "preset": "zDirect", "retries": 2 }');
  const form = await other.$eval("#run-form", (form) => {
    const value = (name) => form.querySelector(`[name=${name}]:checked`).value;
    return [form.querySelector("#script").value, value("method"), value("scale"), form.querySelector("#limit").value];
  });
  assert.deepEqual(form, ["3*503,200;effect", "POST", "100", "60"]);
});

test("what a link brings is text, never markup", async () => {
  const markup = '<img src=x onerror="window.pwned=1">';
  const page = await open({ hash: `#script=${encodeURIComponent(markup)}&policy=${encodeURIComponent(`{"${markup}":1}`)}` });
  await page.waitForFunction(() => document.querySelector("#policy-status").classList.contains("wrong"));
  assert.equal(await page.$$eval("img[src=x]", (images) => images.length), 0);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
});

test("what the policy says is there in full on a wide screen, and fades out where it goes on on a narrower one", async () => {
  const wide = await open({ width: 1280 });
  await wide.waitForSelector("#explain-scroll[data-goes-on='']");
  const narrow = await open({ width: 1000 });
  await narrow.waitForSelector("#explain-scroll[data-goes-on=below]");
  assert.match(await narrow.$eval("#explain-scroll", (box) => getComputedStyle(box).maskImage), /gradient/);
  await narrow.$eval("#explain-scroll", (box) => box.scrollTo(0, box.scrollHeight));
  await narrow.waitForSelector("#explain-scroll[data-goes-on='']");
});
