// Each page opens, complains of nothing, and does the one thing that it is for. What an engine is given at each change, when
// everything else is left to another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, pageTests, run, text, texts } from "./support/page.js";

const open = pageTests();
const reaches = (page, selector, least) =>
  page.waitForFunction(
    (where, least) => Number(document.querySelector(where).value ?? document.querySelector(where).textContent) >= least,
    { timeout: 60_000 },
    selector,
    least,
  );

/** Is there a pixel on the canvas of the colour that the page's token names? */
function hasColourOf(canvas, token) {
  const swatch = document.createElement("canvas").getContext("2d");
  swatch.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(token);
  swatch.fillRect(0, 0, 1, 1);
  const [red, green, blue] = swatch.getImageData(0, 0, 1, 1).data;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, at) => at % 4 === 0 && value === red && data[at + 1] === green && data[at + 2] === blue);
}

test("the first page: the package is recorded in a worker's virtual time, and the scene plays", async () => {
  const page = await open({ path: "", ready: "#wait .knob" });
  await page.$eval("#wait canvas", (canvas) => canvas.scrollIntoView({ block: "center" }));
  await page.waitForFunction(() => /^8 of 8/.test(document.querySelector("#wait [data-value='1000']").textContent));
  assert.equal(await text(page, "#wait [data-value='0']"), "0 of 8 calls succeeded, with 32 requests.");
  await reaches(page, "#wait [type=range]", 1);
  assert.ok(await page.$eval("#wait canvas", hasColourOf, "--broken"), "the picture is drawn in the page's colours");
});

test("Try it: a call is retried until it succeeds, and the server saw what the page tells", async () => {
  const page = await open({ hash: "#script=503,503,200&scale=10" });
  await run(page);
  assert.equal(await figure(page, "reason"), "success");
  assert.equal(await figure(page, "attempts"), "3");
  assert.equal(await text(page, "#saw .headline"), "3 requests, 0 effects");
});

test("Break it: the circuit opens when the server goes, and closes when it is back", async () => {
  const page = await open({ path: "break/", ready: "#conditions input" });
  const choose = (condition) => page.$eval(`#conditions input[value=${condition}]`, (radio) => radio.click());
  await page.click("#start");
  await reaches(page, "#client-a [data-figure=counted]", 3);
  await choose("off");
  await page.waitForSelector("#client-a .states .lit[data-state=open]");
  await choose("on");
  await page.waitForSelector("#client-a .states .lit[data-state=closed]");
});

test("The fleet: a click on a lesson simulates it", async () => {
  const page = await open({ path: "fleet/", hash: "#lessons", ready: "body[data-run=ready]" });
  await page.click("#lesson-outage");
  await page.waitForFunction(() => document.body.dataset.run === "done", { timeout: 120_000 });
  assert.equal((await texts(page, "#story li")).length, 3);
});

test("Sessions: a session is touched again and again, in a worker", async () => {
  const page = await open({ path: "sessions/", ready: "#session-figures dd" });
  await page.click("#session-start");
  await reaches(page, "[data-figure=beat]", 2);
  assert.ok(Number(await text(page, "[data-figure=requests]")) >= 2);
});

test("Guides: the package's own waits are drawn", async () => {
  const page = await open({ path: "guides/", ready: "#words details" });
  const waits = await texts(page, "tr[data-preset=livePerson] .bands li");
  assert.deepEqual(waits.slice(0, 3), ["5–5.5 s", "10–11 s", "15–16.5 s"]);
});
