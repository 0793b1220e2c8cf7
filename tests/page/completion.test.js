// The editor knows the schema: what may stand at the cursor is suggested, and what stands there is explained.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { build } from "esbuild";
import { RetryPolicy } from "../../pkg/dist/index.js";
import { pageTests, text, texts, write } from "./support/page.js";

const open = pageTests();
const SCHEMA = JSON.parse(readFileSync(new URL("../../pkg-template/policy.schema.json", import.meta.url), "utf8"));
const SUGGESTIONS = ".cm-tooltip-autocomplete li";
const labels = (page) => texts(page, `${SUGGESTIONS} .cm-completionLabel`);

let editor;
before(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { placeAt } from "./place.ts"; export { optionsAt, valuesAt, schemasAt } from "./schema.ts";',
      resolveDir: new URL("../../www/src/try", import.meta.url).pathname,
    },
    bundle: true,
    write: false,
    format: "esm",
  });
  editor = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
});

async function ask(page) {
  // A popup that is still closing is not the one that is asked for.
  await page.waitForFunction(() => document.querySelector(".cm-tooltip-autocomplete") === null);
  await page.keyboard.down("Control");
  await page.keyboard.press(" ");
  await page.keyboard.up("Control");
  await page.waitForSelector(SUGGESTIONS);
}

test("an option is suggested by its first letters, and comes with its default", async () => {
  const page = await open();
  await write(page, '{ "dea');
  await page.waitForSelector(SUGGESTIONS);
  assert.deepEqual(await labels(page), ["deadline"]);
  await page.waitForSelector(".cm-completionInfo");
  assert.match(await text(page, ".cm-completionInfo"), /^How long the whole call may wait/);
  // In their first 75 ms suggestions are not chosen: a key that was meant for the text is left to it.
  await setTimeout(100);
  await page.keyboard.press("Enter");
  assert.equal(await text(page, ".cm-content"), '{ "deadline": "3m"');
  // The default is selected: what is typed next takes its place.
  await page.keyboard.type('"1m" }');
  assert.equal(await text(page, ".cm-content"), '{ "deadline": "1m" }');
  assert.match(await text(page, "#policy-status"), /^Valid/);
});

test("asked for, all options are suggested that are not there yet", async () => {
  const page = await open();
  await write(page, '{ "retries": 2, "jitter": "none", ');
  await ask(page);
  const expected = Object.keys(SCHEMA.$defs.options.properties).filter((name) => !["retries", "jitter"].includes(name));
  assert.deepEqual((await labels(page)).toSorted(), expected.toSorted());
});

test("values are suggested too, inside of objects as well", async () => {
  const page = await open();
  await write(page, '{ "backoff": { "type": ');
  await ask(page);
  assert.deepEqual((await labels(page)).toSorted(), ['"constant"', '"exponential"', '"fibonacci"', '"linear"', '"list"']);
});

test("Escape closes the suggestions, and Tab leaves the editor", async () => {
  const page = await open();
  await write(page, "{ ");
  await ask(page);
  await page.keyboard.press("Escape");
  assert.deepEqual(await labels(page), []);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".cm-editor")), null);
});

test("every option that is suggested with its default is a policy that the package takes", () => {
  for (const [name, { default: usual }] of editor.optionsAt([])) {
    if (usual !== undefined) new RetryPolicy({ [name]: usual });
  }
  for (const value of editor.valuesAt(["jitter"])) new RetryPolicy({ jitter: value });
  for (const value of editor.valuesAt(["timeouts"])) new RetryPolicy({ timeouts: value });
  for (const value of editor.valuesAt(["breaker"])) new RetryPolicy({ breaker: value });
  assert.deepEqual([...editor.optionsAt(["tiers", 0]).keys()], ["retries", "backoff", "jitter"]);
  assert.ok(editor.optionsAt(["breaker", "open"]).has("base"));
  assert.deepEqual(editor.valuesAt(["until"]).toSorted(), ["done", false, "found"]);
});

test("where one stands is known while the text is unfinished", () => {
  const cases = [
    ["", [], "value", ""],
    ['"cop', [], "value", '"cop'],
    ["{", [], "name", ""],
    ['{ "re', [], "name", '"re'],
    ['{ "retries": ', ["retries"], "value", ""],
    ['{ "retries": 3', ["retries"], "value", "3"],
    ['{ "retries": 3, ', [], "name", ""],
    ['{ "retries": 3, "backoff": { "base": "5s", "ty', ["backoff"], "name", '"ty'],
    ['{ "tiers": [{ "retries": 2 }, { "jitter": "', ["tiers", 1, "jitter"], "value", '"'],
    ['{ "tiers": [{ "retries": 2 }, {', ["tiers", 1], "name", ""],
    ['{ "statuses": [503, ', ["statuses", 1], "value", ""],
    ['{ "budget": { "ratio": 0.1 }, "x": {}, ', [], "name", ""],
    ['{ "idempotencyKey": "a \\" { b", ', [], "name", ""],
  ];
  for (const [written, path, wants, word] of cases) {
    const place = editor.placeAt(`${written}`, written.length);
    assert.deepEqual(
      { ...place, word: written.slice(place.from) },
      { path, wants, from: written.length - word.length, word },
      written,
    );
  }
});
