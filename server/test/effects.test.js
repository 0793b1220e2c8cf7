import assert from "node:assert/strict";
import { test } from "node:test";
import { startFor } from "../support/client.js";

const post = (key) => ({ method: "POST", body: "order", headers: key === undefined ? {} : { "Idempotency-Key": key } });

test("without a key every acting step has its effect, also when the answer is lost", async (t) => {
  const { play, journal } = await startFor(t);
  await assert.rejects(play("a?script=drop,503,200;effect,200", post()));
  const statuses = [await play("a", post()), await play("a", post()), await play("a", post())].map(({ status }) => status);
  assert.deepEqual(statuses, [503, 200, 200]);
  assert.equal((await journal("a")).effects, 2);
});

test("with a key the effect happens once, and its own answer is replayed", async (t) => {
  const { play, put, journal } = await startFor(t);
  const steps = [{ fault: "drop", status: 201 }, "503", { effect: true, headers: { "x-step": "3" } }];
  await put("a", { steps });
  await assert.rejects(play("a", post("k1")));
  assert.equal((await play("a", post("k1"))).headers.get("idempotent-replay"), null);
  const replay = await play("a", post('"k1"'));
  assert.deepEqual([replay.status, replay.headers.get("idempotent-replay"), replay.headers.get("x-step")], [201, "true", "3"]);
  assert.deepEqual(await replay.json(), { id: "a", attempt: 1, method: "POST", idempotencyKey: "k1" });
  assert.equal((await journal("a")).effects, 1);

  const other = await play("a", post("k2"));
  assert.deepEqual([other.status, other.headers.get("idempotent-replay")], [200, null]);
  assert.equal((await journal("a")).effects, 2);
});

test("a known key does not save the connection from a drop", async (t) => {
  const { play, journal } = await startFor(t);
  await assert.rejects(play("a?script=2*drop,200;effect", post("k")));
  await assert.rejects(play("a", post("k")));
  assert.equal((await play("a", post("k"))).headers.get("idempotent-replay"), "true");
  assert.equal((await journal("a")).effects, 1);
});

test("keys of one id mean nothing to another", async (t) => {
  const { play, journal } = await startFor(t);
  for (const id of ["a", "b"]) await play(`${id}?script=200;effect`, post("k"));
  assert.deepEqual([(await journal("a")).effects, (await journal("b")).effects], [1, 1]);
});

test("a client that gives up waiting does not undo the effect", async (t) => {
  const { play, journal } = await startFor(t);
  const controller = new AbortController();
  const call = play("a?script=200;effect;delay=60000", { ...post(), signal: controller.signal });
  await journal("a", { effects: 1 });
  controller.abort();
  await assert.rejects(call);
  const { effects, hits } = await journal("a", { open: 0 });
  assert.deepEqual([effects, hits[0].ended], [1, "client-closed"]);
});
