// What shares a circuit: an origin, a policy, or what the caller says.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls, guarded, url } from "./support/circuit.js";
import { createFetch, fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { answer, QUICK, scripted } from "./support/transport.js";

/** A transport by host: those whose name begins with `bad` fail. */
const byHost = (input) => Promise.resolve(answer(new URL(input.url ?? input).hostname.startsWith("bad") ? 503 : 200));
const keysOf = ({ breaker }) => breaker.snapshot().map(({ key, state }) => `${key} ${state}`);

test("an origin, unless something else is said", async () => {
  const policy = guarded({ minimum: 2 }, byHost);
  assert.deepEqual(await calls(policy, 3, "http://bad.test/a?x=1#y"), [503, 503, "circuit-open"]);
  const same = [
    "http://bad.test/b",
    new URL("http://user:secret@bad.test/"),
    new Request("http://bad.test/c"),
    "HTTP://BAD.test",
  ];
  for (const input of same) assert.deepEqual(await calls(policy, 1, input), ["circuit-open"], `${input}`);
  assert.deepEqual(await calls(policy, 2, "http://bad.test:81/"), [503, 503], "another port");
  assert.deepEqual(await calls(policy, 2, "https://bad.test/"), [503, 503], "another scheme");
  assert.deepEqual(await calls(policy, 1, "http://good.test/"), [200]);
  assert.deepEqual(keysOf(policy), [
    "http://bad.test open",
    "http://bad.test:81 open",
    "https://bad.test open",
    "http://good.test closed",
  ]);
});

test('"policy": all requests of a policy', async () => {
  const policy = guarded({ minimum: 2, key: "policy" }, byHost);
  await calls(policy, 1, "http://bad.test/");
  assert.deepEqual(await calls(policy, 1, "http://worse.test/"), [200]);
  await calls(policy, 1, "http://bad2.test/");
  assert.deepEqual(await calls(policy, 1, "http://good.test/"), ["circuit-open"]);
  assert.equal(policy.breaker.snapshot().length, 1);
});

test("a function of the whole address", async () => {
  const asked = [];
  const key = (address) => {
    asked.push(address);
    return new URL(address).searchParams.get("tenant");
  };
  const policy = guarded({ minimum: 2, key }, byHost);
  assert.deepEqual(await calls(policy, 3, "http://bad.test/?tenant=one"), [503, 503, "circuit-open"]);
  assert.deepEqual(await calls(policy, 1, "http://other.test/?tenant=one"), ["circuit-open"]);
  assert.deepEqual(await calls(policy, 1, "http://bad.test/?tenant=two"), [503]);
  assert.deepEqual(keysOf(policy), ["one open", "two closed"]);
  assert.deepEqual(asked.slice(-2), ["http://other.test/?tenant=one", "http://bad.test/?tenant=two"]);
});

test("a key function that throws, or says no text: the call ends with that, and nothing is sent", async () => {
  const broken = new Error("a bug in the key function");
  const throwing = () => {
    throw broken;
  };
  for (const key of [throwing, () => undefined, () => null, () => 7, async () => "late"]) {
    const transport = scripted(200);
    const error = await rejection(fetchWithRetry(url, guarded({ key }, transport)));
    assert.equal(error.reason, "error");
    if (key === throwing) assert.equal(error.cause, broken);
    else assert.match(error.cause.message, /breaker\.key: the function must return a text/);
    assert.deepEqual(error.attempts, []);
    assert.equal(transport.sent.length, 0);
  }
});

test("literals that say the same share circuits, yet each is asked its own key function", async () => {
  const fetch = scripted(503);
  const send = (tenant) => fetchWithRetry(url, { ...QUICK, retries: 0, breaker: { minimum: 2, key: () => tenant }, fetch });
  await send("one");
  await send("one");
  await assert.rejects(send("one"), { reason: "circuit-open" });
  assert.equal((await send("two")).status, 503);
});

test("literals that say something else do not, nor do policies of their own", async () => {
  const transport = scripted(503);
  const literal = { ...QUICK, retries: 0, breaker: { minimum: 2, window: "31s" }, fetch: transport };
  assert.deepEqual(await calls(literal, 3), [503, 503, "circuit-open"]);
  assert.deepEqual(await calls({ ...literal }, 1), ["circuit-open"]);
  assert.deepEqual(await calls({ ...literal, onEvent() {} }, 1), ["circuit-open"], "functions are left out");
  const ordered = Object.fromEntries(Object.entries(literal).reverse());
  assert.deepEqual(await calls(ordered, 1), ["circuit-open"], "nor does the order matter");
  assert.deepEqual(await calls({ ...literal, breaker: { minimum: 2, window: "32s" } }, 1), [503]);
  assert.deepEqual(await calls(new RetryPolicy(literal), 1), [503]);
});

test("with() shares, unless it names the breaker, the budget, the throttle or the preset", async () => {
  const policy = guarded({ minimum: 2 }, scripted(503));
  await calls(policy, 2);
  const shares = [{}, { fetch: scripted(200) }, { deadline: "1m" }, { onEvent() {} }, { breaker: undefined }];
  for (const changes of shares) assert.deepEqual(await calls(policy.with(changes), 1), ["circuit-open"], JSON.stringify(changes));
  const parts = [{ breaker: { minimum: 3 } }, { budget: { initial: 9 } }, { throttle: true }, { preset: "zDirect" }];
  for (const changes of parts) assert.deepEqual(await calls(policy.with(changes), 1), [503], JSON.stringify(changes));
});

test("a created fetch and its changes by init.retry share too", async () => {
  const send = createFetch(guarded({ minimum: 2 }, scripted(503)));
  await send(url);
  await send(url, { retry: { deadline: "1m" } });
  await assert.rejects(send(url), { reason: "circuit-open" });
  await assert.rejects(send(url, { retry: { attemptTimeout: "1s" } }), { reason: "circuit-open" });
});
