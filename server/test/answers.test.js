import assert from "node:assert/strict";
import { test } from "node:test";
import { get, rawRequest, startFor } from "../support/client.js";

test("a script in the URL is played in order, and defined only once", async (t) => {
  const { play } = await startFor(t);
  const statuses = [];
  for (const script of ["503,429,200", "418", "418", "418"]) statuses.push((await play(`a?script=${script}`)).status);
  assert.deepEqual(statuses, [503, 429, 200, 200]);
});

test("any method, sub-path, query and content type plays the next step", async (t) => {
  const { play, url } = await startFor(t);
  const statuses = [
    await play("a?script=201,202,203,206,207,208,226"),
    await play("a/deep/er?x=1"),
    await play("a/", { method: "DELETE" }),
    await play("a", { method: "POST", body: "x", headers: { "content-type": "not a type" } }),
    await play("a", { method: "OPTIONS" }),
    await play("a", { method: "PROPFIND" }),
  ].map(({ status }) => status);
  const query = await rawRequest(url, get("/play/a", { method: "PURGE" }));
  await query.ended;
  assert.deepEqual([...statuses, query.text.slice(9, 12)], [201, 202, 203, 206, 207, 208, "226"]);
});

test("the answer tells what was asked", async (t) => {
  const { play } = await startFor(t);
  const response = await play("a?script=200", { method: "PUT", headers: { "Idempotency-Key": "k" } });
  assert.equal(response.headers.get("content-type"), "application/json; charset=utf-8");
  assert.deepEqual(await response.json(), { id: "a", attempt: 1, method: "PUT", idempotencyKey: "k" });
});

test("a script chooses body and headers", async (t) => {
  const { play, put } = await startFor(t);
  const steps = [
    { body: "plain", headers: { "X-Vendor-Reset": 7, "Retry-After": "soon", date: "gone", "content-type": "text/css" } },
    { body: null },
    { body: { list: [1] }, headers: { "set-cookie": ["a=1", "b=2"] } },
  ];
  assert.deepEqual(await put("a", { steps }), { status: 204, text: "" });
  const [first, second, third] = [await play("a"), await play("a"), await play("a")];
  const names = ["x-vendor-reset", "retry-after", "date", "content-type"];
  assert.deepEqual(
    names.map((name) => first.headers.get(name)),
    ["7", "soon", "gone", "text/css"],
  );
  assert.equal(await first.text(), "plain");
  assert.equal(await second.json(), null);
  assert.deepEqual(await third.json(), { list: [1] });
  assert.deepEqual(third.headers.getSetCookie(), ["a=1", "b=2"]);
});

test("each form of Retry-After means the same time", async (t) => {
  const { play } = await startFor(t);
  for (const form of ["imf", "rfc850", "asctime"]) {
    const { headers } = await play(`${form}?script=503;retry-after=${form}:90`);
    const value = headers.get("retry-after");
    const wait = Date.parse(form === "asctime" ? `${value} GMT` : value) - Date.parse(headers.get("date"));
    assert.equal(wait, 90_000, value);
  }
  assert.equal((await play("seconds?script=503;retry-after=90")).headers.get("retry-after"), "90");
});

test("the other hints", async (t) => {
  const { play } = await startFor(t);
  const { headers } = await play("a?script=429;retry-after-ms=1500;ratelimit=0/10");
  assert.equal(headers.get("retry-after-ms"), "1500");
  assert.equal(headers.get("ratelimit"), '"default";r=0;t=10');
});

test("a skewed clock moves Date and HTTP-dates together", async (t) => {
  const { play } = await startFor(t);
  const before = Date.now();
  const { headers } = await play("a?script=503;retry-after=imf:5;clock-skew=-3600");
  const date = Date.parse(headers.get("date"));
  assert.ok(date > before - 3_602_000 && date <= Date.now() - 3_600_000, headers.get("date"));
  assert.equal(Date.parse(headers.get("retry-after")) - date, 5000);
});

test("a delay comes before the headers", async (t) => {
  const { play, journal } = await startFor(t);
  await (await play("a?script=200;delay=120")).text();
  const [hit] = (await journal("a", { open: 0 })).hits;
  assert.ok(hit.endedAt - hit.at >= 118, `${hit.endedAt - hit.at}`);
});

test("statuses and methods without a body have none", async (t) => {
  const { play, url } = await startFor(t);
  for (const status of [204, 205, 304]) {
    const response = await play(`s${status}?script=${status}`);
    assert.deepEqual([response.status, await response.text()], [status, ""]);
  }
  for (const fault of ["reset-after-headers", "truncate", "slow", "endless;200"]) {
    const head = await rawRequest(url, get(`/play/${fault.slice(0, 7)}?script=${fault}`, { method: "HEAD" }));
    assert.equal(await head.ended, "end");
    assert.match(head.text, /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s);
  }
});

test("every answer closes its connection, unless the server was started with keepAlive", async (t) => {
  for (const [keepAlive, header] of [
    [false, "close"],
    [true, "keep-alive"],
  ]) {
    const { play } = await startFor(t, { keepAlive });
    assert.equal((await play("a?script=200")).headers.get("connection"), header);
  }
});

test("what cannot be played is refused with a sentence", async (t) => {
  const { play, put } = await startFor(t);
  const cases = [
    ["unknown", 404, "There is no script for unknown: PUT one to /scripts/unknown, or add ?script=503,200 to this address.\n"],
    ["a?script=42", 400, "steps[0].status must be a whole number from 200 to 599, but is 42.\n"],
    ["a?script=200&script=200", 400, "script may be given only once.\n"],
    ["a.b?script=200", 400, 'The id must be 1 to 64 letters, digits, "_" or "-", but is "a.b".\n'],
    [`${"x".repeat(65)}?script=200`, 400, `The id must be 1 to 64 letters, digits, "_" or "-", but is "${"x".repeat(65)}".\n`],
  ];
  for (const [path, status, text] of cases) {
    const response = await play(path);
    assert.deepEqual([response.status, await response.text()], [status, text]);
  }
  assert.deepEqual(await put("a", { steps: [] }), { status: 400, text: "steps must have at least one step.\n" });
});
