// How event streams end: what is thrown, and what is left.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { collected, PATIENT, streamOf, streamServer, turns, written } from "./support/event-streams.js";
import { RetryPolicy, reportOf } from "./support/installed.js";
import { EventStreamError, events } from "./support/installed-body.js";
import { answer, networkError } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

const url = "http://server.test/feed?key=secret";
const ONE = written([{ id: "1", data: "one" }]);
const post = { method: "POST", body: "{}" };

/** All of a stream by a transport of these steps. */
const through = (fetch, options, policy) => collected(events(url, { ...PATIENT, ...policy, fetch }, options));

test("a 204 ends a feed, and so does an answer's own end where it is no feed", async () => {
  const none = streamServer(() => new Response(null, { status: 204 }));
  assert.deepEqual(await through(none), { got: [] });
  const empty = streamServer(() => streamOf([]));
  assert.deepEqual(await through(empty, { feed: false }), { got: [] });
  assert.equal(empty.asked.length, 1);
  const full = streamServer(() => streamOf([ONE]));
  assert.equal((await through(full, { init: post })).got.length, 1);
  assert.equal(full.asked.length, 1);
});

test("what is no event stream is refused, and asked for once", async () => {
  for (const type of ["text/html; charset=utf-8", "text/event-streams", undefined]) {
    let isReleased = false;
    const fetch = streamServer(() => {
      const body = new ReadableStream({
        cancel() {
          isReleased = true;
        },
      });
      return new Response(body, { headers: type ? { "content-type": type } : {} });
    });
    const { got, error } = await through(fetch);
    assert.ok(error instanceof EventStreamError);
    assert.deepEqual([got, error.name, error.reason], [[], "EventStreamError", "content-type"]);
    const said = type ?? "of no type";
    assert.equal(error.message, `GET http://server.test/feed: not an event stream: ${said}`);
    assert.equal(fetch.asked.length, 1);
    assert.ok(isReleased);
  }
  for (const type of ["text/event-stream", "Text/Event-Stream; charset=utf-8", "text/event-stream ;x"]) {
    const fetch = streamServer(() => streamOf([ONE], { headers: { "content-type": type } }));
    assert.equal((await through(fetch, { feed: false })).got.length, 1);
  }
});

test("a success that is no 200 is refused", async () => {
  const fetch = streamServer(() => new Response("", { status: 202 }));
  const { error } = await through(fetch);
  assert.equal(error.reason, "status");
  assert.equal(error.message, "GET http://server.test/feed: status 202");
});

test("before anything has come, a call's error is thrown as it is, with what it went through", async () => {
  const fetch = streamServer(() => answer(503));
  const { error } = await through(fetch, {}, { retries: 2 });
  assert.deepEqual([error.name, error.reason, error.attempts.length], ["RetryError", "attempts", 3]);
  assert.equal(error.response.status, 503);
  assert.equal(fetch.asked.length, 3);
  assert.equal(reportOf(error).reason, "attempts");
  const notFound = await through(
    streamServer(() => answer(404)),
    {},
    { throwOnStatus: false },
  );
  assert.equal(notFound.error.reason, "status");
});

test("a call that fails is tried again before the first event, and after it", async () => {
  const fetch = streamServer(
    () => answer(503),
    () => Promise.reject(networkError()),
    () => streamOf([ONE], { breaks: true }),
    () => answer(503),
    () => Promise.reject(networkError()),
    () => streamOf([written([{ id: "2", data: "two" }])]),
  );
  const { got, error } = await through(fetch, { done: ({ data }) => data === "two" });
  assert.deepEqual([got.map(({ data }) => data), error], [["one", "two"], undefined]);
  assert.deepEqual(
    fetch.asked.map(({ cursor }) => cursor),
    [null, null, null, "1", "1", "1"],
  );
});

test("what cannot be continued says so, with what broke it", async () => {
  const platform = new TypeError("terminated");
  const fetch = streamServer(() => streamOf([written([{ data: "a" }, { data: "b" }])], { breaks: platform }));
  const got = [];
  await assert.rejects(
    async () => {
      for await (const { data } of events(url, { ...PATIENT, fetch }, { init: post })) got.push(data);
    },
    (error) => {
      assert.equal(error.reason, "broken");
      assert.equal(
        error.message,
        "POST http://server.test/feed: the stream broke after 2 events, and a POST without resume is not sent again",
      );
      assert.equal(error.cause.cause, platform);
      return true;
    },
  );
  assert.deepEqual(got, ["a", "b"]);
  const nameless = streamServer(() => streamOf([written([{ data: "a" }])], { breaks: true }));
  const { error } = await through(nameless, { done: () => false });
  assert.match(error.message, /broke after 1 event, and it has named no id to go on after$/);
  assert.equal(nameless.asked.length, 1);
});

test("a continuation that fails says how, with the call's error", async () => {
  const fetch = streamServer(
    () => streamOf([ONE], { breaks: true }),
    () => answer(404),
  );
  const { error } = await through(fetch, { done: () => false });
  assert.equal(error.reason, "broken");
  assert.equal(error.cause.name, "RetryError");
  assert.equal(error.cause.reason, "status");
  assert.ok(
    error.message.startsWith("GET http://server.test/feed: the stream broke after 1 event, and could not be continued: "),
  );
  assert.ok(!error.message.includes("secret"));
});

test("a stream that ends before its last event is broken", async () => {
  const fetch = streamServer(
    () => streamOf([ONE]),
    () => streamOf([written([{ id: "2", data: "last" }])]),
  );
  const { got } = await through(fetch, { done: ({ data }) => data === "last" });
  assert.equal(got.length, 2);
  const whole = await through(
    streamServer(() => streamOf([written([{ data: "a" }])])),
    { init: post, done: () => false },
  );
  assert.equal(whole.error.reason, "broken");
  assert.equal(whole.error.cause.message, "the stream ended before its last event");
});

test("the last event needs no blank line, if it is known for the last; all else does", async () => {
  const cut = () => streamOf([`${ONE}data: [DONE]`]);
  const done = ({ data }) => data === "[DONE]";
  const { got } = await through(streamServer(cut), { init: post, done });
  assert.deepEqual(
    got.map(({ data }) => data),
    ["one", "[DONE]"],
  );
  const without = await through(streamServer(cut), { init: post });
  assert.equal(without.got.length, 1);
  // An id of an event that is dropped is no cursor.
  const fetch = streamServer(
    () => streamOf([`${ONE}id: 2\ndata: half`]),
    () => streamOf([written([{ id: "2", data: "[DONE]" }])]),
  );
  await through(fetch, { done });
  assert.deepEqual(
    fetch.asked.map(({ cursor }) => cursor),
    [null, "1"],
  );
});

test("an event that is too long is an error, and nothing is asked for again", async () => {
  const long = `data: ${"x".repeat(1001)}\n\n`;
  for (const pieces of [[ONE + long], [ONE, long.slice(0, 700), long.slice(700)], [ONE, ...long]]) {
    const fetch = streamServer(() => streamOf(pieces, { hangs: true }));
    const { got, error } = await through(fetch, { limit: 1000 });
    assert.equal(got.length, 1);
    assert.equal(error.reason, "too-long");
    assert.equal(error.message, "GET http://server.test/feed: an event is longer than 1000");
    assert.equal(fetch.asked.length, 1);
  }
  for (const options of [
    { init: post, limit: 1000 },
    { failed: () => false, limit: "1kB" },
  ]) {
    const fetch = streamServer(() => streamOf([long]));
    assert.equal((await through(fetch, options)).error.reason, "too-long", "as the very first");
    assert.equal(fetch.asked.length, 1);
  }
  const fits = streamServer(() => streamOf([`data: ${"x".repeat(1000)}\n\n`]));
  assert.equal((await through(fits, { limit: 1000, feed: false })).got.length, 1);
});

test("silence breaks a stream, and comments are signs of life", async (t) => {
  const time = virtualTime(t);
  const beating = (controllers) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controllers.push(controller);
        },
      }),
      { headers: { "content-type": "text/event-stream" } },
    );
  const controllers = [];
  const fetch = streamServer(
    () => beating(controllers),
    () => streamOf([ONE]),
  );
  const stream = events(url, { ...PATIENT, fetch }, { idle: "20s" });
  const first = stream[Symbol.asyncIterator]().next();
  await turns();
  const say = (text) => controllers[0].enqueue(new TextEncoder().encode(text));
  let comments = 0;
  const beat = () => {
    if (++comments > 10) return;
    say(": still here\n");
    setTimeout(beat, 19_000);
  };
  beat();
  const { value } = await time.until(first);
  assert.equal(value.data, "one");
  // Ten comments, one silence, and the reconnection time.
  const least = 9 * 19_000 + 20_000 + 3000;
  assert.ok(time.passed >= least && time.passed < least + 3000, `${time.passed}`);
  stream.close();
  await turns();
  assert.equal(time.pending.size, 0);
});

test("a head that comes in time is enough for attemptTimeout; what follows is for idle", async (t) => {
  const time = virtualTime(t);
  let controller;
  const body = new ReadableStream({
    start(given) {
      controller = given;
    },
  });
  const fetch = streamServer(() => new Response(body, { headers: { "content-type": "text/event-stream" } }));
  const stream = events(url, { fetch, attemptTimeout: "5s" }, { init: post, idle: "45s" });
  const first = stream[Symbol.asyncIterator]().next();
  await turns();
  setTimeout(() => controller.enqueue(new TextEncoder().encode(ONE)), 44_000);
  assert.equal((await time.until(first)).value.data, "one");
  stream.close();
  // And a head that does not come is none.
  const hanging = streamServer(() => new Promise(() => {}));
  const { error } = await time.until(collected(events(url, { fetch: hanging, attemptTimeout: "5s", retries: 0 })));
  assert.equal(error.cause.name, "TimeoutError");
});

test("of a silence, nothing else is the cause", async (t) => {
  const time = virtualTime(t);
  const fetch = streamServer(() => streamOf([ONE], { hangs: true }));
  const { error } = await time.until(collected(events(url, { ...PATIENT, fetch }, { init: post, done: () => false })));
  const { cause } = error;
  assert.deepEqual(
    [cause.name, cause.message, "cause" in cause],
    ["TimeoutError", "the stream broke: no bytes within 45000 ms", false],
  );
});

test("an abort rejects with its own reason, wherever it comes; nothing is left", async (t) => {
  const hanging = (_input, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  const scenes = {
    "before the head": hanging,
    "of a transport that heeds no signal": () => new Promise(() => {}),
    "before the first event": () => streamOf([": hello\n"], { hangs: true }),
    "between two events": () => streamOf([ONE], { hangs: true }),
    "while it waits": () => answer(503, { "retry-after": "9999" }),
  };
  for (const [scene, step] of Object.entries(scenes)) {
    for (const options of [{}, { init: post }, { failed: () => false }]) {
      await t.test(`${scene}, ${JSON.stringify(options)}`, async (t) => {
        const time = virtualTime(t);
        const controller = new AbortController();
        const { signal } = controller;
        const init = { ...options.init, signal };
        let isCancelled = false;
        const fetch = async (...request) => {
          const response = await step(...request);
          if (!response.body || response.status !== 200) return response;
          const { body } = response;
          const cancel = body.cancel.bind(body);
          const reader = body.getReader.bind(body);
          body.getReader = () => {
            const one = reader();
            const stop = one.cancel.bind(one);
            one.cancel = (reason) => {
              isCancelled = true;
              return stop(reason);
            };
            return one;
          };
          body.cancel = (reason) => {
            isCancelled = true;
            return cancel(reason);
          };
          return response;
        };
        const unprocessed = [503];
        const stream = events(url, { fetch, unprocessed, deadline: false }, { ...options, init });
        const iterator = stream[Symbol.asyncIterator]();
        if (scene === "between two events") await iterator.next();
        const next = iterator.next();
        next.catch(() => {});
        await turns();
        const reason = new Error("enough");
        controller.abort(reason);
        await assert.rejects(next, (error) => error === reason);
        assert.deepEqual(await iterator.next(), { done: true, value: undefined });
        await turns();
        assert.equal(getEventListeners(signal, "abort").length, 0);
        assert.equal(time.pending.size, 0, "a timer is left");
        if (scene.includes("event")) assert.ok(isCancelled, "a body is left");
      });
    }
  }
});

test("an abort between two events that have come already ends it, too", async () => {
  const controller = new AbortController();
  const fetch = streamServer(() => streamOf([ONE + ONE]));
  const stream = events(url, { ...PATIENT, fetch }, { init: { signal: controller.signal } });
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  controller.abort("enough");
  await assert.rejects(iterator.next(), (error) => error === "enough");
  const late = events(url, { ...PATIENT, fetch }, { init: { signal: controller.signal } });
  await assert.rejects(late[Symbol.asyncIterator]().next(), (error) => error === "enough");
  assert.equal(fetch.asked.length, 1);
});

test("break closes the connection, and so does close, for whoever is waiting", async () => {
  for (const end of ["break", "close", "return"]) {
    let isCancelled = false;
    const onCancel = () => {
      isCancelled = true;
    };
    const fetch = streamServer(() => streamOf([ONE], { hangs: true, onCancel }));
    const { signal } = new AbortController();
    const stream = events(url, { ...PATIENT, fetch }, { init: { signal } });
    if (end === "break") for await (const _ of stream) break;
    else {
      const iterator = stream[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      await turns();
      if (end === "close") stream.close();
      else await iterator.return();
      assert.deepEqual(await next, { done: true, value: undefined });
    }
    assert.ok(isCancelled, end);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    assert.equal(fetch.asked[0].signal.aborted, true);
    assert.equal(stream.lastEventId, "1");
    const { error } = await collected(stream);
    assert.equal(String(error), "TypeError: events: a stream is for one for await only");
  }
  const unused = streamServer(() => streamOf([ONE]));
  const closed = events(url, { ...PATIENT, fetch: unused });
  closed.close();
  await turns();
  assert.deepEqual(await collected(closed), { got: [] });
  assert.equal(unused.asked.length, 0, "nothing is asked for before an event is");
});

test("what a function of the caller's throws ends the stream", async () => {
  const bug = new RangeError("a bug");
  const throws = () => {
    throw bug;
  };
  for (const name of ["done", "failed", "content", "resume"]) {
    for (const init of [{}, post]) {
      const fetch = streamServer(() => streamOf([ONE], { breaks: true }));
      const { error } = await through(fetch, { [name]: throws, init });
      assert.equal(error, bug, name);
      assert.equal(fetch.asked.length, 1);
    }
  }
  for (const said of [200, 600, { status: 99 }, "503", {}]) {
    const { error } = await through(
      streamServer(() => streamOf([ONE])),
      { failed: () => said },
    );
    assert.equal(error.name, "TypeError", JSON.stringify(said));
  }
});

test("options that are no options are refused at once, and so is a policy that is none", async () => {
  const bad = {
    init: ["a text", "init"],
    idle: [0, "idle"],
    feed: [1, "feed"],
    unique: ["no", "unique"],
    limit: [-1, "limit"],
    done: [/x/, "done"],
    failed: [503, "failed"],
    content: ["delta", "content"],
    resume: [{}, "resume"],
    lastEventId: ["7", "lastEventId"],
  };
  for (const [name, [value, field]] of Object.entries(bad)) {
    assert.throws(
      () => events(url, {}, { [name]: value }),
      (error) => error.name === "TypeError" && error.field === field && error.message.startsWith("events"),
      name,
    );
  }
  assert.throws(() => events(url, {}, { init: { signal: {} } }), /^TypeError: events: init.signal is not an AbortSignal$/);
  assert.throws(() => events(url, {}, { init: { headers: { "not a name": "x" } } }), TypeError);
  const fetch = streamServer(() => streamOf([ONE]));
  for (const policy of [{ retries: -1, fetch }, "noPreset", 5, null, [], new Date()])
    assert.throws(() => events(url, policy), /^TypeError: retry policy: /, String(policy));
  assert.equal(fetch.asked.length, 0);
});

test("a promise is no answer of done, failed or content", async () => {
  for (const name of ["done", "failed", "content"]) {
    for (const answer of [async () => false, () => Promise.reject(new Error("a bug"))]) {
      const fetch = streamServer(() => streamOf([ONE], { hangs: true }));
      const { got, error } = await through(fetch, { [name]: answer, init: post });
      assert.equal(error.name, "TypeError");
      assert.deepEqual([error.field, got, fetch.asked.length], [name, [], 1]);
      const sentence = `events: ${name} is a function that returned a promise; allowed: a function that answers at once`;
      assert.equal(error.message, sentence);
    }
  }
});

test("each event is told once: to done, to failed, and to content up to the first", async () => {
  const steps = [{ data: "a" }, { data: "b" }, { data: "c" }, { data: "d" }];
  for (const pieces of [[written(steps)], steps.map((one) => written([one])), [`${written(steps.slice(0, 3))}data: d`]]) {
    const asked = { done: "", failed: "", content: "" };
    const told = (name, yes) => (event) => {
      asked[name] += event.data;
      return event.data === yes;
    };
    const options = { done: told("done", "d"), failed: told("failed", ""), content: told("content", "c") };
    const { got } = await through(
      streamServer(() => streamOf(pieces)),
      options,
    );
    assert.equal(got.length, 4);
    assert.deepEqual(asked, { done: "abcd", failed: "abcd", content: "abc" });
  }
});

test("an id is sent back as it came up to 4,096 characters, and longer ones are too long", async () => {
  const longest = `${"é✓😀".repeat(1024)}`;
  assert.equal(longest.length, 4096);
  const fetch = streamServer(
    () => streamOf([`id: ${longest}\ndata: a\n\n`], { breaks: true }),
    () => streamOf([written([{ data: "end" }])]),
  );
  const done = ({ data }) => data === "end";
  const { got, error } = await through(fetch, { done });
  assert.deepEqual([got.length, error], [2, undefined]);
  assert.equal(Buffer.from(fetch.asked[1].cursor, "latin1").toString(), longest);
  for (const id of [`${longest}x`, "x".repeat(300_000)]) {
    const fetch = streamServer(() => streamOf([ONE, `id: ${id}\ndata: a\n\n`], { breaks: true }));
    const { got, error } = await through(fetch, { done });
    assert.deepEqual([got.length, error.reason], [1, "too-long"]);
    assert.equal(error.message, "GET http://server.test/feed: the id of an event is longer than 4096");
    assert.equal(fetch.asked.length, 1);
  }
});

test("what is held back before the first content is limited in all", async () => {
  const kinds = {
    data: () => `event: ping\ndata: ${"x".repeat(500)}\n\n`,
    types: () => `event: ${"x".repeat(500)}\ndata:\n\n`,
    ids: (at) => `id: ${at}${"x".repeat(500)}\n\n`,
    nothing: () => "data:\n\n",
  };
  for (const [name, one] of Object.entries(kinds)) {
    let pulls = 0;
    const body = new ReadableStream(
      { pull: (controller) => controller.enqueue(new TextEncoder().encode(one(pulls++))) },
      { highWaterMark: 0 },
    );
    const fetch = streamServer(() => new Response(body, { headers: { "content-type": "text/event-stream" } }));
    const { error } = await through(fetch, { init: post, content: () => false, limit: 10_000 });
    assert.equal(error?.reason, "too-long", name);
    assert.equal(error.message, "POST http://server.test/feed: what came before the first content is longer than 10000");
    assert.ok(pulls < 10_000 / 64 + 2, `${pulls}`);
    assert.equal(fetch.asked.length, 1);
  }
});

test("the time before the first content ends at the deadline, unless it is a feed's", async (t) => {
  // Something comes each second, but no content for five minutes.
  const chatter = () => {
    let left = 300;
    const piece = () => new TextEncoder().encode(left-- > 0 ? written([{ type: "ping", data: "" }]) : written([{ data: "end" }]));
    const body = new ReadableStream(
      {
        pull: (controller) =>
          new Promise((resolve) => {
            setTimeout(() => {
              controller.enqueue(piece());
              resolve();
            }, 1000);
          }),
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const content = ({ type }) => type !== "ping";
  const done = ({ data }) => data === "end";
  for (const [name, policy, options, least] of [
    ["a POST", { deadline: "90s", attemptTimeout: "10s" }, { init: post, content, done }, 90_000],
    ["a GET", { deadline: "90s" }, { content, done }, 90_000],
    ["without a limit on attempts", { deadline: "90s", attemptTimeout: false }, { content, done }, 90_000],
    ["without a deadline", { deadline: false, attemptTimeout: "10s" }, { content, done }, undefined],
    ["a feed", { deadline: "90s", attemptTimeout: "10s" }, { content, done, feed: true }, undefined],
  ]) {
    await t.test(name, async (t) => {
      const time = virtualTime(t);
      const fetch = streamServer(chatter);
      const { got, error } = await time.until(collected(events(url, { ...policy, fetch }, options)));
      assert.equal(fetch.asked.length, 1);
      if (least === undefined) {
        assert.deepEqual([got.length, error], [301, undefined]);
        return;
      }
      assert.deepEqual([got.length, error.name], [0, "RetryError"]);
      assert.ok(["deadline", "not-idempotent"].includes(error.reason), error.reason);
      assert.equal(error.cause.message, "no content within 90000 ms");
      assert.ok(time.passed >= least && time.passed < least + 2000, `${time.passed}`);
      assert.equal(fetch.asked[0].signal.aborted, true);
      await turns();
      assert.ok(time.pending.size <= 1, "but for the server's own timer");
    });
  }
});

test("twenty streams by one signal are one listener, and streams that are dropped leave none, nor a connection", async () => {
  const { signal } = new AbortController();
  let open = 0;
  const step = () => {
    open++;
    return streamOf([ONE], { hangs: true, onCancel: () => open-- });
  };
  const begin = async () => {
    for (let count = 0; count < 20; count++) {
      const stream = events(url, { ...PATIENT, fetch: (_, init) => step(init) }, { init: { signal } });
      await stream[Symbol.asyncIterator]().next();
    }
  };
  await begin();
  assert.equal(getEventListeners(signal, "abort").length, 1);
  while (open > 0 || getEventListeners(signal, "abort").length > 0) {
    gc();
    await turns();
  }
});

test("an abort reaches whoever waits for an event, though nothing else holds the stream", async () => {
  const controller = new AbortController();
  const next = (() => {
    const fetch = () => streamOf([], { hangs: true });
    const stream = events(
      url,
      { ...PATIENT, attemptTimeout: false, fetch },
      { idle: false, init: { signal: controller.signal } },
    );
    return stream[Symbol.asyncIterator]().next();
  })();
  next.catch(() => {});
  for (let count = 0; count < 5; count++) {
    gc();
    await turns();
  }
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(next, (error) => error === reason);
});

test("a RetryPolicy, a preset and options are what they are elsewhere", async () => {
  const fetch = streamServer(
    () => answer(503),
    () => streamOf([ONE]),
  );
  const told = [];
  const policy = new RetryPolicy({ ...PATIENT, fetch, onEvent: ({ type }) => told.push(type) });
  const { got } = await collected(events(url, policy, { feed: false }));
  assert.equal(got.length, 1);
  assert.deepEqual(told, ["attempt", "response", "wait", "attempt", "response", "end"]);
});
