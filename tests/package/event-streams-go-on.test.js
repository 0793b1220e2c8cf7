// How a stream is gone on with: when, how often, by what request, and what is told of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { collected, idAndData, PATIENT, streamOf, streamServer, turns, written } from "./support/event-streams.js";
import { CircuitBreaker, createFetch, fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { events } from "./support/installed-body.js";
import { answer } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/feed";
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => ({ id: `${from + at}`, data: `${from + at}` }));
const none = () => new Response(null, { status: 204 });

test("a closed feed is connected again after its reconnection time: three seconds, or what it says", async (t) => {
  for (const [said, least] of [
    ["", 3000],
    ["retry: 10000\n\n", 10_000],
    ["retry: 0\n\n", 0],
    ["retry: -1\nretry: 1e3\nretry:\n\n", 3000],
  ]) {
    await t.test(JSON.stringify(said), async (t) => {
      const time = virtualTime(t);
      const at = [];
      const fetch = streamServer(({ cursor }) => {
        at.push(time.passed);
        return at.length > 20 ? none() : streamOf([at.length === 1 ? said : "", written(numbers(+cursor + 1, +cursor + 2))]);
      });
      // Twenty ends are no failures: there is no retry, and no token.
      const policy = { retries: 0, budget: { initial: 1, ratio: 0 }, breaker: { consecutive: 1 }, fetch };
      const { got, error } = await time.until(collected(events(url, policy)));
      assert.deepEqual([idAndData(got), error], [idAndData(numbers(1, 40)), undefined]);
      const waits = at.slice(1).map((then, number) => then - at[number]);
      assert.ok(Math.min(...waits) >= least, `${waits}`);
      assert.ok(Math.max(...waits) <= least + Math.max(1000, least / 2) + 1, `${waits}`);
      assert.ok(new Set(waits).size > 10, "a crowd that lost its server at the same time is spread");
    });
  }
});

test("a feed that broke waits as long, and longer where the policy does", async (t) => {
  const time = virtualTime(t);
  const at = [];
  const fetch = streamServer(() => {
    at.push(time.passed);
    return at.length > 2 ? none() : streamOf([written(numbers(at.length, at.length))], { breaks: true });
  });
  const policy = { ...PATIENT, backoff: { type: "constant", base: "1m" }, fetch };
  const { got, error } = await time.until(collected(events(url, policy)));
  assert.deepEqual([got.length, error], [2, undefined]);
  assert.ok(at[1] >= 60_000 && at[2] - at[1] >= 60_000, `${at}`);
});

test("a feed goes on for ever, though it breaks each minute without having said anything", async (t) => {
  const time = virtualTime(t);
  let connections = 0;
  const fetch = streamServer(() => (++connections > 500 ? none() : streamOf([": nothing new\n"], { breaks: true })));
  const { got, error } = await time.until(collected(events(url, { fetch })));
  assert.deepEqual([got.length, error], [0, undefined], "of the default policy");
  assert.ok(time.passed >= 500 * 3000);
});

test("an answer that breaks again and again without an event ends when the retries are used up", async () => {
  let connections = 0;
  const fetch = streamServer(() => (++connections === 1 ? streamOf([written(numbers(1, 1))], { breaks: true }) : cut()));
  const cut = () => streamOf([": hello\n"], { breaks: true });
  const { got, error } = await collected(events(url, { ...PATIENT, retries: 4, fetch }, { done: () => false }));
  assert.equal(got.length, 1);
  assert.equal(error.reason, "broken");
  assert.equal(error.cause.reason, "attempts");
  assert.equal(connections, 1 + 4);
});

test("what goes on after an event costs no token, and what has not gone on does", async () => {
  let connections = 0;
  const fetch = streamServer(({ cursor }) => {
    connections++;
    return streamOf([written(numbers(+cursor + 1, +cursor + 1))], { breaks: true });
  });
  const policy = new RetryPolicy({ ...PATIENT, budget: { initial: 2, ratio: 0 }, fetch });
  const done = ({ data }) => data === "30";
  const { got, error } = await collected(events(url, policy, { done }));
  assert.deepEqual([got.length, error, connections], [30, undefined, 30]);
  assert.deepEqual(
    policy.budgets().map(({ credit, earned }) => credit + earned),
    [2],
  );
});

test("a server that sends only what it has sent before is asked for as long as there are tokens", async () => {
  let connections = 0;
  const fetch = streamServer(() => {
    connections++;
    return streamOf([written(numbers(1, 2))], { breaks: true });
  });
  const policy = { ...PATIENT, budget: { initial: 3, ratio: 0 }, fetch };
  const { got, error } = await collected(events(url, policy, { done: () => false }));
  assert.deepEqual([got.length, error.reason, error.cause.reason, connections], [2, "broken", "budget", 4]);
});

test("a POST is never sent twice once something has come, whatever the policy says of it", async () => {
  for (const how of [{ breaks: true }, {}]) {
    for (const policy of [{}, { idempotent: true }, { idempotencyKey: true }, { shouldRetry: () => true }]) {
      for (const options of [{}, { done: () => false }, { feed: true }, { failed: () => false, feed: true }]) {
        const fetch = streamServer(() => streamOf([written(numbers(1, 3))], how));
        const init = { method: "POST", body: "{}" };
        const { got, error } = await collected(events(url, { ...PATIENT, ...policy, fetch }, { ...options, init }));
        assert.equal(got.length, 3);
        assert.equal(fetch.asked.length, 1, JSON.stringify([how, policy, options]));
        const isWhole = !how.breaks && !options.done && !options.feed;
        assert.equal(error?.reason, isWhole ? undefined : "broken");
      }
    }
  }
});

test("nor is one sent twice of which nothing has come, unless it may be", async (t) => {
  const time = virtualTime(t);
  for (const how of [{ breaks: true }, {}]) {
    for (const options of [{ done: () => false }, { feed: true }, { feed: true, failed: () => false }]) {
      for (const [policy, most] of [
        [{}, 1],
        [{ idempotencyKey: true }, 3],
        [{ idempotent: true }, 3],
      ]) {
        const fetch = streamServer(
          () => streamOf([": hello\n"], how),
          () => streamOf([": hello\n"], how),
          none,
        );
        const init = { method: "POST", body: "{}" };
        const { got } = await time.until(collected(events(url, { ...PATIENT, ...policy, fetch }, { ...options, init })));
        assert.equal(got.length, 0);
        assert.equal(fetch.asked.length, most, JSON.stringify([how, options, policy]));
      }
    }
  }
});

test("a request says what it accepts, and after which event it goes on", async () => {
  const fetch = streamServer(
    () => streamOf([written([{ id: "grüße ✓", data: "a" }])], { breaks: true }),
    () => streamOf([written([{ id: "", data: "b" }])], { breaks: true }),
    () => streamOf([written([{ id: "9", data: "end" }])]),
  );
  const headers = { authorization: "Bearer key", accept: "text/event-stream, application/json" };
  const done = ({ data }) => data === "end";
  const { got, error } = await collected(events(url, { ...PATIENT, fetch }, { init: { headers }, done }));
  // An empty id is none, and there is no way to go on without.
  assert.deepEqual(idAndData(got), [
    ["grüße ✓", "a"],
    ["", "b"],
  ]);
  assert.match(error.message, /it has named no id/);
  const [first, second] = fetch.asked;
  assert.equal(first.headers.get("accept"), headers.accept);
  assert.equal(second.headers.get("authorization"), headers.authorization);
  assert.equal(Buffer.from(second.cursor, "latin1").toString(), "grüße ✓");
  const plain = streamServer(none);
  await collected(events(url, { fetch: plain }));
  assert.equal(plain.asked[0].headers.get("accept"), "text/event-stream");
});

test("what is given is read at once, and a Request is taken as it is", async () => {
  const fetch = streamServer(
    () => streamOf([written(numbers(1, 1))], { breaks: true }),
    () => streamOf([written([{ id: "2", data: "end" }])]),
  );
  const headers = new Headers({ "x-key": "mine" });
  const init = { headers };
  const options = { init, done: ({ data }) => data === "end" };
  const stream = events(url, { ...PATIENT, fetch }, options);
  headers.set("x-key", "another's");
  init.method = "POST";
  options.done = undefined;
  assert.equal((await collected(stream)).got.length, 2);
  assert.deepEqual(
    fetch.asked.map(({ method, headers }) => [method, headers.get("x-key")]),
    [
      ["GET", "mine"],
      ["GET", "mine"],
    ],
  );
  const sent = [];
  const transport = async (input, init) => {
    sent.push([input.url, new Headers(init.headers).get("x-key"), new Headers(init.headers).get("last-event-id")]);
    return sent.length === 1 ? streamOf([written(numbers(1, 1))], { breaks: true }) : streamOf([written([{ data: "end" }])]);
  };
  const request = new Request(url, { headers: { "x-key": "mine" } });
  const done = ({ data }) => data === "end";
  const { got, error } = await collected(events(request, { ...PATIENT, fetch: transport }, { done }));
  assert.deepEqual([got.length, error], [2, undefined]);
  assert.deepEqual(sent, [
    [url, "mine", null],
    [url, "mine", "1"],
  ]);
});

test("listeners hear of one stream where it broke, and that it goes on", async () => {
  const told = [];
  const fetch = streamServer(
    () => streamOf([written(numbers(1, 2))], { breaks: true }),
    () => answer(503),
    () => streamOf([written([{ id: "3", data: "end" }])]),
  );
  const policy = { ...PATIENT, fetch, onEvent: ({ id, type, at, by, failure }) => told.push({ id, type, at, by, failure }) };
  await collected(events(url, policy, { done: ({ data }) => data === "end" }));
  assert.equal(new Set(told.map(({ id }) => id)).size, 1);
  const at = written(numbers(1, 2)).length;
  assert.deepEqual(
    told.map(({ type }) => type),
    ["attempt", "response", "end", "broken", "wait", "attempt", "response", "wait", "attempt", "response", "continued", "end"],
  );
  const [broken] = told.filter(({ type }) => type === "broken");
  assert.deepEqual([broken.at, broken.failure], [at, "network"]);
  const [continued] = told.filter(({ type }) => type === "continued");
  assert.deepEqual([continued.at, continued.by], [at, "cursor"]);
});

test("its calls share circuits and tokens with those of the main entry", async () => {
  const breaker = new CircuitBreaker({ consecutive: 2 });
  const fetch = streamServer(() => answer(503));
  const policy = { ...PATIENT, retries: 1, breaker, fetch };
  await collected(events(url, policy));
  assert.equal(breaker.state, "open");
  const { error } = await collected(events(url, policy));
  assert.equal(error.reason, "circuit-open");
  const { reason } = await fetchWithRetry(url, policy).catch((error) => error);
  assert.equal(reason, "circuit-open");
  // By the content of options, too.
  const words = { preset: "resilientIntegrations", backoff: { type: "constant", base: 0 }, fetch };
  for (let call = 0; call < 9; call++) await collected(events("http://another.test/", words));
  const after = await fetchWithRetry("http://another.test/", words).catch((error) => error);
  assert.equal(after.reason, "circuit-open");
});

test("it is sent by what stands in for the global fetch, once", async (t) => {
  const fetch = streamServer(() => streamOf([written(numbers(1, 1))]));
  t.mock.method(globalThis, "fetch", fetch);
  const wrapped = createFetch({ retries: 0 });
  globalThis.fetch = wrapped;
  const { got, error } = await collected(events(url, PATIENT, { feed: false }));
  assert.deepEqual([got.length, error, fetch.asked.length], [1, undefined, 1]);
});

test("nothing is read before it is wanted", async () => {
  let pulls = 0;
  const body = new ReadableStream(
    {
      pull(controller) {
        pulls++;
        controller.enqueue(new TextEncoder().encode(written(numbers(pulls, pulls))));
      },
    },
    { highWaterMark: 0 },
  );
  const fetch = streamServer(() => new Response(body, { headers: { "content-type": "text/event-stream" } }));
  const stream = events(url, { ...PATIENT, fetch });
  await turns();
  assert.equal(fetch.asked.length, 0);
  const iterator = stream[Symbol.asyncIterator]();
  for (let taken = 1; taken <= 5; taken++) {
    await iterator.next();
    await turns();
    assert.equal(pulls, taken);
    assert.equal(stream.lastEventId, `${taken}`, "that of what was delivered");
  }
  stream.close();
});

test("an answer that comes when its attempt is over is let go, and nothing of it is delivered", async (t) => {
  const time = virtualTime(t);
  let isReleased = false;
  const onCancel = () => {
    isReleased = true;
  };
  const fetch = streamServer(
    () =>
      new Promise((resolve) => {
        const late = streamOf([written([{ id: "9", data: "late" }])], { hangs: true, onCancel });
        setTimeout(() => resolve(late), 12_000);
      }),
    () => new Promise((resolve) => setTimeout(() => resolve(streamOf([written([{ id: "1", data: "in time" }])])), 8000)),
  );
  const policy = { ...PATIENT, attemptTimeout: "10s", fetch };
  const { got, error } = await time.until(collected(events(url, policy, { done: ({ data }) => data === "in time" })));
  assert.deepEqual([idAndData(got), error, isReleased], [[["1", "in time"]], undefined, true]);
});

test("a transport that is itself a fetch of this package's does its own part, and no more", async () => {
  const fetch = streamServer(
    () => streamOf([written(numbers(1, 2))], { breaks: true }),
    () => answer(503),
    () => streamOf([written([{ id: "3", data: "end" }])]),
  );
  const told = [];
  const inner = createFetch({ ...PATIENT, fetch, onEvent: ({ type }) => told.push(type) });
  const policy = { ...PATIENT, fetch: inner };
  const { got, error } = await collected(events(url, policy, { done: ({ data }) => data === "end" }));
  assert.deepEqual([got.length, error], [3, undefined]);
  assert.deepEqual(
    fetch.asked.map(({ cursor }) => cursor),
    [null, "2", "2"],
  );
  assert.equal(told.filter((type) => type === "broken").length, 0, "its calls are calls of its own");
  assert.equal(told.filter((type) => type === "wait").length, 1, "it has retried the 503");
});

test("functions of the policy's see the head of an answer, and may refuse it", async () => {
  const seen = [];
  const fetch = streamServer(
    () => streamOf([written(numbers(1, 1))], { headers: { "x-state": "warming up" } }),
    () => streamOf([written(numbers(1, 1))]),
  );
  const statusOf = async (response) => {
    seen.push(response.status, response.bodyUsed || response.body.locked);
    return response.headers.has("x-state") ? 503 : undefined;
  };
  const { got, error } = await collected(events(url, { ...PATIENT, fetch, statusOf }, { feed: false }));
  assert.deepEqual([got.length, error, fetch.asked.length], [1, undefined, 2]);
  assert.deepEqual(seen, [200, true, 200, true]);
  assert.equal(fetch.asked[0].signal.aborted, true, "the refused connection is closed with the stream");
});
