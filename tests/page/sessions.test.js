// Keep-alive and the second tier, in a worker where time is sped up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pageTests, text, texts, unless } from "./support/page.js";

const open = pageTests();
const atPage = (looks) => open({ path: "sessions/", ready: "#session-figures dd", ...looks });
const figure = (page, name) => page.$eval(`[data-figure=${name}]`, (element) => Number(element.textContent));
const reaches = (page, name, least) =>
  page.waitForFunction(
    (selector, value) => Number(document.querySelector(selector).textContent) >= value,
    {},
    `[data-figure=${name}]`,
    least,
  );
/** Keeps all figures as they are at the moment when one of them is so much: `kept` gives them, however late it asks. */
const keep = (page, name, least) =>
  page.evaluate(
    (reached, value) => {
      const all = () =>
        Object.fromEntries(
          [...document.querySelectorAll("[data-figure]")].map((figure) => [figure.dataset.figure, Number(figure.textContent)]),
        );
      window.kept = new Promise((resolve) => {
        const look = () => {
          const figures = all();
          if (!(figures[reached] >= value)) return;
          observer.disconnect();
          resolve(figures);
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      });
    },
    name,
    least,
  );
const kept = (page) => page.evaluate(() => window.kept);
const story = async (page) => (await texts(page, "#session-story li")).join("\n");
const minutes = (line) => {
  const [, whole, seconds] = /^(\d+):(\d\d)/.exec(line);
  return Number(whole) + Number(seconds) / 60;
};

test("beats come every five minutes, a little early at most", async () => {
  const page = await atPage();
  await page.click("#session-start");
  await reaches(page, "beat", 3);
  const beats = (await texts(page, "#session-story li")).filter((line) => /was answered/.test(line)).map(minutes);
  assert.equal(beats.length, 3);
  assert.ok(beats[0] < 1, `the first at once: ${beats[0]} min`);
  for (const index of [1, 2]) {
    const wait = beats[index] - beats[index - 1];
    assert.ok(wait > 4 && wait < 6, `${wait} min`);
  }
  assert.equal(await figure(page, "requests"), 3);
});

test("a laptop that slept sends one beat, and tells of those that it missed", async () => {
  const page = await atPage();
  await page.select("#interval", "messagingAgentSdk.getClock");
  await page.click("#session-start");
  await reaches(page, "beat", 1);
  await page.click("#lid");
  assert.equal(await page.$eval("#lid", (button) => button.getAttribute("aria-pressed")), "true");
  const sent = await figure(page, "requests");
  // Three intervals of thirty seconds, at ten times the speed.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 9_500)));
  assert.equal(await figure(page, "requests"), sent, "nothing runs while it sleeps");
  await keep(page, "beat", 2);
  await page.click("#lid");
  const { requests, missed } = await kept(page);
  assert.equal(requests, sent + 1, "one beat, and no burst");
  assert.ok(missed >= 2, `${missed} were missed`);
  assert.match(await story(page), /beats were due and not sent: the laptop slept/);
  const told = (await texts(page, "#session-story li")).map(minutes);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
    "no line is earlier than the one before",
  );
  assert.equal((await page.$$eval(".strip-mark.missed", (marks) => marks.map(() => 1))).length, await figure(page, "missed"));
});

test("a beat that is refused is retried, and given up before the next is due", async () => {
  const page = await atPage();
  await page.$eval("input[name=session-server][value=down]", (radio) => radio.click());
  await page.click("#session-start");
  await reaches(page, "failed", 1);
  const told = await story(page);
  assert.match(told, /tried again in 5/);
  assert.match(told, /Beat 1 is given up with 503, reason “deadline”\. The next retry would come when the next beat is due/);
  assert.ok((await figure(page, "requests")) >= 4);
  await page.$eval("input[name=session-server][value=well]", (radio) => radio.click());
  await reaches(page, "beat", 1);
});

test("when the tokens run out, each beat is sent once, and the page says why", async () => {
  const page = await atPage();
  await page.$eval("input[name=session-server][value=down]", (radio) => radio.click());
  await keep(page, "failed", 3);
  await page.click("#session-start");
  const { requests } = await kept(page);
  const told = (await texts(page, "#session-story li")).filter((line) => /given up/.test(line));
  assert.match(told[2], /Beat 3 is given up with 503, reason “budget”\. No retry token is left: each that fails takes one/);
  // The first beat and its four retries, the second with the two tokens that were left, the third alone.
  assert.equal(requests, 9);
});

test("Stop ends it: nothing is sent any more", async () => {
  const page = await atPage();
  await page.click("#session-start");
  await reaches(page, "beat", 1);
  await page.click("#session-start");
  assert.equal(await text(page, "#session-start"), "Start");
  const sent = await figure(page, "requests");
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 6_000)));
  assert.equal(await figure(page, "requests"), sent);
});

test("the first tier outlasts a hiccup", async () => {
  const page = await atPage();
  await page.select("#outage", "8000");
  await page.click("#tiers-start");
  for (const id of ["one", "two"]) {
    await page.waitForFunction((outcome) => /^Answered/.test(document.querySelector(outcome).textContent), {}, `#${id}-outcome`);
    assert.match(await text(page, `#${id}-outcome`), /[23] requests/);
  }
});

test("the second tier outlasts an outage of minutes, the first does not", async () => {
  const page = await atPage();
  await page.click("#tiers-start");
  await page.waitForFunction(() => /^Answered/.test(document.querySelector("#two-outcome").textContent));
  // It is drawn a moment after it is told.
  await page.waitForSelector("#two .possible .row-text");
  assert.match(await text(page, "#one-outcome"), /^Given up after .+: 4 requests, reason “attempts”\.$/);
  assert.match(await text(page, "#two-outcome"), /^Answered after \d+ min.*: 6 requests\.$/);
  const outcomes = await texts(page, "#two .row[data-tone] .row-outcome");
  assert.deepEqual(outcomes, ["503", "503", "503", "503", "503", "200"]);
  assert.match(await page.$eval("#two", (timeline) => timeline.getAttribute("aria-label")), /6 attempts/);
  assert.deepEqual(await texts(page, "#two .possible"), ["7not needed"]);
  assert.deepEqual(await texts(page, "#one .tick"), await texts(page, "#two .tick"), "one axis for both");
});

test("a server that does not come back is given up for good, after both tiers", async () => {
  const page = await atPage();
  await page.select("#outage", "Infinity");
  await page.click("#tiers-start");
  await page.waitForFunction(() => /^Given up/.test(document.querySelector("#two-outcome").textContent));
  assert.match(await text(page, "#two-outcome"), /: 7 requests, reason “attempts”\.$/);
});

for (const width of [1280, 390]) {
  const skip = unless("chromium", "only Chromium measures layout shifts");
  test(`nothing moves while it runs, ${width} px wide`, { skip }, async () => {
    const page = await atPage({ width, height: 900 });
    await page.evaluate(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
          // What runs along the strips is meant to move.
          const moved = sources
            .map(({ node }) => node?.parentElement?.id || node?.className)
            .filter((name) => !/strip|bar|row|tick/.test(name));
          if (moved.length > 0) window.shifts.push([value, ...moved]);
        }
      }).observe({ type: "layout-shift" });
    });
    await page.select("#outage", "8000");
    await page.click("#tiers-start");
    await page.click("#session-start");
    await page.waitForFunction(() => /^Answered/.test(document.querySelector("#two-outcome").textContent));
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
  });
}
