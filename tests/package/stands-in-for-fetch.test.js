// Still fetch: what comes back is the platform's own, and what the platform is told is what fetch would be told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const url = "http://server.test/";

test("a response is the platform's own Response, complete", async () => {
  const { url } = await stage.play(["503", { status: 201, headers: { "x-made": "yes" }, body: { made: 1 } }]);
  for (const send of [createFetch(QUICK), (input) => fetchWithRetry(input, QUICK)]) {
    const response = await send(url);
    assert.ok(response instanceof Response);
    assert.equal(response.constructor, Response);
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-made"), "yes");
    assert.equal(response.url, url);
    assert.equal(response.type, "basic");
    assert.deepEqual(await response.clone().json(), { made: 1 });
    assert.deepEqual(await response.json(), { made: 1 });
  }
});

test("what the transport returned is returned, not a copy", async () => {
  const good = answer(200);
  assert.equal(await fetchWithRetry(url, { fetch: async () => good }), good);
  assert.equal(await fetchWithRetry(url, { ...QUICK, fetch: scripted(503, () => good) }), good);
});

test("strings and Requests are handed on as they are, URLs as they were", async () => {
  const changing = new URL(url);
  const transport = scripted(503, 200);
  const call = fetchWithRetry(changing, { ...QUICK, fetch: transport });
  changing.pathname = "/changed";
  await call;
  for (const { input } of transport.sent) {
    assert.ok(input instanceof URL);
    assert.equal(input.href, new URL(url).href);
  }
  for (const input of [url, new Request(url)]) {
    const transport = scripted(503, 200);
    await fetchWithRetry(input, { ...QUICK, fetch: transport });
    assert.deepEqual(
      transport.sent.map((sent) => sent.input === input),
      [true, true],
    );
  }
});

test("init is handed on whole: only the signal is the package's", async () => {
  const init = {
    method: "PUT",
    body: "x",
    headers: { a: "b" },
    redirect: "manual",
    cache: "no-store",
    dispatcher: {},
    custom: Symbol("x"),
  };
  const transport = scripted(503, 200);
  await fetchWithRetry(url, { ...QUICK, fetch: transport }, Object.freeze(init));
  for (const { init: sent } of transport.sent) {
    const { signal, ...rest } = sent;
    assert.deepEqual(rest, init);
    assert.ok(signal instanceof AbortSignal);
  }
});

test("a signal is in the second argument of every fetch, which opts out of React's memoization", async () => {
  const policies = [
    {},
    { attemptTimeout: false, deadline: false },
    { attemptTimeout: "60d", deadline: "90d" },
    { onEvent() {} },
    { idempotencyKey: true },
  ];
  const inits = [
    undefined,
    {},
    { method: "GET" },
    { signal: undefined },
    { signal: null },
    { signal: new AbortController().signal },
  ];
  for (const policy of policies) {
    for (const init of inits) {
      for (const input of [url, new Request(url)]) {
        const transport = scripted(503, 200);
        await fetchWithRetry(input, { ...QUICK, ...policy, fetch: transport }, init);
        assert.equal(transport.sent.length, 2);
        for (const { init: sent } of transport.sent) assert.ok(sent?.signal instanceof AbortSignal);
      }
    }
  }
});

test("under a fetch that memoizes like React's, a retry is a new request", async (t) => {
  // React keeps the first answer to a GET for the render, unless the second argument has a signal.
  const answers = scripted(503, 200);
  const memory = new Map();
  t.mock.method(globalThis, "fetch", (input, init) => {
    if (init?.signal) return answers(input, init);
    if (!memory.has(String(input))) memory.set(String(input), answers(input, init));
    return memory.get(String(input)).then((response) => response.clone());
  });
  const response = await fetchWithRetry(url, { ...QUICK, attemptTimeout: false, deadline: false });
  assert.equal(response.status, 200);
  assert.equal(memory.size, 0);
});

test("globalThis.fetch is looked up at each attempt", async (t) => {
  const send = createFetch(new RetryPolicy(QUICK));
  const transport = t.mock.method(globalThis, "fetch", async () => {
    globalThis.fetch = async () => answer(200);
    return answer(503);
  });
  assert.equal((await send(url)).status, 200);
  assert.equal(transport.mock.callCount(), 1);
});

test("fetch is called without this, as the platform demands", async () => {
  const seen = [];
  async function transport() {
    seen.push(this);
    return answer(seen.length < 3 ? 503 : 200);
  }
  await fetchWithRetry(url, { ...QUICK, fetch: transport });
  assert.deepEqual(seen, [undefined, undefined, undefined]);
});

test("setTimeout, clearTimeout, Date and performance replaced after import are the ones used", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(503, 503, 503, 200);
  const call = fetchWithRetry(url, { backoff: { base: "1m", cap: "1h" }, jitter: "none", deadline: "1h", fetch: transport });
  const response = await time.until(call);
  assert.equal(response.status, 200);
  assert.equal(time.passed, 60_000 + 120_000 + 240_000);
  assert.ok(Math.abs(reportOf(response).elapsed - time.passed) < 1);
  assert.equal(time.pending.size, 0, "the timers of the attempts were cleared");
});

test("node:test's fake timers drive a call", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const transport = scripted(503, 200);
  let response;
  const call = fetchWithRetry(url, { backoff: { base: "1h" }, jitter: "none", deadline: false, fetch: transport }).then(
    (settled) => {
      response = settled;
    },
  );
  const idle = async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  await idle();
  t.mock.timers.tick(3_599_999);
  await idle();
  assert.equal(transport.sent.length, 1);
  t.mock.timers.tick(1);
  await idle();
  assert.equal(transport.sent.length, 2);
  await call;
  assert.equal(response.status, 200);
});

test("a frozen queueMicrotask does not stop a call: Jest's fake timers freeze it", async (t) => {
  t.mock.method(globalThis, "queueMicrotask", () => {});
  const response = await fetchWithRetry(url, {
    ...QUICK,
    onEvent() {},
    shouldRetry: async () => undefined,
    fetch: scripted(503, 200),
  });
  assert.equal(response.status, 200);
});

test("init.retry stays between the caller and the package, and fetch gets the rest", async () => {
  const transport = scripted(503, 200);
  const send = createFetch({ ...QUICK, retries: 0, fetch: transport });
  const response = await send(url, { headers: { a: "b" }, retry: { retries: 1 } });
  assert.equal(response.status, 200);
  assert.equal(new Headers(transport.sent[0].init.headers).get("a"), "b");
});

test("createFetch without a policy is a fetch with the default one", async (t) => {
  t.mock.method(globalThis, "fetch", scripted(200));
  const response = await createFetch()(url);
  assert.equal(reportOf(response).reason, "success");
});

test("a created fetch can be passed around without its maker", async () => {
  const { url } = await stage.play("503,200");
  const client = { fetch: createFetch(QUICK) };
  assert.equal((await client.fetch(url)).status, 200);
  const { fetch } = client;
  assert.equal((await fetch(url)).status, 200);
  assert.deepEqual(
    await Promise.all([url, url].map((each) => fetch(each))).then((all) => all.map(({ status }) => status)),
    [200, 200],
  );
});
