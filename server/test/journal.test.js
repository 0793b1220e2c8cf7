import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { startFor } from "../support/client.js";

const drain = async (call) => (await call).arrayBuffer();

test("a hit tells what came and how it ended", async (t) => {
  const { play, journal } = await startFor(t);
  await drain(play("a/b?script=503&x=1", { method: "POST", body: "hällo", headers: { "X-Mine": "1" } }));
  const { hits, ...rest } = await journal("a", { open: 0 });
  assert.deepEqual(rest, { attempts: 1, effects: 0, preflights: 0, openConnections: 0 });
  const [{ at, endedAt, headers, ...hit }] = hits;
  assert.deepEqual(hit, {
    attempt: 1,
    method: "POST",
    url: "/play/a/b?script=503&x=1",
    bodyBytes: 6,
    bodySha256: createHash("sha256").update("hällo").digest("hex"),
    status: 503,
    ended: "completed",
  });
  assert.equal(headers["x-mine"], "1");
  assert.ok(at > 0 && endedAt >= at);
});

test("it shows whether bodies are alike, of any size and method", async (t) => {
  const { play, journal } = await startFor(t);
  const bodies = ["a", "a", "b", new Uint8Array(3_000_000)];
  for (const body of bodies) await drain(play("a?script=200", { method: "DELETE", body }));
  const hits = (await journal("a")).hits;
  assert.equal(hits[0].bodySha256, hits[1].bodySha256);
  assert.equal(new Set(hits.map((hit) => hit.bodySha256)).size, 3);
  assert.equal(hits[3].bodyBytes, 3_000_000);
});

test("?wait answers when what it waits for is there, or when the time is up", async (t) => {
  const { url, play, journal } = await startFor(t);
  const early = journal("a", { hits: 2, open: 0 });
  await drain(play("a?script=200"));
  const second = drain(play("a"));
  assert.deepEqual(
    (await early).hits.map(({ ended }) => ended),
    ["completed", "completed"],
  );
  await second;
  assert.equal((await journal("a", { hits: 3, wait: 20 })).hits.length, 2);
  const bad = await fetch(`${url}/journal/a?wait=long`);
  assert.deepEqual([bad.status, await bad.text()], [400, 'wait must be a whole number, but is "long".\n']);
});

test("defining, deleting and clearing start afresh and let go of connections", async (t) => {
  const { url, play, put, journal } = await startFor(t);
  const status = async (path, method) => (await fetch(`${url}${path}`, { method })).status;
  const hanging = async (id) => {
    const over = assert.rejects(play(`${id}?script=hang`));
    await journal(id, { hits: 1 });
    return { over };
  };
  const gone = { a: await hanging("a"), b: await hanging("b"), c: await hanging("c") };
  await put("a", { steps: ["200"] });
  await gone.a.over;
  assert.deepEqual((await journal("a")).hits, []);
  assert.equal(await status("/journal/b", "DELETE"), 204);
  await gone.b.over;
  assert.deepEqual([await status("/journal/b"), await status("/journal/c")], [404, 200]);
  assert.equal(await status("/journal", "DELETE"), 204);
  await gone.c.over;
  assert.deepEqual([await status("/journal/a"), await status("/journal/c"), await status("/play/a")], [404, 404, 404]);
});

test("memory is bounded: the id unused for longest is dropped", async (t) => {
  const { url, put } = await startFor(t, { keepAlive: true });
  for (let n = 0; n < 1000; n++) await put(`id${n}`, { steps: ["200"] });
  await drain(fetch(`${url}/play/id0`));
  await put("id1000", { steps: ["200"] });
  const statuses = ["id0", "id1", "id2", "id1000"].map(async (id) => (await fetch(`${url}/journal/${id}`)).status);
  assert.deepEqual(await Promise.all(statuses), [200, 404, 200, 200]);
});

test("memory is bounded: of many hits the last 1000 are kept", async (t) => {
  const { play, journal } = await startFor(t, { keepAlive: true });
  for (let n = 0; n < 1100; n++) await drain(play("a?script=503,200"));
  const { attempts, hits } = await journal("a", { open: 0 });
  assert.deepEqual([attempts, hits.length, hits[0].attempt, hits.at(-1).attempt], [1100, 1000, 101, 1100]);
  const late = await journal("a", { open: 0, from: 1099 });
  assert.deepEqual([late.attempts, late.hits.map(({ attempt }) => attempt)], [1100, [1099, 1100]]);
});
