// The engines have no words in common for what goes wrong on the network; and what WebKit says may depend on whether the
// server is the page's own.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { start } from "../../server/app.js";
import { nameOf, PACKAGE, PLACES, SITE, stage } from "./support/stage.js";

const parts = stage();
const POST = { method: "POST", body: "hold fast" };
const THRICE = { status: undefined, reason: "attempts", history: "network network network" };
const ended = ({ status, reason, history }) => ({ status, reason, history });

/** An address of this machine where nobody listens. */
async function nobody() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}/`;
}

for (const where of PLACES) {
  const load = (url, policy, init, reads) => parts.run(where, "load", url, policy, init, reads);
  const words = async (t, what, url, init) => {
    if (where === "page") t.diagnostic(`${what}: ${JSON.stringify(await parts.run(where, "bare", url, init, 5000))}`);
  };

  // Browsers themselves repeat a GET whose connection broke.
  for (const fault of ["reset", "drop"]) {
    test(`${nameOf(where)}, a connection that breaks (${fault}) is retried`, async (t) => {
      const outcome = await load(parts.script(`${fault},200`).url, { idempotent: true }, POST);
      assert.deepEqual(ended(outcome), { status: 200, reason: "success", history: "network 200" });
      assert.deepEqual(outcome.failures, [["network", "TypeError"]]);
      await words(t, fault, parts.script(fault).url, POST);
    });
  }

  test(`${nameOf(where)}, a server that is not there is tried again`, async (t) => {
    const url = await nobody();
    assert.deepEqual(ended(await load(url, { retries: 2 })), THRICE);
    await words(t, "nobody listens", url);
  });

  test(`${nameOf(where)}, a name that does not exist is tried again`, async (t) => {
    const url = "http://nobody.invalid/";
    assert.deepEqual(ended(await load(url, { retries: 2 })), THRICE);
    await words(t, "no such name", url);
  });

  test(`${nameOf(where)}, half an answer is an error of reading, not of the call`, async (t) => {
    for (const step of ["truncate", "reset-after-headers"]) {
      const outcome = await load(parts.script(`${step},200`).url, {}, {}, true);
      assert.deepEqual(ended(outcome), { status: 200, reason: "success", history: "200" }, step);
      assert.equal(typeof outcome.body, "string", `${step}: reading ends with an error`);
      await words(t, step, parts.script(step).url);
    }
  });

  // Firefox says AbortError of a body whose connection was reset, though nobody aborted anything.
  test(`${nameOf(where)}, an operation that was reading half an answer is retried`, async () => {
    for (const step of ["truncate", "reset-after-headers"]) {
      assert.equal(typeof (await parts.run(where, "readInOperation", parts.script(`${step},200`).url)), "number", step);
    }
  });

  test(`${nameOf(where)}, an operation that was aborted while it read is not`, async () => {
    const outcome = await parts.run(where, "abortInOperation", parts.script("200;endless;every=20").url);
    assert.deepEqual(outcome, { reason: "error", history: "aborted", attempts: 1 });
  });

  test(`${nameOf(where)}, half an answer that is to be retried holds nothing up`, async () => {
    const outcome = await load(parts.script("503;truncate,200").url, { attemptTimeout: 5000 });
    assert.deepEqual(ended(outcome), { status: 200, reason: "success", history: "503 200" });
  });

  test(`${nameOf(where)}, what is wrong with the request itself is tried once`, async (t) => {
    const { url } = parts.script("200");
    const mistakes = [
      ["http://", {}],
      [url.replace("//", "//user:password@"), {}],
      [url, { method: "A B" }],
      [url, { method: "TRACE" }],
      [url, { headers: { "a b": "c" } }],
      [url, { body: "of a GET" }],
      [url, { mode: "navigate" }],
    ];
    for (const [address, init] of mistakes) {
      const outcome = await load(address, {}, init);
      await words(t, `${address} ${JSON.stringify(init)}`, address, init);
      assert.deepEqual(ended(outcome), { status: undefined, reason: "error", history: "permanent" }, JSON.stringify(init));
    }
  });
}

test("a server that goes away under its own page is tried again, in the page and in its worker", async (t) => {
  const server = await start({ root: [SITE, `/pkg=${PACKAGE}`] });
  t.after(() => server.close());
  const page = await parts.browser.open(`${server.url}/`);
  t.after(() => page.close());
  await page.waitForFunction(() => window.run !== undefined);
  const load = (where) => page.evaluate((where) => window.run(where, "load", "/play/x?script=200", { retries: 2 }), where);
  for (const where of ["page", "dedicated"]) assert.equal((await load(where)).status, 200);
  await server.close();
  for (const where of ["page", "dedicated"]) assert.deepEqual(ended(await load(where)), THRICE, where);
});
