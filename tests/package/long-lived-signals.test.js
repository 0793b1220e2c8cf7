// One listener for each signal of a caller's, however many calls go by it; and nothing of a call stays on it.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { createFetch, fetchWithRetry, keepAlive, RetryPolicy, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, FREE, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const stage = await openStage();
const url = "http://server.test/";

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

test("calls that send, wait and ask have one listener together", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const patient = { ...FREE, backoff: { base: "1h" }, deadline: false };
  const calls = [
    ...Array.from({ length: 20 }, () => fetchWithRetry(url, { ...QUICK, fetch: never }, { signal })),
    ...Array.from({ length: 20 }, () => fetchWithRetry(url, { ...patient, fetch: scripted(503) }, { signal })),
    ...Array.from({ length: 20 }, () => retry(never, QUICK, { signal })),
  ].map((call) => outcome(call));
  await idle();
  assert.equal(getEventListeners(signal, "abort").length, 1);
  controller.abort("enough");
  for (const { error } of await Promise.all(calls)) assert.equal(error, "enough");
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("a hundred calls of each kind on one signal bring no warning", async (t) => {
  const warnings = [];
  const onWarning = (warning) => warnings.push(`${warning}`);
  process.on("warning", onWarning);
  t.after(() => process.off("warning", onWarning));
  const controller = new AbortController();
  const { signal } = controller;
  const thinking = { shouldRetry: never };
  for (const more of [
    {},
    thinking,
    { ...thinking, attemptTimeout: false, deadline: false },
    { fallback: never, retries: 0 },
    { onEvent() {} },
  ]) {
    for (let call = 0; call < 100; call++) {
      outcome(fetchWithRetry(url, { ...QUICK, ...more, fetch: scripted(503) }, { signal }));
      outcome(fetchWithRetry(new Request(url, { signal }), { ...QUICK, ...more, fetch: never }));
    }
  }
  await idle();
  controller.abort("enough");
  await idle();
  assert.deepEqual(warnings, []);
});

test("it is gone when the last call has ended, whatever it ended with", async () => {
  const { signal } = new AbortController();
  const policies = [
    { fetch: scripted(200) },
    { fetch: scripted(503, 200) },
    { fetch: scripted(503) },
    { fetch: scripted(404), onEvent() {} },
    { fetch: never, retries: 0, attemptTimeout: 5 },
    { fetch: scripted(401, 200), refresh: () => ({}) },
    { fetch: scripted(503), fallback: () => answer(200) },
    { fetch: scripted(503, 200), shouldRetry: () => true },
  ];
  for (const policy of policies) await outcome(fetchWithRetry(url, { ...QUICK, ...policy }, { signal }));
  keepAlive(url, { interval: "1h", signal }).stop();
  // Bodies may still be read, and be aborted meanwhile: those of mocks are no longer anybody's.
  assert.ok(getEventListeners(signal, "abort").length <= 1);
});

const MEASURE = `
  import { createFetch } from "holdfast-fetch";
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const settle = async () => {
    for (let round = 0; round < 8; round++) {
      gc();
      await turn();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return process.memoryUsage().heapUsed;
  };`;

const KINDS = {
  "without a body": "async () => { await null; return new Response(null); }",
  "with a body that is read": 'async () => { await null; return new Response("x"); }',
  "with retries": "async () => { await null; return new Response(null, { status: calls++ % 2 ? 200 : 503 }); }",
};

for (const [kind, fetch] of Object.entries(KINDS)) {
  test(`20,000 calls ${kind} leave less than 12 bytes each on it`, async () => {
    const program = `${MEASURE}
      let calls = 0;
      const { signal } = new AbortController();
      const send = createFetch({ budget: false, backoff: { base: 0 }, fetch: ${fetch} });
      const many = async (count) => {
        for (let call = 0; call < count; call++) await (await send("http://server.test/", { signal })).text();
      };
      await many(5000);
      // The engine's own tables and code grow now and then. What calls leave behind grows each time: the least of five tells.
      const rounds = [];
      for (let round = 0; round < 5; round++) {
        const before = await settle();
        await many(20_000);
        rounds.push((await settle() - before) / 20_000);
      }
      console.log(JSON.stringify(Math.min(...rounds)));`;
    const bytes = await printed(program, { flags: ["--expose-gc"], limit: 300_000 });
    assert.ok(bytes < 12, `${bytes} bytes for each call`);
  });
}

test("a body that is being read is ended by it, though nobody else holds the response's controller", async () => {
  const { url, journal } = await stage.play("endless;200;every=10");
  const program = `
    import { createFetch } from "holdfast-fetch";
    const controller = new AbortController();
    const response = await createFetch()("${url}", { signal: controller.signal });
    const reader = response.body.getReader();
    for (let round = 0; round < 20; round++) {
      await reader.read();
      gc();
      await new Promise((resolve) => setImmediate(resolve));
    }
    controller.abort("seen enough");
    try { for (;;) await reader.read(); } catch (reason) { console.log(JSON.stringify(reason)); }`;
  assert.equal(await printed(program, { flags: ["--expose-gc"], limit: 60_000 }), "seen enough");
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("bodies of many calls are ended by one abort, each with the caller's own reason", async () => {
  const { url, journal } = await stage.play("endless;200;every=10");
  const controller = new AbortController();
  const reason = { why: "seen enough" };
  const policy = new RetryPolicy(QUICK);
  const responses = await Promise.all(
    Array.from({ length: 15 }, () => fetchWithRetry(url, policy, { signal: controller.signal })),
  );
  const readings = responses.map((response) => rejection(response.text()));
  controller.abort(reason);
  for (const error of await Promise.all(readings)) assert.equal(error, reason);
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("calls made in the abort of others go on, and those begun after it end at once", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const send = createFetch({ ...QUICK, fetch: never });
  const first = send(url, { signal });
  const inTheAbort = first.catch(() => fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }));
  controller.abort("enough");
  assert.equal((await outcome(inTheAbort)).value.status, 200);
  assert.equal(await rejection(send(url, { signal })), "enough");
});
