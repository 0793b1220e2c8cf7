// The five guides: what is drawn and said of each is what the package does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy } from "../../pkg/dist/index.js";
import { pageTests, text, texts } from "./support/page.js";

const open = pageTests();
const atGuides = () => open({ path: "guides/", ready: "#words details" });
const NAMES = ["livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect", "standard"];

const ALMOST_ONE = 1 - Number.EPSILON;

test("each guide has its waits drawn, between the least and the most that chance may choose", async () => {
  const page = await atGuides();
  for (const name of NAMES) {
    const drawn = await page.$$eval(`tr[data-preset=${name}] .bands li`, (lines) =>
      lines.map((line) => ({
        text: line.textContent,
        band: line.querySelector(".band").getBoundingClientRect().toJSON(),
        marks: [...line.querySelectorAll("i")].map((mark) => mark.getBoundingClientRect().left),
      })),
    );
    const least = new RetryPolicy(name).delays({ random: () => 0 });
    const most = new RetryPolicy(name).delays({ random: () => ALMOST_ONE });
    assert.equal(drawn.length, least.length, name);
    for (const [index, { text, band, marks }] of drawn.entries()) {
      assert.equal(marks.length, 60);
      for (const mark of marks) assert.ok(mark >= band.left - 1 && mark <= band.right + 1, `${name} ${index}`);
      if (index === 0) continue;
      const before = drawn[index - 1].band;
      const grows = most[index] > most[index - 1] * 1.01;
      assert.ok(grows ? band.right > before.right : Math.abs(band.right - before.right) < 1, `${name} ${index}: ${text}`);
    }
  }
  const first = await texts(page, "tr[data-preset=livePerson] .bands li");
  assert.deepEqual(first, ["5–5.5 s", "10–11 s", "15–16.5 s", "2 min–2 min 12 s", "4 min–4 min 24 s", "8 min–8 min 48 s"]);
});

test("what they retry is what the package retries", async () => {
  const page = await atGuides();
  const rows = await page.$$eval("#failures tbody tr", (all) =>
    all.map((row) => [row.querySelector("th").textContent, ...[...row.querySelectorAll("td")].map((cell) => cell.textContent)]),
  );
  assert.equal(rows.length, 13);
  for (const [failure, ...answers] of rows) {
    for (const [index, name] of NAMES.entries()) {
      assert.equal(answers[index], await behaviour(name, failure), `${name} after ${failure}`);
    }
  }
});

test("on a narrow screen the table of failures fades out where it goes on, and no longer at its end", async () => {
  const page = await open({ path: "guides/", ready: "#failures-scroll[data-goes-on=beside]", width: 360 });
  const fades = () => page.$eval("#failures-scroll", (box) => getComputedStyle(box).maskImage);
  assert.match(await fades(), /gradient/);
  await page.$eval("#failures-scroll", (box) => box.scrollTo(box.scrollWidth, 0));
  await page.waitForSelector("#failures-scroll[data-goes-on='']");
  assert.equal(await fades(), "none");
});

test("each leads to Try it, with its policy there", async () => {
  for (const name of NAMES) {
    const page = await atGuides();
    await page.click(`tr[data-preset=${name}] a`);
    await page.waitForSelector(".cm-content");
    await page.waitForFunction(() => document.querySelector("#preset").value !== "");
    assert.equal(await page.$eval("#preset", (select) => select.value), name);
    assert.match(await text(page, ".cm-content"), new RegExp(`"preset": "${name}"`));
  }
});

test("each is explained in the package's own words", async () => {
  const page = await atGuides();
  for (const [index, name] of NAMES.entries()) {
    const lines = await texts(page, `#words details:nth-child(${index + 1}) p`);
    assert.deepEqual(lines, new RetryPolicy(name).explain().split("\n"));
  }
});

/** Tries it out: how often a GET and a POST are sent when every attempt fails like this. */
async function behaviour(name, failure) {
  const status = Number(/^\d{3}/.exec(failure)?.[0]);
  const requests = async (method) => {
    let sent = 0;
    const policy = new RetryPolicy({
      preset: name,
      backoff: { type: "constant", base: 0 },
      jitter: "none",
      tiers: [],
      retries: 2,
      fallback: false,
      idempotencyKey: false,
      log: false,
      attemptTimeout: "20ms",
      fetch: async () => {
        sent += 1;
        if (failure.includes("network error")) throw new TypeError("fetch failed");
        if (failure.includes("in time")) return new Promise(() => {});
        return new Response("", { status });
      },
    });
    await fetchWithRetry("https://guides.example/", policy, { method }).catch(() => {});
    return sent;
  };
  const get = await requests("GET");
  if (get === 1) return "no";
  if (get === 2) return "once";
  assert.equal(get, 3);
  return (await requests("POST")) === 3 ? "any method" : "yes";
}
