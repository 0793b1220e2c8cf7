// Real connections are let go at the end of a body, and nothing keeps a process alive that has read one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./support/child.js";
import { events, resuming, whole } from "./support/installed-body.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";

const stage = await openStage();
const OBJECT = "object=7:100000";
const body = async (response) => (await response).body;

/** By each function of the entry: what can be iterated, how its server cuts, and what the server goes on with. */
const WAYS = {
  whole: { begin: (url, init) => body(whole(QUICK)(url, init)), object: OBJECT },
  "whole over its limit": { begin: (url, init) => body(whole(QUICK, { limit: 1000 })(url, init)), object: OBJECT },
  resuming: { begin: (url, init) => body(resuming(QUICK)(url, init)), object: OBJECT },
  events: { begin: (url, init) => events(url, QUICK, { init, feed: false }), object: "sse=200" },
};

async function read(begun, onPiece) {
  let pieces = 0;
  for await (const _ of await begun) if (onPiece?.(++pieces)) break;
}

for (const [name, { begin, object }] of Object.entries(WAYS)) {
  const letGo = async (journal, what) => assert.equal((await journal({ open: 0 })).openConnections, 0, what);

  test(`${name}: at the end, after a reader that stops, and after an abort`, async () => {
    for (const framing of ["length", "chunked"]) {
      const { url, journal } = await stage.play(`${object};framing=${framing}`);
      await read(begin(url));
      await letGo(journal, "the end");
      await read(begin(url), () => true);
      await letGo(journal, "a reader that stops");
      const stalls = await stage.play(`${object};framing=${framing};cut=0.5;how=stall`);
      const controller = new AbortController();
      const { signal } = controller;
      const reading = rejection(read(begin(stalls.url, { signal })));
      await stalls.journal({ hits: 1 });
      controller.abort("enough");
      assert.equal(await reading, "enough");
      await letGo(stalls.journal, "an abort");
      assert.equal((await stalls.journal()).hits.length, 1);
    }
  });

  test(`${name}: after errors`, async () => {
    const { url, journal } = await stage.play(`${object};cut=0.5;how=rst,404`);
    await read(begin(url)).catch(() => {});
    await letGo(journal, "an error");
    const bad = await stage.play("503;endless;every=5");
    // The answer that an error tells of is for whoever catches it.
    await read(begin(bad.url), () => true).catch(({ response }) => response.body.cancel());
    await letGo(bad.journal, "a 503");
  });
}

// A timer or a socket of theirs that were left would keep the process alive for hours: it would be killed.
test("nothing keeps a process alive once its bodies are done", async () => {
  const good = await stage.play(`${OBJECT};cut=0.5,${OBJECT}`);
  const silent = await stage.play(`${OBJECT};cut=0.5;how=stall`);
  const stream = await stage.play("sse=20;cut=0.5,sse=20");
  const quiet = await stage.play("sse=20;cut=0.5;how=stall");
  const programs = [
    `await (await whole(policy, { idle: "1h" })("${good.url}")).arrayBuffer();`,
    `await whole(policy, { idle: "1h" })("${silent.url}", { signal: AbortSignal.timeout(100) }).catch(() => {});`,
    `await whole({ ...policy, retries: 0 }, { idle: 100 })("${silent.url}").catch(() => {});`,
    `const response = await whole(policy, { idle: "1h", limit: 100 })("${silent.url}"); await response.body.cancel();`,
    `await (await resuming(policy, { idle: "1h", within: "1h" })("${good.url}")).arrayBuffer();`,
    `const response = await resuming(policy, { idle: "1h", within: "1h" })("${silent.url}"); await response.body.cancel();`,
    `const controller = new AbortController();
     const { signal } = controller;
     const response = await resuming(policy, { idle: "1h", within: "1h" })("${silent.url}", { signal });
     setTimeout(() => controller.abort(), 50);
     await response.arrayBuffer().catch(() => {});`,
    `for await (const _ of events("${stream.url}", policy, { idle: "1h", feed: false }));`,
    `for await (const _ of events("${quiet.url}", policy, { idle: "1h" })) break;`,
    `const stream = events("${quiet.url}", policy, { idle: "1h", init: { signal: AbortSignal.timeout(100) } });
     try { for await (const _ of stream); } catch {}`,
  ];
  const HEAD = `
    import { events, resuming, whole } from "holdfast-fetch/body";
    const policy = { attemptTimeout: "1h", deadline: "1h", backoff: { base: 1 } };`;
  const ends = [];
  for (const program of programs) ends.push(await run(`${HEAD} ${program} console.log("done");`));
  for (const [index, end] of ends.entries()) {
    assert.deepEqual(end, { code: 0, stdout: "done\n", stderr: "" }, programs[index]);
  }
});
