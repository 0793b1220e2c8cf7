// docs/migrating.md: every program of it, before and after, in front of a server that misbehaves.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { run } from "../package/support/child.js";
import { RetryPolicy } from "../package/support/installed.js";
import { openStage } from "../package/support/stage.js";
import { blockOf, blocksOf, pageOf, replaced } from "./support/recipe.js";

const PAGE = "../migrating";
const stage = await openStage();
const json = (body) => ({ status: 200, headers: { "content-type": "application/json" }, body });

/** Runs a program against a server that plays a script, and gives what it printed and what the server saw. */
async function played(name, script, hits, change = (code) => code) {
  const { url, journal } = await stage.play(script);
  const printed = await run(change(blockOf(PAGE, name, url)));
  return { ...printed, ...(await journal({ hits })) };
}

const names = Object.keys(blocksOf(PAGE));
const ofLibrary = (library) => names.filter((name) => name.startsWith(`${library}, `));

/** Those whose program is one GET that is retried. */
const READERS = ["p-retry", "fetch-retry", "async-retry", "got", "cockatiel", "tanstack-query"];

for (const name of READERS.flatMap(ofLibrary)) {
  test(`${name}: the orders come in spite of two failures`, async () => {
    const { code, stdout, stderr, hits } = await played(name, ["503", "drop", json([7])], 3);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "[ 7 ]\n");
    assert.deepEqual(
      hits.map(({ method }) => method),
      ["GET", "GET", "GET"],
    );
  });
}

test("each library has a program before and one or more after", () => {
  const libraries = new Set(names.map((name) => name.split(",")[0]));
  assert.equal(libraries.size, 9);
  for (const library of libraries) {
    const [before, ...after] = ofLibrary(library);
    assert.equal(before, `${library}, before`);
    assert.ok(after.length > 0 && after.every((name) => name.startsWith(`${library}, after`)), library);
  }
  const known = [...READERS, "axios-retry", "ky", "opossum"];
  assert.deepEqual([...libraries].sort(), known.sort(), "a library whose programs are run by no test");
});

const keys = (hits) => new Set(hits.filter(({ method }) => method === "POST").map(({ headers }) => headers["idempotency-key"]));

// The orders after a failure; then an order whose answer is lost.
const SHOP = ["503", json([7]), "drop", "200;effect"];

test("axios-retry: before, an order whose answer was lost is made twice", async () => {
  const { code, stderr, hits, effects } = await played("axios-retry, before", SHOP, 4);
  assert.equal(code, 0, stderr);
  assert.equal(effects, 2);
  assert.deepEqual(keys(hits), new Set([undefined]));
  assert.ok(hits.every(({ headers }) => headers.authorization === "Bearer secret"));
});

test("axios-retry: after, it is made once", async () => {
  const { code, stderr, hits, effects } = await played("axios-retry, after", SHOP, 4);
  assert.equal(code, 0, stderr);
  assert.equal(effects, 1);
  assert.equal(keys(hits).size, 1);
  assert.ok(!keys(hits).has(undefined));
  assert.equal(hits[0].url.split("?")[1], "customer=7");
  assert.ok(hits.every(({ headers }) => headers.authorization === "Bearer secret"));
  assert.deepEqual(
    hits.map(({ headers, bodyBytes }) => [headers["content-type"], bodyBytes]),
    [
      [undefined, 0],
      [undefined, 0],
      ["application/json", '{"item":1}'.length],
      ["application/json", '{"item":1}'.length],
    ],
  );
  assert.match(stderr, /^attempt 1 failed, the next in \d+(\.\d+)? ms$/m);
});

test("axios-retry: after, without a key the order is sent once", async () => {
  const careful = (code) => replaced(code, "idempotencyKey: true,", "");
  const { code, stdout, effects, hits } = await played("axios-retry, after", SHOP, 3, careful);
  assert.deepEqual([code, stdout, effects, hits.length], [0, "not-idempotent undefined\n", 1, 3]);
});

for (const name of ofLibrary("axios-retry")) {
  test(`${name}: a final failure is an error, with status and body`, async () => {
    const refused = { status: 404, headers: { "content-type": "application/json" }, body: { why: "gone" } };
    const { code, stdout, stderr, hits } = await played(name, [refused], 1);
    assert.deepEqual([code, stdout, hits.length], [0, "404 { why: 'gone' }\n", 1], stderr);
  });
}

test("axios-retry: before, each attempt runs the interceptors again, and a 501 is retried", async () => {
  const counted = (code) => replaced(code, '"Bearer secret"', "'Bearer ' + (globalThis.runs = (globalThis.runs ?? 0) + 1)");
  const { hits } = await played("axios-retry, before", ["501", json([7]), json({})], 3, counted);
  assert.deepEqual(
    hits.map(({ headers }) => headers.authorization),
    ["Bearer 1", "Bearer 2", "Bearer 3"],
  );
});

test("axios-retry: before, a Retry-After of months is a retry at once; after, it ends the call", async () => {
  const script = ["503;retry-after=9999999", json([7]), json({})];
  const forget = (code) => replaced(code, "timeout: 60_000", "timeout: 0");
  const before = await played("axios-retry, before", script, 3, forget);
  assert.equal(before.code, 0, before.stderr);
  const [first, second] = before.hits;
  assert.ok(second.at - first.at < 2000, "it waited");
  const after = await played("axios-retry, after", script, 1);
  assert.match(after.stdout, /^503 /);
  assert.equal(after.hits.length, 1);
});

test("axios-retry: before, an attempt that timed out is the last; after, there is another", async () => {
  const hurried = (from, to) => (code) => replaced(code, from, to);
  const before = await played("axios-retry, before", ["hang", json([7])], 1, hurried("timeout: 60_000", "timeout: 100, "));
  assert.deepEqual([before.stdout, before.hits.length], ["ECONNABORTED undefined\n", 1]);
  const limits = hurried('deadline: "60s"', 'deadline: "60s", attemptTimeout: "1s"');
  const after = await played("axios-retry, after", ["hang", json([7]), json({})], 3, limits);
  assert.equal(after.code, 0, after.stderr);
});

for (const name of ofLibrary("ky")) {
  test(`${name}: an order survives two failures, and only after with a key`, async () => {
    const { code, stdout, stderr, hits } = await played(name, ["503", "429;retry-after-ms=20", json({ order: 1 })], 3);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "{ order: 1 }\n");
    assert.equal(keys(hits).size, 1);
    assert.equal(keys(hits).has(undefined), name.endsWith("before"));
  });
}

for (const name of ofLibrary("opossum")) {
  test(`${name}: when half of the calls have failed, no more are sent`, async () => {
    const { code, stdout, stderr, hits } = await played(name, "500", 5);
    assert.equal(code, 0, stderr);
    assert.deepEqual([stdout, stderr, hits.length], ["[]\n", "open\n", 5]);
  });
}

// What the page says of others, by their own programs.
const posting = (code) => replaced(code, "headers: { accept", 'method: "POST", body: "{}", headers: { accept');

test("fetch-retry repeats a POST; after, it is sent once", async () => {
  const script = ["503", json([7])];
  assert.equal((await played("fetch-retry, before", script, 2, posting)).hits.length, 2);
  const after = await played("fetch-retry, after", script, 1, (code) =>
    replaced(code, "headers: {", 'method: "POST", body: "{}", headers: {'),
  );
  assert.equal(after.hits.length, 1);
});

test("p-retry ends at what its AbortError says; after, at the status", async () => {
  for (const [name, ended] of [
    ["p-retry, before", /^Error: Not Found$/m],
    ["p-retry, after: a request", /^RetryError: GET .*: failed \(1 attempt: 404\)/m],
    ["p-retry, after: a function", /^RetryError: operation orders: failed \(1 attempt: 404: Not Found\)/m],
  ]) {
    const { code, stderr, hits } = await played(name, "404", 1);
    assert.deepEqual([code, hits.length], [1, 1]);
    assert.match(stderr, ended);
  }
});

test("async-retry ends at bail; after, by shouldRetry", async () => {
  const before = await played("async-retry, before", "403", 1);
  assert.match(before.stderr, /Error: not allowed/);
  const after = await played("async-retry, after", "403", 1);
  assert.match(after.stderr, /RetryError: .*403/);
  assert.deepEqual([before.hits.length, after.hits.length], [1, 1]);
});

test("a Query that retries and a fetch that retries make sixteen requests", async () => {
  const both = (code) => replaced(replaced(code, "retry: false", "retry: 3, retryDelay: 1"), "{ base: ", "{ factor: 1, base: ");
  const quick = (code) => replaced(both(code), "throwOnStatus", "budget: false, throwOnStatus");
  assert.equal((await played("tanstack-query, after", "503", 16, quick)).hits.length, 16);
});

// The tables: old options on the left, ours on the right. What was axios's own is the platform's now.
const tables = pageOf(PAGE).replace(/^\| axios \| `fetch` \|\n(\|.*\n)+/m, "");
const rows = [...tables.matchAll(/^\| (.*?) \| (.*) \|$/gm)].map(([, theirs, ours]) => ({ theirs, ours }));
const spans = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code);

test("what the tables show of our options is accepted", () => {
  let count = 0;
  for (const { ours } of rows) {
    for (const code of spans(ours)) {
      const policy = literal(code);
      if (policy === undefined) continue;
      assert.ok(new RetryPolicy(policy), code);
      count++;
    }
  }
  assert.ok(count > 30, `${count} options`);
});

// `retries: 3`, `{ upward: 1 }` and functions are not all of an option's row; what is no literal is left alone.
function literal(code) {
  if (!/^\w+: /.test(code) || /…|=>/.test(code)) return undefined;
  try {
    return new Function(`return ({ ${code} })`)();
  } catch {
    return undefined;
  }
}

test("a refused option's near miss is what the tables say", () => {
  const { cases } = JSON.parse(readFileSync(new URL("../vectors/bad-policies.json", import.meta.url), "utf8"));
  let count = 0;
  for (const { field, given, allowed } of cases) {
    const isTheirs = (code) => new RegExp(`^${field}(:|\\(|$)`).test(code);
    const found = rows.filter(({ theirs }) => spans(theirs).some(isTheirs));
    if (given !== "not an option" || !allowed.endsWith("(did you mean that?)") || found.length === 0) continue;
    const meant = /^\w+/.exec(allowed)[0];
    assert.ok(
      found.some(({ ours }) => new RegExp(`\\b${meant}\\b`).test(ours)),
      `${field}: the refusal says ${meant}, the page ${found.map(({ ours }) => ours).join(" and ")}`,
    );
    count++;
  }
  assert.ok(count > 20, `${count} names`);
});
