// Good answers are kept, and found again by whom they are for.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { newCaches } from "../package/support/caches.js";
import { shell } from "./support/shell.js";

const { keep, kept } = await shell("cache");
const { readRequest, ofOperation } = await shell("request");
const url = "https://app.test/me";
const good = (headers) => new Response("kept", { headers: { "cache-control": "max-age=60", ...headers } });
const find = (request, maxAge = 1000) => kept("mine", maxAge, request, Number.POSITIVE_INFINITY, undefined);

beforeEach(() => {
  globalThis.caches = newCaches();
});

/** What is found for `again` after an answer to `first` was kept. */
async function afterwards(first, again = first, response = good()) {
  keep("mine", first, response);
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  return (await find(again))?.text();
}

test("for the same address, with the headers that it varies by", async () => {
  const german = readRequest(url, { headers: { "Accept-Language": "de" } });
  const response = good({ vary: "accept-language" });
  assert.equal(await afterwards(german, german, response), "kept");
  assert.equal(await response.text(), "kept", "it is the caller's to read");
  assert.equal(await find(readRequest(url, { headers: { "Accept-Language": "fr" } })), undefined);
});

test("not of or for somebody", async () => {
  const anybody = readRequest(url);
  const persons = [
    { headers: { authorization: "x" } },
    { headers: { cookie: "x" } },
    { credentials: "include" },
    { cache: "no-store" },
  ];
  for (const init of persons) {
    for (const request of [readRequest(url, init), readRequest(new Request(url, init))]) {
      assert.equal(await afterwards(request, anybody), undefined, JSON.stringify(init));
      assert.equal(await afterwards(anybody, request), undefined, JSON.stringify(init));
      globalThis.caches = newCaches();
    }
  }
});

test("not with a cookie, nor where the answer depends on one, nor of another kind", async () => {
  const request = readRequest(url);
  for (const response of [
    good({ "set-cookie": "a=b" }),
    good({ vary: "Cookie" }),
    new Response("", { status: 203, headers: good().headers }),
  ]) {
    assert.equal(await afterwards(request, request, response), undefined);
  }
  assert.equal(await afterwards(readRequest(url, { method: "POST" }), request), undefined);
  assert.equal(
    await afterwards(
      ofOperation(() => {}),
      request,
    ),
    undefined,
  );
});

test("an answer that was old when it came is the older", async (t) => {
  const request = readRequest(url);
  await afterwards(request, request, good({ age: "100", "cache-control": "max-age=60, stale-if-error=60" }));
  const { now } = Date;
  t.mock.method(Date, "now", () => now() + 10_000);
  assert.ok(await find(request, 120_000));
  t.mock.method(Date, "now", () => now() + 30_000);
  assert.equal(await find(request, 1_000_000), undefined);
});

test("caches that are missing, or fail, are nobody's concern", async () => {
  const throwing = () => {
    throw new Error("broken");
  };
  for (const caches of [undefined, {}, { open: throwing }, { open: async () => ({ put: throwing, match: throwing }) }]) {
    globalThis.caches = caches;
    assert.equal(await afterwards(readRequest(url)), undefined);
  }
});
