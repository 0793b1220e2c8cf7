// The pages as plain files, at the root of a server and in a folder: a service worker plays the misbehaving server.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { start } from "../../server/app.js";
import { launch } from "../engines/launch.js";
import { ended, figure, run, text, texts, unless } from "./support/page.js";
import { servePlainFiles } from "./support/plain-files.js";

const cannotReloadHard = unless("chromium", "only its protocol reloads past a service worker");
const DIST = fileURLToPath(new URL("../../www/dist", import.meta.url));

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const folder of ["/", "/demo/pages/"]) {
  describe(`in ${folder}`, () => {
    let server;
    const pages = [];
    before(async () => {
      server = await servePlainFiles(DIST, folder);
    });
    after(() => server?.close());
    afterEach(async () => {
      const problems = [];
      for (const page of pages.splice(0)) {
        problems.push(...(await page.problems()));
        await page.close();
      }
      // Chromium and Firefox report the failures that the scripts ask for.
      const asked = ({ text, url }) => /^Failed to load/.test(text) && (url.includes("/play/") || /ServiceWorker/.test(text));
      const unasked = problems.filter((problem) => !asked(problem));
      assert.deepEqual(unasked, []);
      assert.deepEqual(
        server.asked.filter((line) => /\/(play|journal|scripts)\//.test(line)),
        [],
        "no request for the misbehaving server reaches that of the files",
      );
    });
    const open = async (path, looks) => {
      const page = await browser.open(server.url + path, looks);
      pages.push(page);
      await page.waitForFunction(() => document.querySelector("#which-server").textContent !== "");
      return page;
    };

    test("the page says what it plays with", async () => {
      const page = await open("try/#method=GET");
      assert.match(await text(page, "#which-server"), /service worker in your browser plays the misbehaving server/);
    });

    test("a hard reload, which goes past the service worker, finds it again", { skip: cannotReloadHard }, async () => {
      const page = await open("try/#method=GET");
      const session = await page.puppeteer.createCDPSession();
      await session.send("Page.reload", { ignoreCache: true });
      await page.waitForFunction(() => /service worker/.test(document.querySelector("#which-server")?.textContent ?? ""));
      await run(page);
      assert.equal(await figure(page, "reason"), "success");
    });

    test("503 twice, then 200: three attempts and success, and the journal knows of them", async () => {
      const page = await open("try/#method=GET");
      await run(page);
      assert.deepEqual(await texts(page, ".row[data-tone] .row-outcome"), ["503", "503", "200"]);
      assert.equal(await figure(page, "reason"), "success");
      assert.equal(await text(page, "#saw .headline"), "3 requests, 0 effects");
    });

    test("a server's hint is the least wait", async () => {
      const page = await open("try/#script=429%3Bretry-after%3D1,200&scale=10");
      await run(page);
      const [first, second] = await texts(page, "#saw .hits .when");
      assert.ok(Number.parseFloat(second) - Number.parseFloat(first) >= 1, `${first} to ${second}`);
    });

    test("a reset is a network error, and is retried", async () => {
      const page = await open("try/#script=reset,200&scale=10");
      await run(page);
      assert.deepEqual(await texts(page, ".row[data-tone] .row-outcome"), ["network", "200"]);
      assert.equal(await text(page, "#saw .headline"), "2 requests, 0 effects");
    });

    test("a POST whose reply is dropped is done once with a key", async () => {
      const page = await open("try/#script=drop,200%3Beffect&method=POST&scale=10");
      await page.waitForSelector("#key:not(:disabled)");
      await page.click("#key");
      await run(page);
      assert.equal(await figure(page, "reason"), "success");
      assert.equal(await text(page, "#saw .headline"), "2 requests, 1 effect");
    });

    test("an endless body does not hold the retry up", async () => {
      const page = await open("try/#script=503%3Bendless,200&scale=10");
      await run(page);
      assert.deepEqual(await texts(page, ".row[data-tone] .row-outcome"), ["503", "200"]);
    });

    test("a body that breaks goes on by a range", async () => {
      const page = await open("try/#script=object=7:100000;cut=0.8;how=rst,object=7:100000");
      await run(page);
      assert.equal(await figure(page, "reason"), "success");
      assert.match(await text(page, "#verdict"), /100,000 bytes, in spite of 1 break; [\d,]+ of them came by a range\./);
    });

    test("a stream that falls silent goes on after its last event", async () => {
      const page = await open("try/#script=sse=10;cut=0.5;how=stall,sse=10");
      await run(page);
      assert.equal(await figure(page, "reason"), "success");
      assert.match(
        await text(page, "#verdict"),
        /10 events, each once, in spite of 1 break; 5 of them came after a Last-Event-ID\./,
      );
    });

    test("a hanging attempt can be stopped", async () => {
      const page = await open("try/#script=hang");
      await page.click("#run");
      await page.waitForSelector('.row[data-tone="pending"]');
      await page.click("#stop");
      await ended(page);
      assert.equal(await figure(page, "reason"), "aborted");
      assert.match(await text(page, "#saw .hits"), /no answer/);
    });

    test("Break it: the circuit opens and closes, and requests are counted", async () => {
      const page = await open("break/");
      await page.click("#start");
      await page.waitForFunction(() => Number(document.querySelector("#client-a [data-figure=counted]").textContent) > 2);
      await page.$eval("#conditions input[value=off]", (radio) => radio.click());
      await page.waitForSelector("#client-a .states .lit[data-state=open]");
      await page.$eval("#conditions input[value=on]", (radio) => radio.click());
      await page.waitForSelector("#client-a .states .lit[data-state=closed]");
    });

    test("Sessions: the worker with the fast clock reaches the service worker too", async () => {
      const page = await open("sessions/");
      await page.select("#outage", "8000");
      await page.click("#tiers-start");
      await page.waitForFunction(() => /^Answered/.test(document.querySelector("#two-outcome").textContent));
    });

    test("every page leads to every other", async () => {
      const page = await open("break/");
      const links = await page.$$eval(".pages a", (all) => all.map(({ href }) => href));
      assert.deepEqual(
        links,
        ["", "try/", "break/", "fleet/", "sessions/", "guides/"].map((path) => server.url + path),
      );
      for (const link of links) assert.equal((await fetch(link)).status, 200);
    });
  });
}

test("where a real server comes to an address that had plain files, the service worker stands aside", async () => {
  const files = await servePlainFiles(DIST, "/");
  const { port } = new URL(files.url);
  const page = await browser.open(`${files.url}try/`);
  await page.waitForFunction(() => /service worker/.test(document.querySelector("#which-server").textContent));
  files.close();
  const real = await start({ port: Number(port), root: DIST });
  try {
    await page.evaluate(() => location.reload());
    await page.waitForFunction(() => /server of this page/.test(document.querySelector("#which-server")?.textContent ?? ""));
    await page.waitForSelector(".cm-content");
    await run(page);
    const id = await page.evaluate(() =>
      new URL(performance.getEntriesByType("resource").findLast(({ name }) => name.includes("/play/")).name).pathname
        .split("/")
        .at(-1),
    );
    const { hits } = await (await fetch(`${real.url}/journal/${id}`)).json();
    assert.equal(hits.length, 3, "the requests reached the real server");
  } finally {
    await page.close();
    await real.close();
  }
});
