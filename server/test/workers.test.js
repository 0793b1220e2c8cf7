import assert from "node:assert/strict";
import { test } from "node:test";
import { startFor } from "../support/client.js";

const STANDS = "worker=w:0:2";

test("a worker does one thing at a time, in the order in which they came", async (t) => {
  const server = await startFor(t);
  const ids = ["a", "b", "c"];
  const calls = [];
  for (const id of ids) {
    calls.push(server.play(`${id}?script=200;worker=w:0:10`));
    await server.journal(id, { hits: 1 });
  }
  const began = performance.now();
  await server.play("d?script=200;worker=w:30:10");
  // Four things of 30 ms each; timers may be early by a little.
  assert.ok(performance.now() - began >= 4 * 29);
  await Promise.all(calls);
  const journals = await Promise.all(ids.map((id) => server.journal(id, { hits: 1, open: 0 })));
  const ends = journals.map(({ hits }) => hits[0].endedAt);
  assert.deepEqual(
    ends,
    ends.toSorted((one, other) => one - other),
  );
});

test("at a pace of 0 it stands still, until a request names another: then all are done", async (t) => {
  const server = await startFor(t);
  const first = server.play(`a?script=200;${STANDS}`);
  assert.equal((await server.journal("a", { hits: 1 })).waiting, 1);
  assert.equal((await server.play("b?script=200;worker=w:1:2")).status, 200);
  assert.equal((await first).status, 200);
  assert.equal((await server.journal("a")).waiting, 0);
});

test("where there is no room, a request is refused at once", async (t) => {
  const server = await startFor(t);
  const waiting = [1, 2].map(() => server.play(`a?script=200;${STANDS}`));
  await server.journal("a", { hits: 2 });
  assert.equal((await server.play("a")).status, 503);
  await server.play("b?script=200;worker=w:1:3");
  assert.deepEqual(
    (await Promise.all(waiting)).map(({ status }) => status),
    [200, 200],
  );
});

test("what a client has given up is done all the same, and takes its time and its effect", async (t) => {
  const server = await startFor(t);
  const leaving = new AbortController();
  const left = server.play("a?script=200;effect;worker=w:0:10", { method: "POST", signal: leaving.signal });
  await server.journal("a", { hits: 1 });
  leaving.abort();
  await assert.rejects(left, { name: "AbortError" });
  assert.equal((await server.journal("a", { hits: 1, open: 0 })).effects, 0);
  await server.play("b?script=200;worker=w:1:10");
  const { effects, hits } = await server.journal("a", { effects: 1 });
  assert.deepEqual([effects, hits[0].ended], [1, "client-closed"]);
});

test("other names are other workers", async (t) => {
  const server = await startFor(t);
  const stands = server.play(`a?script=200;${STANDS}`).catch(() => {});
  await server.journal("a", { hits: 1 });
  assert.equal((await server.play("b?script=200;worker=other:1:2")).status, 200);
  await server.play("c?script=200;worker=w:1:2");
  await stands;
});

test("a worker that is not one is refused with a sentence", async (t) => {
  const server = await startFor(t);
  const response = await server.play("a?script=200;worker=w:fast:2");
  assert.equal(response.status, 400);
  assert.match(await response.text(), /steps\[0\]\.worker\.pace must be a whole number from 0 to 600000, but is "fast"/);
});
