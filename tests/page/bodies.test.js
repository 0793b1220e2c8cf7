// Bodies on Try it: what came, where it broke, how it went on, in the drawing and in words.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { violations } from "./support/axe.js";
import { contrasts } from "./support/contrast.js";
import { ended, figure, pageTests, run, text, texts } from "./support/page.js";

const open = pageTests();
const folder = mkdtempSync(join(tmpdir(), "body-snippets-"));
after(() => rmSync(folder, { recursive: true }));

const outcomes = (page) => texts(page, ".row[data-tone] .row-outcome");
const labels = (page) => texts(page, ".row[data-tone] .row-label");
/** What the server saw. How a connection ended that the client gave up, it may not know yet. */
const hits = async (page) =>
  (await texts(page, "#saw .hits li span:last-child")).map((hit) => hit.replace(/, (still open|closed by the \w+)/, ""));
const story = (page) => texts(page, "#story li span:last-child");

/** Of the bars that are shown of an attempt: from when to when, in milliseconds. */
const bars = (page, row) =>
  page.$$eval(`.row:nth-child(${row}) .bar:not([hidden]), .row:nth-child(${row}) .break-mark:not([hidden])`, (elements) =>
    Object.fromEntries(
      elements.map((bar) => [
        bar.className.split(" ").at(-1),
        ["--start", "--end"].map((name) => Number(bar.style.getPropertyValue(name))),
      ]),
    ),
  );

const numberOf = (digits) => Number(digits?.replaceAll(",", ""));

async function choose(scenario, looks) {
  const page = await open(looks);
  await page.select("#scenario", scenario);
  return page;
}

test("a body that is cut at 80 % goes on by a range, and not a byte comes twice", async () => {
  const page = await choose("cut");
  await run(page);
  assert.deepEqual(await outcomes(page), ["200", "206"]);
  const [first, second] = await labels(page);
  // An engine may drop what it had received when the break came, and not yet handed over.
  const [, some] = /^([\d,]+) bytes, broke, then wait /.exec(first) ?? [];
  const [, more] = /^([\d,]+) more bytes by a range$/.exec(second) ?? [];
  const before = numberOf(some);
  assert.ok(before > 0 && before <= 80_000, first);
  assert.equal(before + numberOf(more), 100_000, second);
  assert.ok(
    (await text(page, "#verdict")).includes(`100,000 bytes, in spite of 1 break; ${more} of them came by a range.`),
    await text(page, "#verdict"),
  );
  assert.equal(await figure(page, "reason"), "success");
  assert.equal(await figure(page, "attempts"), "2");
  // From 1 KiB before the break on, to be compared.
  assert.deepEqual(await hits(page), ["GET → 200", `GET → 206, asked for bytes=${Math.max(0, before - 1024)}-`]);
  const told = await story(page);
  for (const sentence of [`The body broke after ${some} bytes.`, `The body goes on at byte ${some}, by a range.`])
    assert.ok(told.includes(sentence), sentence);
  assert.match(told.at(-1), /^Ended, reason “success”\. 100,000 bytes, /);
  const summary = await page.$eval("#timeline", (timeline) => timeline.getAttribute("aria-label"));
  assert.ok(summary.endsWith(`1: 200 OK, ${some} bytes, broke; 2: 206 Partial Content, ${second}`), summary);

  const broken = await bars(page, 1);
  assert.ok(broken.body[0] >= broken.attempt[1] && broken.body[1] > broken.body[0], "the body comes after the head");
  assert.ok(broken["break-mark"][0] >= broken.body[1], "it broke after the last bytes");
  const rest = await bars(page, 2);
  assert.ok(rest.body[0] >= broken["break-mark"][0]);
  assert.deepEqual(Object.keys(rest), ["attempt", "body"], "the rest is whole");
});

test("a body that falls silent at 80 % is continued from the last byte that came", async () => {
  const page = await open({ hash: "#script=object=7:100000;cut=0.8;how=stall,object=7:100000" });
  await run(page);
  const [first, second] = await labels(page);
  assert.match(first, /^80,000 bytes, silent for [\d.]+ s, then wait /);
  assert.equal(second, "20,000 more bytes by a range");
  assert.match(await text(page, "#verdict"), /100,000 bytes, in spite of 1 break; 20,000 of them came by a range\./);
  assert.deepEqual(await hits(page), ["GET → 200", "GET → 206, asked for bytes=78976-"]);
});

test("a stream that falls silent goes on after its last event, and each event comes once", async () => {
  const page = await choose("silent");
  await run(page);
  assert.deepEqual(await outcomes(page), ["200", "200"]);
  const [first, second] = await labels(page);
  assert.match(first, /^5 events, silent for [\d.]+ s, then wait /);
  assert.equal(second, "5 more events, after event 5");
  assert.match(
    await text(page, "#verdict"),
    /All events.*10 events, each once, in spite of 1 break; 5 of them came after a Last-Event-ID\./,
  );
  assert.equal(await figure(page, "reason"), "success");
  assert.deepEqual(await hits(page), ["GET → 200", "GET → 200, last event 5"]);
  const { silence, body } = await bars(page, 1);
  assert.equal(silence[0], body[1]);
  assert.ok(silence[1] - silence[0] >= 1_900, `silent for ${silence[1] - silence[0]} ms`);
});

test("what has come is drawn while the stream is open, and Stop ends the reading", async () => {
  // Five events, one after the other, and then comments for as long as somebody listens.
  const page = await open({ hash: "#script=sse=10;cut=105;every=20;how=stall;comment-every=50" });
  await page.click("#run");
  await page.waitForFunction(() => document.querySelector(".row-label")?.textContent === "5 events");
  const { body, silence, ...others } = await bars(page, 1);
  assert.ok(body[1] > body[0] && silence[0] === body[1]);
  assert.deepEqual(Object.keys(others), ["attempt"]);
  await page.click("#stop");
  await ended(page);
  assert.equal(await figure(page, "reason"), "aborted");
  assert.deepEqual(await labels(page), ["5 events, aborted"]);
});

test("a body whose rest is of another version ends with what was whole, and says why", async () => {
  const page = await open({ hash: "#script=object=7:5000;cut=0.5;how=stall,object=7:5000:1" });
  await run(page);
  assert.equal(await figure(page, "reason"), "changed");
  const verdict = await text(page, "#verdict");
  assert.match(verdict, /BodyError.*2,500 bytes had been handed over before that\..*what the server has now is another one/);
});

test("what reads bodies is loaded once a script has one", async () => {
  const page = await open();
  const loaded = () =>
    page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => /\/body-[^/]*\.js$/.test(name)));
  await run(page);
  assert.equal(await loaded(), false);
  await page.select("#scenario", "cut");
  await run(page);
  assert.equal(await loaded(), true);
});

for (const [scenario, call, says] of [
  ["cut", /resuming\("standard", \{ idle: "2s" \}\)/, /bodyReportOf\(response\)/],
  ["silent", /events\("https:[^"]+", policy, \{/, /done: \(\{ id \}\) => id === "10"/],
]) {
  test(`the code for ${scenario} reads the body as the page does, and parses`, async () => {
    const page = await open();
    await page.click("#tab-create");
    await page.select("#scenario", scenario);
    assert.deepEqual(await texts(page, "[role=tab]:not([hidden])"), ["Browser", "Node ESM", "CommonJS"]);
    assert.deepEqual(await texts(page, "[role=tab][aria-selected=true]"), ["Browser"], "no code stays that does something else");
    for (const tab of ["browser", "esm", "cjs"]) {
      const code = await page.$eval(`#panel-${tab} code`, (element) => element.textContent);
      assert.match(code, call, tab);
      assert.match(code, says, tab);
      const file = join(folder, tab === "cjs" ? "code.cjs" : "code.mjs");
      writeFileSync(file, code);
      execFileSync(process.execPath, ["--check", file], { stdio: "pipe" });
    }
    await page.select("#scenario", "twice");
    assert.equal((await texts(page, "[role=tab]:not([hidden])")).length, 4);
  });
}

for (const [scenario, width, scheme] of [
  ["cut", 1280, "light"],
  ["cut", 390, "dark"],
  ["silent", 1280, "dark"],
  ["silent", 390, "light"],
]) {
  test(`${scenario} after a run, ${width} px in ${scheme}: axe finds nothing, all text has contrast, all fits`, async () => {
    const page = await choose(scenario, { width, height: 900, scheme });
    await run(page);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(
      (await contrasts(page)).filter(({ ratio }) => ratio < 4.5),
      [],
    );
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
  });
}
