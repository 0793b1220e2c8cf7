// examples/yew, an application in Rust, as a page in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../engines/launch.js";
import { openStage } from "../package/support/stage.js";
import { servePlainFiles } from "../page/support/plain-files.js";
import { built } from "./support/program.js";

const stage = await openStage();
let files;
let browser;

before(async () => {
  files = await servePlainFiles(built("HOLDFAST_YEW"), "/");
  browser = await launch("chromium");
});

after(async () => {
  await browser?.close();
  files?.close();
});

/** Opens the page for this address, and resolves with what it shows once it is done. */
async function shown(url, policy) {
  const page = await browser.open(`${files.url}?${new URLSearchParams({ url, policy: JSON.stringify(policy) })}`);
  await page.waitForFunction(() => /^(loaded|failed)$/.test(document.querySelector("#state")?.textContent));
  const [state, text] = await page.$$eval("#state, pre", (found) => found.map(({ textContent }) => textContent));
  await page.close();
  return { state, text };
}

const QUICK = { backoff: { type: "constant", base: 1 }, jitter: "none" };

test("what a busy server answers at last is shown", async () => {
  const { url, journal } = await stage.play("drop,503;retry-after=1,200");
  const { state, text } = await shown(url, QUICK);
  assert.equal(state, "loaded", text);
  assert.equal(JSON.parse(text).attempt, 3);
  const { hits } = await journal({ hits: 3 });
  assert.ok(hits[2].at - hits[1].endedAt >= 999, "not earlier than the server asked");
});

test("why there is no answer is shown as well", async () => {
  const { url } = await stage.play("reset");
  const { state, text } = await shown(url, { ...QUICK, retries: 2 });
  assert.equal(state, "failed");
  assert.equal(text, `GET ${url}: attempts (3 attempts, the last: network)`);
});

test("a bad policy is refused in a sentence, before anything is sent", async () => {
  const { url, journal } = await stage.play("200");
  const { state, text } = await shown(url, { retries: -1 });
  assert.equal(state, "failed");
  assert.equal(text, "retry policy: retries is -1; allowed: a whole number from 0 to 1000");
  assert.equal((await journal({ open: 0 })).hits.length, 0);
});
