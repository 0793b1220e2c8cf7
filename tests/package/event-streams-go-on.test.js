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

test("what goes on after 64 KiB costs no token, and less of it does", async () => {
  // What surrounds the data of such an event: a digit for its id, and one for its name.
  const around = "id: 1\ndata: 1\n\n".length;
  for (const [length, most] of [
    [65_536, 9],
    [65_535, 3],
  ]) {
    let connections = 0;
    const fetch = streamServer(({ cursor }) => {
      connections++;
      const id = `${+cursor + 1}`;
      return streamOf([written([{ id, data: id + "x".repeat(length - around) }])], { breaks: true });
    });
    const policy = new RetryPolicy({ ...PATIENT, budget: { initial: 2, ratio: 0 }, fetch });
    const done = ({ id }) => id === "9";
    const { got, error } = await collected(events(url, policy, { done }));
    assert.deepEqual([got.length, error?.cause.reason, connections], [most, most < 9 ? "budget" : undefined, most]);
    const [{ credit, earned }] = policy.budgets();
    assert.equal(credit + earned, most < 9 ? 0 : 2);
  }
});

test("a server that repeats itself without ids is asked for as long as there are tokens, if a request of its own goes on", async () => {
  const init = { method: "POST", body: "{}" };
  const fetch = streamServer(() => streamOf([written([{ data: "again" }])], { breaks: true }));
  const policy = { ...PATIENT, budget: { initial: 5, ratio: 0 }, fetch };
  const { got, error } = await collected(events(url, policy, { init, done: () => false, resume: () => ({}) }), { most: 100 });
  assert.deepEqual([got.length, error?.cause.reason, fetch.asked.length], [6, "budget", 6]);
});

test("a request of its own may take its time, and is not waited for once the stream is over", async () => {
  const init = { method: "POST", body: "{}" };
  const done = ({ data }) => data === "end";
  const later = streamServer(
    () => streamOf([written([{ data: "a" }])], { breaks: true }),
    () => streamOf([written([{ data: "end" }])]),
  );
  const resume = async ({ data }) => {
    await turns();
    return { input: `${url}?after=${data}` };
  };
  const { got, error } = await collected(events(url, { ...PATIENT, fetch: later }, { init, done, resume }));
  assert.deepEqual([got.length, error], [2, undefined]);
  assert.deepEqual(
    later.asked.map(({ method, url }) => `${method} ${url}`),
    [`POST ${url}`, `GET ${url}?after=a`],
  );
  const bug = new RangeError("a bug");
  const wrong = {
    "it rejects": [() => Promise.reject(bug), bug],
    nothing: [
      async () => undefined,
      /^TypeError: events: resume is undefined; allowed: a function that returns what fetch takes/,
    ],
  };
  for (const [name, [resume, expected]] of Object.entries(wrong)) {
    const fetch = streamServer(() => streamOf([written([{ data: "a" }])], { breaks: true }));
    const { error } = await collected(events(url, { ...PATIENT, fetch }, { init, done, resume }));
    if (expected === bug) assert.equal(error, bug);
    else assert.match(String(error), expected, name);
    assert.equal(fetch.asked.length, 1);
  }
  for (const end of ["abort", "close", "return"]) {
    const fetch = streamServer(() => streamOf([written([{ data: "a" }])], { breaks: true }));
    const controller = new AbortController();
    let asked;
    const isAsked = new Promise((resolve) => {
      asked = resolve;
    });
    const resume = () => {
      asked();
      return new Promise(() => {});
    };
    const stream = events(url, { ...PATIENT, fetch }, { init: { ...init, signal: controller.signal }, done, resume });
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const next = iterator.next();
    next.catch(() => {});
    await isAsked;
    const reason = new Error("enough");
    if (end === "abort") controller.abort(reason);
    else if (end === "close") stream.close();
    else iterator.return();
    if (end === "abort") await assert.rejects(next, (error) => error === reason);
    else assert.deepEqual(await next, { done: true, value: undefined }, end);
    assert.equal(fetch.asked.length, 1);
  }
});

test("a server that only repeats itself fails as one that says nothing; what is new begins the count anew", async () => {
  const policy = { ...PATIENT, retries: 3 };
  const done = ({ data }) => data === "30";
  for (const most of [2, 256]) {
    // The same again and again.
    const again = () => streamOf([written(numbers(1, most))], { breaks: true });
    const stuck = streamServer(() => (stuck.asked.length > 20 ? none() : again()));
    const { got, error } = await collected(events(url, { ...policy, fetch: stuck }, { done: () => false }), { most: 1000 });
    assert.deepEqual(idAndData(got), idAndData(numbers(1, most)));
    assert.deepEqual([error.reason, error.cause.reason, stuck.asked.length], ["broken", "attempts", 4]);
    assert.ok(stuck.asked.slice(1).every(({ cursor }) => cursor === `${most}`));
  }
  // The same, and then something new.
  const slow = streamServer(({ cursor }) => {
    const isSlow = slow.asked.length % 3 > 0;
    return streamOf([written(numbers(1, isSlow ? +cursor : +cursor + 1))], { breaks: true });
  });
  const { got, error } = await collected(events(url, { ...policy, fetch: slow }, { done }));
  assert.deepEqual([idAndData(got), error, slow.asked.length], [idAndData(numbers(1, 30)), undefined, 90]);
});

test("ids alone are news only where the stream would go on elsewhere than before", async () => {
  const policy = { ...PATIENT, retries: 3 };
  const begin = written([{ id: "1", data: "begin" }]);
  for (const [again, how] of [
    ["id: 1\n\n", {}],
    ["id: 1\n\n", { breaks: true }],
    ["id: 0\n\nid: 1\n\n", {}],
    ["id: 2\n\nid: 1\n\n", { breaks: true }],
    [`id: 1\n\n${begin}`, {}],
    [`${begin}id: 1\n\n`, {}],
  ]) {
    for (const init of [{}, { method: "POST" }]) {
      const stuck = streamServer(
        () => streamOf([begin], { breaks: true }),
        () => streamOf([stuck.asked.length > 20 ? written([{ data: "end" }]) : again], how),
      );
      const options = { init, done: ({ data }) => data === "end", resume: () => ({}) };
      const { got, error } = await collected(events(url, { ...policy, fetch: stuck }, options));
      const message = JSON.stringify([again, how, init]);
      assert.deepEqual([idAndData(got), error?.reason, error?.cause.reason], [[["1", "begin"]], "broken", "attempts"], message);
      assert.equal(stuck.asked.length, 4, message);
    }
  }
  // Each connection goes a bit further, with ids or with what is no content.
  for (const further of [(at) => `id: ${at}\n\n`, (at) => written([{ id: `${at}`, data: "working" }])]) {
    const slow = streamServer(() => {
      const { length } = slow.asked;
      if (length === 30) return streamOf([written([{ id: "30", data: "end" }])]);
      return streamOf([length === 1 ? begin : further(length)], { breaks: true });
    });
    let stream;
    const resume = () => ({ input: `${url}?after=${stream.lastEventId}` });
    const content = ({ data }) => data !== "working";
    stream = events(url, { ...policy, fetch: slow }, { done: ({ data }) => data === "end", content, resume });
    const { got, error } = await collected(stream);
    assert.deepEqual([got.at(-1)?.data, error, slow.asked.length], ["end", undefined, 30]);
    assert.equal(slow.asked.at(-1).url, `${url}?after=29`);
  }
});

test("a feed goes on as long as its server is there, whatever is asked of its events", async (t) => {
  const time = virtualTime(t);
  const state = written([{ id: "1", data: "state" }]);
  const news = written([{ id: "2", data: "news" }]);
  const asked = {
    nothing: {},
    failed: { failed: () => false },
    content: { content: () => true },
    "content, which the state is not": { content: ({ data }) => data !== "state" },
    "a last event": { feed: true, done: () => false, failed: () => false },
    "a request of its own": { feed: true, failed: () => false, init: { method: "POST" }, resume: () => ({}) },
  };
  const quiet = {
    "its state": [state, state],
    "its state, and hangs": [state, state, { hangs: true }],
    "its state, and closes": [state, state, {}],
    "a comment": [state, ": hello\n"],
    nothing: [state, ""],
  };
  for (const [what, options] of Object.entries(asked)) {
    for (const [how, [first, then, end = { breaks: true }]] of Object.entries(quiet)) {
      const server = streamServer(
        () => streamOf([first], end),
        ...Array(5).fill(() => streamOf([then], end)),
        () => streamOf([then, news], end),
        none,
      );
      const policy = { ...PATIENT, retries: 3, fetch: server };
      const { got, error } = await time.until(collected(events(url, policy, { idle: "20s", ...options })));
      assert.deepEqual(
        [idAndData(got), error, server.asked.length],
        [
          [
            ["1", "state"],
            ["2", "news"],
          ],
          undefined,
          8,
        ],
        `${what}: ${how}`,
      );
    }
  }
});

test("a feed that shows its state again is there, before it has any news", async () => {
  const server = streamServer(
    () => streamOf([written(numbers(1, 1))], { breaks: true }),
    () => streamOf([written(numbers(1, 1))], { hangs: true }),
  );
  let told;
  const isTold = new Promise((resolve) => {
    told = resolve;
  });
  const onEvent = ({ type }) => type === "continued" && told();
  const policy = { ...PATIENT, retryAfter: { cap: 0 }, fetch: server, onEvent };
  const stream = events(url, policy, { failed: () => false, idle: false });
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  const next = iterator.next();
  await isTold;
  assert.equal(server.asked.length, 2);
  stream.close();
  assert.deepEqual(await next, { done: true, value: undefined });
});

test("what is repeated before something new is not held back, however long it is", async () => {
  const long = numbers(1, 200).map(({ id }) => ({ id, data: "x".repeat(1000) }));
  const fetch = streamServer(
    () => streamOf([written(long)], { breaks: true }),
    () => streamOf([written([...long, { id: "201", data: "end" }])]),
  );
  const options = { done: ({ data }) => data === "end", content: () => true, limit: 10_000 };
  const { got, error } = await collected(events(url, { ...PATIENT, fetch }, options));
  assert.deepEqual([got.length, got.at(-1).id, error], [201, "201", undefined]);
});

test("the deadline is for the first content of a connection, also where that is repeated", async (t) => {
  const time = virtualTime(t);
  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  // Slower than the deadline, and never silent for long.
  const slow = (first, last) => {
    const pieces = [first, ...Array(10).fill(": working\n"), last];
    const body = new ReadableStream(
      {
        async pull(controller) {
          await later(1000);
          if (pieces.length === 0) controller.close();
          else controller.enqueue(new TextEncoder().encode(pieces.shift()));
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const begin = { id: "1", data: "begin" };
  const text = { id: "2", data: "text" };
  const end = written([{ id: "3", data: "end" }]);
  for (const [first, most] of [
    [written([begin, text]), 3],
    [written([text]), 3],
    // It thinks, for too long.
    [written([begin]), 2],
    [": thinking\n", 2],
  ]) {
    const fetch = streamServer(
      () => streamOf([written([begin, text])], { breaks: true }),
      () => slow(first, end),
    );
    const policy = { ...PATIENT, deadline: "5s", attemptTimeout: "2s", fetch };
    const options = { idle: "3s", done: ({ data }) => data === "end", content: ({ data }) => data !== "begin" };
    const { got, error } = await time.until(collected(events(url, policy, options)));
    assert.deepEqual([got.length, error?.reason, fetch.asked.length], [most, most === 3 ? undefined : "broken", 2], first);
    if (error) assert.equal(error.cause.reason, "deadline");
  }
  // It is still no news: what only repeats itself is a failed attempt.
  const stuck = streamServer(
    () => streamOf([written([text])], { breaks: true }),
    () => slow(written([text]), ""),
  );
  const policy = { ...PATIENT, deadline: "60s", retries: 3, fetch: stuck };
  const { error } = await time.until(collected(events(url, policy, { done: () => false })));
  assert.deepEqual([error.cause.reason, stuck.asked.length], ["attempts", 4]);
});

test("resume may take as long as the stream may be silent, and no longer", async (t) => {
  const time = virtualTime(t);
  const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds, { input: `${url}?after=a` }));
  for (const [idle, takes, expected] of [
    ["2s", () => later(1900), ["a", "b"]],
    ["2s", () => later(2100), ["a"]],
    ["2s", () => new Promise(() => {}), ["a"]],
    [false, () => later(3_600_000), ["a", "b"]],
  ]) {
    const fetch = streamServer(
      () => streamOf([written([{ data: "a" }])], { breaks: true }),
      () => streamOf([written([{ data: "b" }])]),
    );
    const options = { init: { method: "POST" }, idle, done: ({ data }) => data === "b", resume: takes };
    const from = time.passed;
    const { got, error } = await time.until(collected(events(url, { ...PATIENT, fetch }, options)));
    assert.deepEqual(
      got.map(({ data }) => data),
      expected,
    );
    if (expected.length === 2) continue;
    assert.deepEqual(
      [error.reason, error.cause.name, error.cause.message],
      ["broken", "TimeoutError", "no answer within 2000 ms"],
    );
    assert.match(error.message, /the stream broke after 1 event, and resume did not say how to go on$/);
    assert.ok(time.passed - from >= 2000);
    assert.equal(fetch.asked.length, 1);
  }
});

test("a request of its own is a GET or a HEAD, whatever the policy says", async () => {
  const posts = [
    { method: "POST", body: "{}" },
    { method: "post" },
    { method: "DELETE" },
    { input: new Request(url, { method: "PUT", body: "{}" }) },
  ];
  for (const said of posts) {
    for (const policy of [{}, { idempotent: true }, { idempotencyKey: true }]) {
      const fetch = streamServer(() => streamOf([written([{ data: "a" }])], { breaks: true }));
      const options = { init: { method: "POST", body: "{}" }, done: () => false, resume: () => said };
      const { got, error } = await collected(events(url, { ...PATIENT, ...policy, fetch }, options));
      const method = said.method ?? "PUT";
      assert.equal(error.name, "TypeError");
      assert.deepEqual(
        [error.field, error.message],
        ["resume.method", `events: resume.method is "${method}"; allowed: GET or HEAD`],
      );
      assert.deepEqual([got.length, fetch.asked.length], [1, 1]);
    }
  }
});

test("another origin gets no credentials of the first one's, nor any that are made for it", async () => {
  const elsewhere = "http://another.test/rest";
  const headers = {
    authorization: "Bearer key",
    cookie: "a=b",
    "proxy-authorization": "x",
    "x-api-key": "key",
    accept: "text/event-stream",
  };
  const renewed = [];
  const refresh = () => {
    renewed.push("refresh");
    return { authorization: "Bearer new" };
  };
  const first = (change) => Object.assign({ method: "POST", body: "{}", headers, credentials: "include" }, change);
  const scenes = {
    "an address": { input: elsewhere },
    "a URL": { input: new URL(elsewhere) },
    "a Request": { input: new Request(elsewhere, { headers: { "x-own": "yes" } }) },
    "headers of its own": { input: elsewhere, headers: { authorization: "Bearer theirs" }, credentials: "same-origin" },
    "at home": { input: `${url}/rest` },
    "at home, a Request": { input: new Request(`${url}/rest`, { headers: { "x-own": "yes", "x-api-key": "another" } }) },
  };
  for (const [name, said] of Object.entries(scenes)) {
    for (const of of ["options", "a RetryPolicy"]) {
      renewed.length = 0;
      const sent = [];
      const fetch = async (_input, init) => {
        sent.push({
          headers: Object.fromEntries(new Headers(init.headers)),
          credentials: init.credentials,
          redirect: init.redirect,
        });
        return sent.length === 1 ? streamOf([written([{ data: "a" }])], { breaks: true }) : answer(401);
      };
      const plain = { ...PATIENT, refresh, fetch };
      const policy = of === "options" ? plain : new RetryPolicy(plain);
      const init = first({ redirect: "error" });
      const { error } = await collected(events(url, policy, { init, done: () => false, resume: () => said }));
      assert.equal(error.cause.reason, "status", name);
      const { headers: got, credentials, redirect } = sent[1];
      assert.equal(redirect, "error", "all else goes along");
      if (name.startsWith("at home")) {
        assert.deepEqual([got.authorization, got.cookie, credentials], ["Bearer key", "a=b", "include"]);
        assert.equal(got["x-api-key"], name === "at home" ? "key" : "another");
        assert.deepEqual([renewed.length, sent.length, sent[2].headers.authorization], [1, 3, "Bearer new"]);
        continue;
      }
      assert.deepEqual([renewed.length, sent.length], [0, 2], name);
      const own = { "a Request": { "x-own": "yes" }, "headers of its own": { authorization: "Bearer theirs" } }[name];
      assert.deepEqual(got, { accept: "text/event-stream", ...own }, name);
      const allowed = { "a Request": "same-origin", "headers of its own": "same-origin" }[name] ?? "omit";
      assert.equal(credentials, allowed, name);
    }
  }
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
