// Never silent: every attempt and decision is an event, in order, and nothing follows the end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, crossOrigin, networkError, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/orders";

async function eventsOf(policy, init, input = url) {
  const events = [];
  const settled = await outcome(fetchWithRetry(input, { ...QUICK, onEvent: (event) => events.push(event), ...policy }, init));
  return { events, ...settled };
}

/** Without what every event has, but for the number of the attempt. */
const short = (events) => events.map(({ id, method, url, elapsed, of, ...rest }) => rest);

test("503, a broken connection, 200: the exact list", async () => {
  const broken = networkError();
  const { events } = await eventsOf({
    fetch: scripted(() => answer(503, { "retry-after-ms": "2" }), broken, 200),
    retryAfter: { jitter: "none" },
  });
  assert.deepEqual(short(events), [
    { type: "attempt", attempt: 1 },
    { type: "response", attempt: 1, status: 503, retryAfter: 2 },
    { type: "wait", attempt: 1, delay: 2, tier: 1 },
    { type: "attempt", attempt: 2 },
    { type: "failure", attempt: 2, failure: "network", error: broken },
    { type: "wait", attempt: 2, delay: 1, tier: 1 },
    { type: "attempt", attempt: 3 },
    { type: "response", attempt: 3, status: 200 },
    { type: "end", attempt: 3, reason: "success", status: 200, attempts: 3 },
  ]);
  for (const event of events) {
    assert.equal(event.method, "GET");
    assert.equal(event.url, url);
    assert.equal(event.of, 4);
  }
});

test("all events of a call have its id, and no other call's events do", async () => {
  const calls = await Promise.all(Array.from({ length: 20 }, () => eventsOf({ fetch: scripted(503, 200) })));
  const ids = calls.map(({ events }) => new Set(events.map(({ id }) => id)));
  for (const own of ids) assert.equal(own.size, 1);
  assert.equal(new Set(ids.flatMap((own) => [...own])).size, 20);
  for (const own of ids) assert.ok([...own].every((id) => Number.isInteger(id) && id > 0));
});

test("elapsed never runs backwards, and delays are the report's waits", async () => {
  const { events, value } = await eventsOf({ fetch: scripted(503, networkError(), 200) });
  const elapsed = events.map((event) => event.elapsed);
  assert.deepEqual(
    elapsed,
    elapsed.toSorted((a, b) => a - b),
  );
  assert.ok(elapsed[0] >= 0);
  const { attempts } = reportOf(value);
  assert.deepEqual(
    events.filter(({ type }) => type === "wait").map(({ delay }) => delay),
    attempts.slice(0, -1).map(({ wait }) => wait),
  );
});

const ENDS = {
  success: [{ fetch: scripted(200) }, ["attempt", "response", "end"]],
  status: [{ fetch: scripted(404) }, ["attempt", "response", "end"]],
  attempts: [{ fetch: scripted(503), retries: 1 }, ["attempt", "response", "wait", "attempt", "response", "end"]],
  deadline: [{ fetch: scripted(() => answer(503, { "retry-after": "60" })), deadline: "1s" }, ["attempt", "response", "end"]],
  error: [{ fetch: scripted(new TypeError("x is not a function")) }, ["attempt", "failure", "end"]],
  veto: [{ fetch: scripted(503), shouldRetry: () => false }, ["attempt", "response", "end"]],
};

for (const [reason, [policy, types]] of Object.entries(ENDS)) {
  test(`${reason}: ends with that, and with that only`, async () => {
    const { events } = await eventsOf(policy);
    assert.deepEqual(
      events.map(({ type }) => type),
      types,
    );
    assert.equal(events.at(-1).reason, reason);
  });
}

test("an abort before the start is an end without an attempt", async () => {
  const { events } = await eventsOf({ fetch: scripted(200) }, { signal: AbortSignal.abort("enough") });
  assert.deepEqual(short(events), [{ type: "end", attempt: 0, reason: "aborted", attempts: 0 }]);
});

test("an abort during a fetch is a failure, then the end", async () => {
  const controller = new AbortController();
  const fetch = () => {
    queueMicrotask(() => controller.abort("enough"));
    return new Promise(() => {});
  };
  const { events, error } = await eventsOf({ fetch }, { signal: controller.signal });
  assert.equal(error, "enough");
  assert.deepEqual(short(events), [
    { type: "attempt", attempt: 1 },
    { type: "failure", attempt: 1, failure: "aborted", error: "enough" },
    { type: "end", attempt: 1, reason: "aborted", attempts: 1 },
  ]);
});

test("after an abort in a listener, only the end is told", async () => {
  for (const when of ["attempt", "response"]) {
    const controller = new AbortController();
    const events = [];
    const onEvent = ({ type }) => {
      events.push(type);
      if (type === when) controller.abort("enough");
    };
    const transport = scripted(503);
    await outcome(fetchWithRetry(url, { ...QUICK, onEvent, fetch: transport }, { signal: controller.signal }));
    assert.equal(events.at(-1), "end");
    assert.equal(events.includes("wait"), false, `${events}: no wait was begun`);
    assert.equal(transport.sent.length, when === "attempt" ? 0 : 1);
  }
});

test("a callback that throws: the failure of the attempt was told, then the end", async () => {
  const shouldRetry = () => {
    throw new Error("a bug");
  };
  const { events } = await eventsOf({ fetch: scripted(503), shouldRetry });
  assert.deepEqual(
    events.map(({ type }) => type),
    ["attempt", "response", "end"],
  );
  assert.equal(events.at(-1).reason, "error");
});

test("the second tier is told as such", async () => {
  const { events } = await eventsOf({ retries: 1, tiers: [{ retries: 1, backoff: { base: 1 } }], fetch: scripted(503) });
  assert.deepEqual(
    events.filter(({ type }) => type === "wait").map(({ tier }) => tier),
    [1, 2],
  );
});

test("a method is told as fetch sends it", async () => {
  for (const [given, sent] of [
    ["post", "POST"],
    ["patch", "patch"],
    ["Delete", "DELETE"],
  ]) {
    const { events } = await eventsOf({ fetch: scripted(200) }, { method: given });
    assert.equal(events[0].method, sent);
  }
  const { events } = await eventsOf({ fetch: scripted(200) }, undefined, new Request(url, { method: "PUT" }));
  assert.deepEqual([events[0].method, events[0].url], ["PUT", url]);
});

test("a hint that another origin hides is told as hidden", async () => {
  const hidden = () => crossOrigin(answer(503));
  const { events, value } = await eventsOf({ retries: 1, fetch: scripted(hidden, hidden) });
  assert.equal(events.find(({ type }) => type === "response").hintHidden, true);
  assert.equal(reportOf(value).attempts[0].hintHidden, true);
});

test("a hint that cannot be read is told as such: by the response, the wait and the report", async () => {
  const { events, value } = await eventsOf({
    retries: 2,
    fetch: scripted(() => answer(503, { "retry-after": "soon" }), 503, 200),
  });
  const told = (kind) => events.filter(({ type }) => type === kind).map(({ hint }) => hint);
  assert.deepEqual(
    [told("response"), told("wait")],
    [
      ["unreadable", undefined, undefined],
      ["unreadable", undefined],
    ],
  );
  assert.deepEqual(
    reportOf(value).attempts.map(({ hint }) => hint),
    ["unreadable", undefined, undefined],
  );
  for (const event of events) assert.equal("hint" in event, event.hint !== undefined);
});

test("nothing is told as hidden where headers can be seen, hints are ignored or the answer is good", async () => {
  const calls = [
    { fetch: scripted(503) },
    { fetch: scripted(() => crossOrigin(answer(503, { date: "Sun, 06 Nov 1994 08:49:37 GMT" }))) },
    { fetch: scripted(() => crossOrigin(answer(503, { "retry-after-ms": "1" }))) },
    { fetch: scripted(() => crossOrigin(answer(503))), retryAfter: false },
    { fetch: scripted(() => crossOrigin(answer(200))) },
  ];
  for (const policy of calls) {
    const { events, value } = await eventsOf({ retries: 0, ...policy });
    for (const event of events) assert.equal("hintHidden" in event, false);
    assert.equal("hintHidden" in reportOf(value).attempts[0], false);
  }
});

test("of says how many attempts there can be at most", async () => {
  const most = async (policy, init) => new Set((await eventsOf(policy, init)).events.map(({ of }) => of));
  assert.deepEqual(await most({ retries: 0, fetch: scripted(503) }), new Set([1]));
  assert.deepEqual(await most({ retries: 1, tiers: [{ retries: 2, backoff: { base: 1 } }], fetch: scripted(503) }), new Set([4]));
  const stream = () => ({ method: "PUT", body: new ReadableStream({ start: (it) => it.close() }), duplex: "half" });
  assert.deepEqual(await most({ fetch: scripted(503) }, stream()), new Set([1]), "a stream is sent once");
  assert.deepEqual(await most({ refresh() {}, retries: 0, fetch: scripted(401, 200) }), new Set([1, 2]), "a renewal is one more");
  const until = { not: 404, backoff: { base: 1 } };
  assert.deepEqual(await most({ until, fetch: scripted(404, 200) }), new Set([undefined]), "polls have no number");
});

test("the end says the status and how many attempts there were", async () => {
  const end = async (policy) => {
    const { status, attempts, fallback } = (await eventsOf(policy)).events.at(-1);
    return [status, attempts, fallback];
  };
  assert.deepEqual(await end({ fetch: scripted(503) }), [503, 4, undefined]);
  assert.deepEqual(
    await end({ fetch: scripted(503, networkError()), retries: 1 }),
    [undefined, 2, undefined],
    "none came at last",
  );
  assert.deepEqual(await end({ fetch: scripted(503), retries: 1, fallback: () => answer(203) }), [203, 2, true]);
});

test("the end has no status where the caller ended the call, or a function of the caller's did", async () => {
  const broken = () => {
    throw new Error("broken");
  };
  const ends = async (policy, init) => {
    const { events, error } = await eventsOf({ fetch: scripted(503), ...policy }, init);
    assert.ok(error);
    const { reason, status } = events.at(-1);
    return [reason, status];
  };
  assert.deepEqual(await ends({ shouldRetry: broken }), ["error", undefined]);
  assert.deepEqual(await ends({ statusOf: broken }), ["error", undefined]);
  const controller = new AbortController();
  const backoff = () => {
    setTimeout(() => controller.abort());
    return 60_000;
  };
  assert.deepEqual(await ends({ backoff }, { signal: controller.signal }), ["aborted", undefined]);
  assert.deepEqual(await ends({ throwOnStatus: true, retries: 0 }), ["attempts", 503], "in the error");
});

test("times are told to the microsecond", async (t) => {
  let now = 0;
  t.mock.method(performance, "now", () => (now += Math.PI));
  const fetch = scripted(() => answer(503, { "retry-after-ms": "2.0001234567" }), networkError(), 200);
  const breaker = { consecutive: 4, open: 1 };
  const { events, value } = await eventsOf({ fetch, breaker, backoff: { type: "constant", base: Math.E }, random: () => 1 / 3 });
  const times = JSON.stringify([events, reportOf(value)]).match(/\d+\.\d+/g);
  assert.ok(times.length > 10);
  assert.deepEqual(
    times.filter((time) => time.split(".")[1].length > 3),
    [],
  );
});
