// What an answer depends on must be the same for whoever gets it: what is one user's is not kept for the next.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { newCaches } from "./support/caches.js";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/me";

beforeEach((t) => {
  globalThis.caches = newCaches();
  t.after?.(() => delete globalThis.caches);
});

/** A good answer to one user, and a failing one to the next: what that one gets. */
async function next({ headers, first, second = first }) {
  const fetch = scripted(() => answer(200, { "cache-control": "max-age=60", ...headers }, "alice's"), 503);
  const policy = { ...QUICK, retries: 0, fallback: "cache", fetch };
  await (await fetchWithRetry(url, policy, first)).text();
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  const response = await fetchWithRetry(url, policy, second);
  return reportOf(response).fallback ? await response.text() : response.status;
}

// Browsers send cookies without a word in the request: no request tells whose they are.
for (const vary of [
  "Cookie",
  "cookie",
  "Accept, Cookie",
  "Cookie2",
  "Authorization",
  "accept-language , authorization",
  "*",
  "X-User",
  "Origin, X-User",
]) {
  test(`an answer that varies by ${vary} is not kept`, async () => {
    assert.equal(await next({ headers: { vary } }), 503);
    assert.equal(globalThis.caches.puts, 0);
  });
}

test("an answer that varies by what a request says openly is", async () => {
  for (const vary of ["Accept", "accept-language", "Accept-Encoding", "Origin"]) {
    globalThis.caches = newCaches();
    assert.equal(await next({ headers: { vary } }), "alice's", vary);
  }
});

test("an answer that sets a cookie is not kept", async () => {
  const headers = new Headers({ "cache-control": "max-age=60" });
  headers.append("set-cookie", "id=alice");
  assert.equal(await next({ headers: Object.fromEntries(headers) }), 503);
});
