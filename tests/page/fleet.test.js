// The fleet: each lesson is one click, what the page says are the numbers of the run, and the run is that of the simulator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { turn } from "../../www/src/fleet/knobs.ts";
import { Fleet, scenes } from "../simulator/support.js";
import { violations } from "./support/axe.js";
import { contrasts } from "./support/contrast.js";
import { pageTests, text, texts, unless } from "./support/page.js";
import { sum, tasksDuring } from "./support/tasks.js";

const open = pageTests();

/** A fleet that is simulated in no time. */
const SMALL = { brownout: "&clients=2000&capacity=40", restart: "&clients=2000&capacity=80&surge=2000" };

const atFleet = async (hash = "", looks = {}) => {
  // A link to the list of lessons runs none.
  const page = await open({ path: "fleet/", hash: hash || "#lessons", ready: "#main", ...looks });
  await state(page, hash === "" ? "ready" : "done");
  return page;
};
const state = (page, wanted) => page.waitForFunction((name) => document.body.dataset.run === name, { timeout: 120_000 }, wanted);
const numbers = (page, selector) =>
  page.$$eval(`${selector} tr`, (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
const number = (written) => Number(written.replaceAll(",", ""));

/** The same natively built simulator, asked for what the page should show. */
function simulate(name, knobs = {}) {
  const { scenario, policies } = scenes().find((scene) => scene.name === name);
  const turned = turn(scenario, knobs);
  return policies.map(({ policy }) => {
    const fleet = new Fleet(turned, policy, turned.seed);
    fleet.advance(turned.duration);
    const outcome = fleet.outcome();
    fleet.free();
    return outcome;
  });
}

test("who comes without a wish sees a lesson at once, and of its charts the first", async () => {
  const page = await open({ path: "fleet/", ready: "#main" });
  await state(page, "done");
  assert.equal(await text(page, "#run-heading"), "Why a budget: a slow server");
  assert.equal((await texts(page, "#story li")).length, 4, "one for each policy, and what they differ in");
  assert.equal(await page.evaluate(() => scrollY), 0, "nothing is scrolled");
  const shown = () => page.$$eval(".plot", (plots) => plots.filter((plot) => plot.checkVisibility()).length);
  assert.equal(await shown(), 1);
  await page.click("#more > summary");
  assert.equal(await shown(), 5);
  await page.waitForFunction(() =>
    [...document.querySelectorAll("#more .plot")].every(
      (plot) => Math.abs(plot.querySelector("canvas").getBoundingClientRect().width - plot.clientWidth) < 2,
    ),
  );
});

test("one click on a lesson simulates it; the numbers are those of the simulator", async () => {
  const page = await atFleet();
  await page.click("#lesson-outage");
  await state(page, "done");
  assert.equal(await text(page, "#run-heading"), "Why a breaker: a dead server");
  const [head, ...rows] = await numbers(page, "#numbers");
  assert.deepEqual(head.slice(0, 2), ["Policy", "Requests per call"]);
  const outcomes = simulate("outage");
  assert.equal(rows.length, outcomes.length);
  for (const [index, { summary, ledger, series }] of outcomes.entries()) {
    const [name, perCall, most, , recovery, failed] = rows[index];
    assert.equal(name, ["With a breaker", "Without a breaker"][index]);
    assert.equal(perCall, summary.amplification.toFixed(2));
    assert.equal(number(most), Math.max(...series.arrivals));
    assert.equal(number(failed.split(" (")[0]), ledger.bad);
    assert.match(recovery, index === 0 ? /^\d+ s$/ : /^2 min \d+ s$/);
  }
  const [difference, withOne, without] = await texts(page, "#story li");
  assert.match(withOne, /^With a breaker: while it is dead the server is sent 2\d,\d{3} requests/);
  assert.match(without, /^Without a breaker: while it is dead the server is sent 8\d,\d{3} requests/);
  const [, more, less] = /of the same [\d,]+ calls, ([\d,]+) fail without a breaker, and ([\d,]+) with a breaker/.exec(
    difference,
  );
  assert.deepEqual([number(more), number(less)], [outcomes[1].ledger.bad, outcomes[0].ledger.bad]);
});

test("without a budget the sentence says that the server is not well again, with it that it is", async () => {
  const page = await atFleet(`#scene=brownout${SMALL.brownout}`);
  const [, withOne, without] = await texts(page, "#story li");
  const [outcome, never] = simulate("brownout", { clients: 2000, capacity: 40 });
  assert.equal(never.summary.recovery, null);
  assert.ok(withOne.includes(`answers are back to normal ${outcome.summary.recovery} s after the trouble is over`), withOne);
  assert.match(without, /the server is not well again when this run ends.*it answers 0 of \d+ calls a second in time/);
  assert.equal((await numbers(page, "#numbers"))[2][4], "not in this run");
});

test("without jitter the sentence counts the crowds that come back", async () => {
  const page = await atFleet(`#scene=restart${SMALL.restart}`);
  const [, withOne, without] = await texts(page, "#story li");
  assert.match(withOne, /95\s% of the crowd are answered after \d+(\.\d)? s/);
  const [, times, largest] = /crowds begin to come back, (\d) times, the largest with ([\d,]+) requests in a second/.exec(
    without,
  );
  assert.ok(Number(times) >= 5, times);
  const [, outcome] = simulate("restart", { clients: 2000, capacity: 80, surge: 2000 });
  assert.equal(number(largest), Math.max(...outcome.series.arrivals.slice(71)));
});

test("a what-if changes the run, the link and the names, and the link shows the same run to others", async () => {
  const page = await atFleet(`#scene=brownout${SMALL.brownout}`);
  const before = await numbers(page, "#numbers");
  await page.$eval("#knob-outage", (input) => {
    input.value = "60";
    input.dispatchEvent(new Event("change"));
  });
  await page.click("#policy-0-jitter");
  await page.click("#policy-2-breaker");
  assert.match(await text(page, "#status"), /Changed/);
  await page.click("#run-changed");
  await state(page, "done");
  const rows = await numbers(page, "#numbers");
  assert.notDeepEqual(rows, before);
  assert.deepEqual(
    rows.slice(1).map(([name]) => name),
    ["With standard, no jitter", "Without a budget", "With standard, no retries and a breaker"],
  );
  assert.match(await text(page, "#question"), /for 1 min\./);

  const { hash } = new URL(await page.evaluate(() => location.href));
  assert.match(hash, /outage=60/);
  const other = await atFleet(hash);
  assert.deepEqual(await numbers(other, "#numbers"), rows);
  assert.deepEqual(await texts(other, "#story li"), await texts(page, "#story li"));

  await page.click("#reset");
  await page.click("#run");
  await state(page, "done");
  assert.equal(await page.$eval("#knob-clients", ({ value }) => value), "100000");
});

test("an experiment is one click, and its link shows it to others", async () => {
  const page = await atFleet();
  await page.click("#lesson-flaky");
  await state(page, "done");
  const [, withThem, without] = await texts(page, "#story li");
  assert.match(withThem, /^With retries: no call fails; the server gets 1\.03 requests for each call\.$/);
  assert.match(without, /^Without retries: 3\s% of all calls fail; the server gets 1\.00 requests for each call\.$/);
  await page.click("#experiments li:nth-child(2) button");
  await state(page, "done");
  const names = (await numbers(page, "#numbers")).slice(1).map(([name]) => name);
  assert.deepEqual(names, ["With retries", "With standard, no budget"]);
  assert.equal(await page.$eval("#knob-flaky", ({ value }) => value), "50");
  const other = await atFleet(new URL(await page.evaluate(() => location.href)).hash);
  assert.deepEqual(await numbers(other, "#numbers"), await numbers(page, "#numbers"));
});

test("hints that are taken to the letter are a switch of the policy", async () => {
  const page = await atFleet("#scene=herd&clients=2000&capacity=40&surge=1200&policy={}");
  const spread = () => page.$eval("#policy-0-spread", ({ checked }) => checked);
  const written = () => page.$eval("#policy-0-written", ({ value }) => JSON.parse(value));
  assert.equal(await spread(), true);
  await page.click("#policy-0-spread");
  assert.deepEqual([await spread(), await written()], [false, { retryAfter: { jitter: "none" } }]);
  await page.click("#policy-0-spread");
  assert.deepEqual([await spread(), await written()], [true, {}]);
});

test("policies are added, removed, chosen and written", async () => {
  const page = await atFleet(`#scene=brownout${SMALL.brownout}`);
  await page.click("#add-policy");
  assert.ok(await page.$eval("#add-policy", ({ disabled }) => disabled), "four are the most");
  await page.select("#policy-3-start", "3 at once");
  await page.$eval("#policies li:nth-child(2) .policy-head button", (button) => button.click());
  await page.$eval("#policy-0-written", (area) => {
    area.value = '{ "preset": "fleet", "backoff": { "base": "1s" } }';
    area.dispatchEvent(new Event("change"));
  });
  await page.click("#run");
  await state(page, "done");
  const names = (await numbers(page, "#numbers")).slice(1).map(([name]) => name);
  assert.deepEqual(names, ["With fleet, own options", "Without retries", "With 3 retries at once"]);
});

test("what is wrong with a policy is said beside it, in the package's words", async () => {
  const page = await open({
    path: "fleet/",
    hash: `#scene=brownout${SMALL.brownout}&policy={}&policy={"retries":-1}`,
    ready: "#main",
  });
  await state(page, "refused");
  assert.match(await text(page, "#policy-1-complaint"), /^retry policy: retries is -1/);
  assert.equal(await text(page, "#policy-0-complaint"), "");
  await page.$eval("#policy-1-written", (area) => {
    area.value = "{ nothing";
    area.dispatchEvent(new Event("change"));
  });
  assert.match(await text(page, "#policy-1-complaint"), /^No policy yet/);
});

test("an option by the name of what every object has is refused like any other", async () => {
  const page = await open({ path: "fleet/", hash: `#scene=brownout${SMALL.brownout}&policy={"constructor":1}`, ready: "#main" });
  await state(page, "refused");
  assert.match(await text(page, "#policy-0-complaint"), /^retry policy: constructor is not an option/);
});

test("who changes a field gets to the next one, by key and by click", async () => {
  const page = await atFleet(`#scene=brownout${SMALL.brownout}`);
  const replace = async (field, value) => {
    await page.focus(field);
    await page.keyboard.down("Control");
    await page.keyboard.press("KeyA");
    await page.keyboard.up("Control");
    await page.keyboard.type(value);
  };
  await replace("#knob-clients", "3000");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "knob-capacity");
  assert.match(await page.evaluate(() => location.hash), /clients=3000/);
  await replace("#policy-0-retries", "5");
  await page.click("#policy-0-breaker");
  assert.equal(await text(page, "#policy-0-name"), "With standard, 5 retries and a breaker");
});

test("a link from a stranger changes nothing that is not allowed", async () => {
  const page = await atFleet("#scene=brownout&clients=-5&capacity=1e99&load=x&duration=60&policy=nonsense&policy=[1]&seed=7");
  const value = (name) => page.$eval(`#knob-${name}`, (input) => input.value);
  assert.deepEqual([await value("clients"), await value("capacity"), await value("load")], ["1", "20000", "70"]);
  assert.deepEqual([await value("duration"), await value("seed")], ["60", "7"]);
  assert.equal((await texts(page, "#policies li")).length, 3, "those of the scene");
});

test("a policy that is too deep for the simulator is none, in a link and in the editor", async () => {
  const deep = `${'{"retries":'.repeat(3_000)}1${"}".repeat(3_000)}`;
  const page = await atFleet(
    `#scene=brownout${SMALL.brownout}&policy=${deep.slice(0, 300)}&policy=${'{"a":'.repeat(8)}1${"}".repeat(8)}`,
  );
  assert.equal((await texts(page, "#policies li")).length, 3, "those of the scene");
  for (const [written, complaint] of [
    [deep, /^No policy yet: it has \d+ characters; 4000 are allowed/],
    [`${'{"a":'.repeat(8)}1${"}".repeat(8)}`, /^No policy yet: no option is 6 levels deep/],
  ]) {
    await page.$eval(
      "#policy-0-written",
      (area, text) => {
        area.value = text;
        area.dispatchEvent(new Event("change"));
      },
      written,
    );
    assert.match(await text(page, "#policy-0-complaint"), complaint);
  }
  // What is unfinished stays, and nothing else is run in its place.
  await page.click("#policy-1-jitter");
  assert.match(await page.$eval("#policy-0-written", ({ value }) => value), /^\{"a":\{"a"/);
  await page.click("#run-changed");
  assert.match(await text(page, "#status"), /^One of the policies is not finished/);
});

test("Cancel gives up at once, and the focus goes on to Run", async () => {
  const page = await atFleet();
  await page.click("#lesson-brownout");
  await page.waitForFunction(() => document.querySelector("#progress").value > 0);
  await page.focus("#cancel");
  await page.keyboard.press("Enter");
  await state(page, "cancelled");
  assert.match(await text(page, "#status"), /^Cancelled/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "run");
  const progress = await page.$eval("#progress", ({ value }) => value);
  assert.ok(progress > 0 && progress < 1, `${progress}`);
  // Another run is not disturbed by what is left of the one before, whatever that was busy with.
  await page.evaluate(() => {
    location.hash = `#scene=restart&clients=300000&surge=300000&over=0&policy=${JSON.stringify({
      retries: 1_000,
      backoff: { type: "constant", base: 0 },
      jitter: "none",
      budget: false,
    })}`;
  });
  await state(page, "running");
  await new Promise((resolve) => setTimeout(resolve, 500));
  await page.click("#lesson-outage");
  await state(page, "done");
  assert.equal((await numbers(page, "#numbers"))[1][0], "With a breaker");
});

test("the charts are told in words, and read second by second from the keyboard", async () => {
  const page = await atFleet(`#scene=outage&duration=120`);
  const [outcome] = simulate("outage", { duration: 120 });
  const label = await page.$eval("#plot-arrivals", (plot) => plot.getAttribute("aria-label"));
  assert.match(
    label,
    /^Chart of the requests that arrive in a second\. With a breaker: [\d,]+ at first, at most [\d,]+, in second \d+,/,
  );
  await page.click("#more > summary");
  await page.focus("#second");
  // The last second of the trouble.
  await page.waitForFunction(() => document.querySelector("#second-shown").textContent === "1 min 59 s");
  await page.keyboard.press("Home");
  for (let press = 0; press < 65; press++) await page.keyboard.press("ArrowRight");
  assert.equal(await text(page, "#second-shown"), "1 min 5 s");
  const [[name, ...read]] = await numbers(page, "#reading");
  assert.equal(name, "With a breaker");
  const { arrivals, goodput, failed, queue, waiting } = outcome.series;
  const failedSoFar = failed.slice(0, 66).reduce((sum, count) => sum + count);
  assert.ok(failedSoFar > 0);
  assert.deepEqual(read.map(number), [arrivals[65], goodput[65], failedSoFar, queue[65], waiting[65]]);
});

test("Try it leads here with its policy", async () => {
  const page = await open({ hash: "#preset=copyleaks" });
  const href = await page.$eval("#to-fleet", (link) => link.href);
  const { pathname, hash } = new URL(href);
  assert.match(pathname, /\/fleet\/$/);
  const fleet = await atFleet(`${hash}&clients=2000&capacity=40&duration=200`);
  const names = (await numbers(fleet, "#numbers")).slice(1).map(([name]) => name);
  assert.deepEqual(names, ["With copyleaks", "With a budget", "Without a budget", "Without retries"]);
});

test("what is drawn grows while it runs; where motion is unwelcome, nothing is drawn before the end", async () => {
  for (const motion of ["no-preference", "reduce"]) {
    const page = await open({ path: "fleet/", hash: "#lessons", ready: "#main", motion });
    await state(page, "ready");
    await page.evaluate(() => {
      window.drawn = 0;
      new MutationObserver(() => {
        const isFilled = document.querySelector("#reading td")?.textContent !== "–";
        if (document.body.dataset.run === "running" && isFilled) window.drawn += 1;
      }).observe(document.querySelector("#reading"), { childList: true });
      // The second that is read at first may be one that no slice has reached: this one is there from the first on.
      const second = document.querySelector("#second");
      second.value = "0";
      second.dispatchEvent(new Event("input"));
    });
    await page.click("#lesson-brownout");
    await state(page, "done");
    await page.waitForFunction(() => document.querySelectorAll("#reading tr").length === 3);
    const drawn = await page.evaluate(() => window.drawn);
    assert.ok(motion === "reduce" ? drawn === 0 : drawn > 1, `${motion}: ${drawn} times`);
  }
});

for (const [scheme, width] of [
  ["light", 1600],
  ["dark", 360],
]) {
  test(`after a run in ${scheme}, ${width} px wide: axe finds nothing, all text has contrast, all fits`, async () => {
    const page = await atFleet(`#scene=brownout${SMALL.brownout}`, { scheme, width, height: 900 });
    await page.click("#more > summary");
    assert.deepEqual(await violations(page), []);
    const low = (await contrasts(page)).filter(({ ratio }) => ratio < 4.5);
    assert.deepEqual(low, []);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width);
  });
}

const skip = unless("chromium", "only Chromium tells what its main thread does");
test("100,000 clients for 900 s run while the page stays responsive: it leaves the work to another thread", {
  skip,
}, async (t) => {
  const page = await atFleet();
  const { main, other } = await tasksDuring(page, async () => {
    await page.click("#lesson-brownout");
    await state(page, "done");
    await page.waitForFunction(() => document.querySelectorAll("#reading tr").length === 3);
  });
  const said = await text(page, "#status");
  assert.match(said, /^Simulated in \d+\.\d s: 100,000 clients for 900 s, with each of 3 policies, 7,\d{3},\d{3} requests\.$/);
  const [drawn, simulated] = [sum(main), sum(other)].map(Math.round);
  const what = `the page's thread took ${drawn} ms, at most ${main[0]} ms at once, that of the simulator ${simulated} ms`;
  t.diagnostic(`${said} Of its own time, ${what}.`);
  assert.ok(main.length > 100, `${main.length} tasks were seen`);
  assert.ok(drawn < simulated, what);
  assert.ok(main[0] < drawn / 10, what);
});
