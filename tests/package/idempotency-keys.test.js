// One key for all attempts of one call makes a POST safe to send again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The key headers that the server saw, attempt by attempt. */
async function keysSeen(idempotencyKey, { method = "POST", headers, header = "idempotency-key" } = {}) {
  const { url, journal } = await stage.play("drop,503,200;effect");
  const response = await fetchWithRetry(url, { ...QUICK, idempotencyKey }, { method, headers, body: "order" });
  assert.equal(response.status, 200);
  const { hits, effects } = await journal({ hits: 3 });
  return { keys: hits.map((hit) => hit.headers[header]), effects, replayed: response.headers.get("idempotent-replay") };
}

test("a random UUID, the same on all attempts, and one effect", async () => {
  const { keys, effects, replayed } = await keysSeen(true);
  assert.match(keys[0], UUID);
  assert.deepEqual(keys, [keys[0], keys[0], keys[0]]);
  assert.equal(effects, 1);
  assert.equal(replayed, "true");
});

test("another call has another key", async () => {
  const transport = scripted(200);
  const send = createFetch({ fetch: transport, idempotencyKey: true });
  for (let i = 0; i < 1000; i++) await send("http://server.test/", { method: "POST" });
  const keys = transport.sent.map(({ init }) => new Headers(init.headers).get("idempotency-key"));
  assert.equal(new Set(keys).size, 1000);
  for (const key of keys) assert.match(key, UUID);
});

test("raw sends the bare text, quoted a structured-field string", async () => {
  const formats = [
    [{ key: "order 7", format: "raw" }, "order 7"],
    [{ key: "order 7", format: "quoted" }, '"order 7"'],
    [{ key: 'a "b" \\c', format: "quoted" }, '"a \\"b\\" \\\\c"'],
    ["order-8", "order-8"],
  ];
  for (const [idempotencyKey, expected] of formats) {
    const { keys, effects } = await keysSeen(idempotencyKey);
    assert.deepEqual(keys, [expected, expected, expected]);
    assert.equal(effects, 1);
  }
});

test("a function makes one key for each call, not for each attempt", async () => {
  let made = 0;
  const { keys } = await keysSeen(() => `order-${++made}`);
  assert.deepEqual(keys, ["order-1", "order-1", "order-1"]);
  const again = await keysSeen({ key: () => `order-${++made}`, format: "quoted" });
  assert.deepEqual(again.keys, ['"order-2"', '"order-2"', '"order-2"']);
});

test("a key that the caller has put there stays, and counts", async () => {
  const own = { "Idempotency-Key": "mine" };
  const { keys, effects } = await keysSeen(true, { headers: own });
  assert.deepEqual(keys, ["mine", "mine", "mine"]);
  assert.equal(effects, 1);
  assert.deepEqual((await keysSeen(false, { headers: own })).keys, ["mine", "mine", "mine"], "without any policy for keys");
  assert.deepEqual((await keysSeen(true, { headers: new Headers(own) })).keys, ["mine", "mine", "mine"]);
});

test("an empty key is no key", async () => {
  const { url, journal } = await stage.play("drop,200;effect");
  const error = await rejection(
    fetchWithRetry(url, QUICK, { method: "POST", headers: { "Idempotency-Key": "" }, body: "order" }),
  );
  assert.equal(error.reason, "not-idempotent");
  assert.equal((await journal({ hits: 1, open: 0 })).effects, 1);
});

test("another header, and other methods", async () => {
  const keyed = { key: "7", header: "X-Request-Key", methods: ["POST", "PUT"] };
  for (const method of ["POST", "PUT"]) {
    assert.deepEqual((await keysSeen(keyed, { method, header: "x-request-key" })).keys, ["7", "7", "7"]);
  }
  const transport = scripted(503, 200);
  await fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport, idempotencyKey: keyed }, { method: "PATCH" });
  assert.equal(transport.sent.length, 1, "PATCH is not among the methods");
  assert.equal(new Headers(transport.sent[0].init.headers).get("x-request-key"), null);
});

test("a GET carries no key", async () => {
  const transport = scripted(200);
  await fetchWithRetry("http://server.test/", { fetch: transport, idempotencyKey: true });
  assert.equal(new Headers(transport.sent[0].init?.headers).get("idempotency-key"), null);
});

test("the caller's own headers object and init are left alone", async () => {
  const headers = { accept: "text/plain" };
  const init = Object.freeze({ method: "POST", headers: Object.freeze(headers) });
  const transport = scripted(200);
  await fetchWithRetry("http://server.test/", { fetch: transport, idempotencyKey: true }, init);
  assert.deepEqual(headers, { accept: "text/plain" });
  assert.equal(new Headers(transport.sent[0].init.headers).get("accept"), "text/plain");
});

test("the headers of a Request stay when a key is added", async () => {
  const { url, journal } = await stage.play("503,200");
  const request = new Request(url, { method: "POST", body: "order", headers: { "x-trace": "7" } });
  await fetchWithRetry(request, { ...QUICK, idempotencyKey: true });
  const { hits } = await journal({ hits: 2 });
  for (const { headers } of hits) {
    assert.equal(headers["x-trace"], "7");
    assert.match(headers["content-type"], /^text\/plain/);
    assert.match(headers["idempotency-key"], UUID);
  }
  assert.equal(hits[0].headers["idempotency-key"], hits[1].headers["idempotency-key"]);
});

test("409 on a keyed request means that the first try is still being worked on", async () => {
  const transport = scripted(409, 200);
  const policy = { ...QUICK, fetch: transport, idempotencyKey: true };
  assert.equal((await fetchWithRetry("http://server.test/", policy, { method: "POST" })).status, 200);
  const without = await fetchWithRetry("http://server.test/", { ...QUICK, fetch: scripted(409, 200) }, { method: "POST" });
  assert.equal(reportOf(without).reason, "status");
});

test("no attempt is made after the key's horizon", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(() => answer(503, { "retry-after": "50" }));
  const policy = { retries: 100, deadline: false, retryAfter: { jitter: "none" }, fetch: transport };
  const call = fetchWithRetry("http://server.test/", { ...policy, idempotencyKey: { horizon: "2m" } }, { method: "POST" });
  const response = await time.until(call);
  assert.equal(reportOf(response).reason, "deadline");
  assert.equal(transport.sent.length, 3, "at 0, 50 and 100 s");
});
