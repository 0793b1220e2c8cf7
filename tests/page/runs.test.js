// Runs: what the page shows of them agrees with what the server saw.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ended, figure, pageTests, run, text, texts } from "./support/page.js";

const open = pageTests();
const outcomes = (page) => texts(page, ".row[data-tone] .row-outcome");
const saw = (page) => text(page, "#saw .headline");

test("503 twice, then 200: three attempts and success", async () => {
  const page = await open();
  await run(page);
  assert.deepEqual(await outcomes(page), ["503", "503", "200"]);
  assert.equal(await figure(page, "reason"), "success");
  assert.equal(await figure(page, "attempts"), "3");
  assert.equal(await saw(page), "3 requests, 0 effects");
  const story = await texts(page, "#story li");
  assert.match(story[0], /Attempt 1: GET sent\./);
  assert.equal(story.filter((line) => line.includes("Waits")).length, 2);
  assert.match(story.at(-1), /success/);
});

test("retry tokens are spent while it runs", async () => {
  const page = await open({ hash: "#script=503,503,200&scale=100" });
  const left = () => text(page, "#tokens [data-figure=tokens]");
  assert.equal(await left(), "none to be seen");
  await run(page);
  const [, now, most] = /^(\d+(?:\.\d)?) of (\d+(?:\.\d)?) left$/.exec(await left()) ?? [];
  assert.ok(Number(most) >= 3 && Number(now) < Number(most) && Number(now) > 0, `${now} of ${most}`);
  const filled = await page.$eval("#tokens .gauge", (gauge) => Number(gauge.style.getPropertyValue("--filled")));
  assert.ok(Math.abs(filled - Number(now) / Number(most)) < 0.05, `${filled}`);
});

test("the attempts are drawn in order on one axis, each wait after its attempt", async () => {
  const page = await open({ hash: "#script=503,503,200&scale=10" });
  await run(page);
  const bars = await page.$$eval(".row[data-tone] .bar:not(.planned):not([hidden])", (elements) =>
    elements.map((bar) => [bar.getBoundingClientRect().left, bar.getBoundingClientRect().width]),
  );
  assert.equal(bars.length, 5);
  for (const [index, [left, width]] of bars.entries()) {
    assert.ok(width >= 3, `bar ${index} can be seen`);
    if (index > 0) assert.ok(left >= bars[index - 1][0], `bar ${index} does not begin before the one above`);
  }
});

test("a server's hint is named and is the least wait", async () => {
  const page = await open({ hash: "#script=429%3Bretry-after%3D1,200&scale=10" });
  await run(page);
  assert.match(await text(page, ".row-label"), /hint 1 s/);
  const [first, second] = await texts(page, "#saw .hits .when");
  assert.ok(Number.parseFloat(second) - Number.parseFloat(first) >= 1, `${first} to ${second}`);
});

test("a POST whose reply is dropped is sent once without a key", async () => {
  const page = await open();
  await page.select("#scenario", "dropped");
  await run(page);
  assert.equal(await figure(page, "reason"), "not-idempotent");
  assert.equal(await saw(page), "1 request, 1 effect");
});

test("a POST whose reply is dropped is sent twice and done once with a key", async () => {
  const page = await open();
  await page.select("#scenario", "dropped");
  await page.click("#key");
  await run(page);
  assert.equal(await figure(page, "reason"), "success");
  assert.equal(await saw(page), "2 requests, 1 effect");
  const [first, second] = (await texts(page, "#saw .hits li")).map((line) => /key (\S+)/.exec(line)?.[1]);
  assert.ok(first, "a key was sent");
  assert.equal(first, second);
});

test("Stop ends a wait at once, with reason aborted", async () => {
  const page = await open({ hash: "#preset=livePerson&script=503&limit=0" });
  await page.click("#run");
  await page.waitForSelector(".row .bar.waiting:not([hidden])");
  await page.click("#stop");
  await ended(page);
  assert.equal(await figure(page, "reason"), "aborted");
  assert.equal(await figure(page, "attempts"), "1");
  assert.equal(await saw(page), "1 request, 0 effects");
  assert.match(await text(page, "#verdict"), /Stopped by you/);
  assert.match(await text(page, ".row-label"), /cut short/);
});

test("Stop ends a hanging attempt, and the server sees the client go", async () => {
  const page = await open({ hash: "#script=hang" });
  await page.click("#run");
  await page.waitForSelector('.row[data-tone="pending"]');
  await page.click("#stop");
  await ended(page);
  assert.equal(await figure(page, "reason"), "aborted");
  assert.deepEqual(await outcomes(page), ["aborted"]);
  assert.match(await text(page, "#saw .hits"), /no answer/);
});

test("the page's own time limit ends a run, and says whose limit it was", async () => {
  const page = await open({ hash: "#script=hang&limit=10" });
  // Ten seconds are the shortest choice: a test takes an even shorter one.
  await page.$eval("#limit option", (option) => (option.value = "0.2"));
  await page.select("#limit", "0.2");
  await run(page);
  assert.equal(await figure(page, "reason"), "aborted");
  assert.match(await text(page, "#verdict"), /page’s own time limit/);
});

test("durations divided by 100 make a run of minutes one of seconds", async () => {
  const page = await open({ hash: "#preset=livePerson&script=503&scale=100&limit=60" });
  await page.waitForSelector("#run:not(:disabled)");
  await page.click("#run");
  await page.waitForFunction(() => document.querySelectorAll(".row[data-tone]").length === 5, { timeout: 20_000 });
  await page.click("#stop");
  await ended(page);
  const [first] = await texts(page, ".row-label");
  assert.match(first, /wait 5\d ms/, "five seconds and up to a tenth, divided by 100");
});

test("an endless body does not hold the retry up", async () => {
  const page = await open({ hash: "#script=503%3Bendless,200&scale=10" });
  await run(page);
  assert.deepEqual(await outcomes(page), ["503", "200"]);
});

test("a script that the server could not play is said to be wrong while it is typed, and nothing is sent", async () => {
  const page = await open();
  const fault = () => text(page, "#script-error");
  const cannotRun = () => page.$eval("#run", (button) => button.disabled);
  assert.equal(await fault(), "");
  await page.type("#script", ",banana");
  assert.match(await fault(), /^Step 4 has "banana"; known are a status, hang, /);
  assert.equal(await page.$eval("#script", (input) => input.getAttribute("aria-invalid")), "true");
  assert.equal(await cannotRun(), true);
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  assert.match(await text(page, "#timeline"), /^Press Run/);

  for (let presses = 0; presses < ",banana".length; presses++) await page.keyboard.press("Backspace");
  assert.equal(await fault(), "");
  assert.equal(await cannotRun(), false);

  await page.type("#script", ",99");
  assert.equal(await fault(), "Step 4: status must be a whole number from 200 to 599, but is 99.");
});

test("a server that hangs is seen to recover: the scenario divides the durations, and gives them back", async () => {
  const page = await open();
  const scale = () => page.$eval("input[name=scale]:checked", (radio) => radio.value);
  await page.select("#scenario", "hang");
  assert.equal(await scale(), "10");
  assert.match(await text(page, "#scale-note"), /divides each duration of the policy by 10/);
  await run(page);
  assert.deepEqual(await outcomes(page), ["timeout", "200"]);
  assert.equal(await figure(page, "reason"), "success");
  await page.select("#scenario", "twice");
  assert.equal(await scale(), "1");

  await page.click("input[name=scale][value='100']");
  await page.select("#scenario", "hang");
  await page.select("#scenario", "twice");
  assert.equal(await scale(), "100", "what the reader chose stays");
});

test("attempts that were not needed are said to be so", async () => {
  const page = await open({ hash: "#script=503,200&scale=10" });
  await run(page);
  assert.deepEqual(await texts(page, ".row.possible .row-text"), ["not needed", "not needed"]);
});

for (const hash of [
  "#script=503,503,200",
  "#script=drop,200%3Beffect&method=POST",
  "#preset=copyleaks&script=503&scale=100",
  "#script=object=7:100000;cut=0.8;how=rst,object=7:100000",
  "#script=sse=10;cut=0.5,sse=10",
]) {
  test(`nothing moves while it runs: ${hash}`, async () => {
    const page = await open({ hash });
    // Where the parts under the timeline begin: in a run each of them is filled.
    const places = () =>
      page.$$eval(".after, #story-heading, .code, .foot", (parts) =>
        parts.map((part) => part.getBoundingClientRect().top + scrollY),
      );
    await page.click("#run");
    await page.waitForSelector(".row[data-tone]");
    const before = await places();
    await ended(page);
    assert.deepEqual(await places(), before);
  });
}

test("who comes without a wish sees one call run by itself, on the first screen; who wants less motion, or has a link, does not", async () => {
  const page = await open({ hash: "" });
  await ended(page);
  assert.equal(await figure(page, "reason"), "success");
  const { top, bottom } = await page.$eval("#timeline", (timeline) => timeline.getBoundingClientRect().toJSON());
  assert.ok(top > 0 && bottom < 900, `${top} to ${bottom}`);
  for (const looks of [{ hash: "", motion: "reduce" }, { hash: "#script=503,200" }]) {
    const still = await open(looks);
    await still.waitForFunction(() => document.querySelector("#which-server").textContent !== "");
    assert.match(await text(still, "#verdict"), /Nothing has run yet\.$/);
  }
});

test("calls with one policy share its budget, from run to run, until the policy is another", async () => {
  const page = await open({ hash: "#script=503&scale=100" });
  const reasons = [];
  for (let runs = 0; runs < 3; runs++) {
    // What the last run left would pass for the end of this one.
    await page.evaluate(() => document.querySelector("#saw .hits")?.remove());
    await page.click("#run-again");
    await ended(page);
    reasons.push(await figure(page, "reason"));
  }
  // Three retries that fail take three of the six tokens.
  assert.deepEqual(reasons, ["attempts", "attempts", "budget"]);
  assert.equal(await text(page, "#tokens [data-figure=tokens]"), "0 of 6 left");
  await page.select("#preset", "copyleaks");
  await run(page);
  assert.equal(await figure(page, "reason"), "attempts");
});
