// A gap in a body is a call whose first attempt has failed: it waits, pays, heeds hints and gives up as any call does, and is told of as
// one, with the id of the call that brought the beginning.
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { test } from "node:test";
import { createFetch, RetryPolicy } from "./support/installed.js";
import { bodyReportOf, resuming } from "./support/installed-body.js";
import { bytes, OBJECT, serving } from "./support/object-transport.js";
import { rejection } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const BYTES = bytes(10_000);
const WHOLE = Number.POSITIVE_INFINITY;
const steps = (events) => events.map(({ type, attempt }) => `${type} ${attempt}`);

// What comes after the break, and what a call would get after its first attempt failed in the same way.
const AFTERWARDS = {
  "comes back at once": [],
  "is down for a while": [503, 502],
  "asks for a wait": [() => answer(503, { "retry-after": "7" })],
  "asks for a wait by another header": [() => answer(429, { "retry-after-ms": "1234" })],
  "loses connections": [networkError(), networkError()],
  "is down for good": [503, 503, 503, 503],
  "is gone": [404],
};

for (const [name, between] of Object.entries(AFTERWARDS)) {
  test(`a server that ${name}: a gap's waits and ends are those of a call`, async (t) => {
    const policy = () => ({ preset: "standard", random: () => 0.37, budget: false, throwOnStatus: true });
    const time = virtualTime(t);
    const expected = [];
    const plain = scripted(networkError(), ...between, 200);
    const call = createFetch({ ...policy(), fetch: plain, onEvent: (event) => expected.push(event) });
    const ended = await time.until(call(OBJECT).catch((error) => error));

    const told = [];
    const outcomes = between.map((step) => async (sent) => scripted(step)(sent.url, sent.init));
    const transport = serving(BYTES, { cuts: [3300, ...outcomes, WHOLE] });
    const send = resuming({ ...policy(), fetch: transport, onEvent: (event) => told.push(event) });
    const response = await time.until(send(OBJECT));
    const reading = response.arrayBuffer().then(
      () => undefined,
      (error) => error,
    );
    const error = await time.until(reading);
    const [, , , ...gap] = told;
    assert.deepEqual(
      gap.filter(({ type }) => type === "wait").map(({ delay, hint }) => [delay, hint]),
      expected.filter(({ type }) => type === "wait").map(({ delay, hint }) => [delay, hint]),
    );
    assert.equal(error?.reason, ended.reason);
    assert.equal(gap.at(-1).reason, expected.at(-1).reason);
    assert.equal(time.pending.size, 0);
    t.mock.restoreAll();
  });
}

test("a token comes back once 64 KiB new have come by a range, and reading again pays", async () => {
  const budget = { ratio: 0, initial: 2 };
  const big = bytes(1_000_000);
  for (const [headers, cuts, left] of [
    [{}, [100_000, 100_000, 100_000, 100_000, WHOLE], 2],
    // The second answer brought less.
    [{}, [100_000, 50_000, WHOLE], 1],
    // Without a mark.
    [{ etag: "" }, [100_000, WHOLE], 1],
  ]) {
    const policy = new RetryPolicy({ ...QUICK, budget, fetch: serving(big, { cuts, piece: 10_000, headers }) });
    const response = await resuming(policy)(OBJECT);
    assert.equal((await response.arrayBuffer()).byteLength, big.length);
    assert.equal(policy.budgets()[0].credit + policy.budgets()[0].earned, left, JSON.stringify(cuts));
  }
  const unmarked = { etag: "" };
  const fetch = serving(big, { cuts: [100_000, 150_000, WHOLE], headers: unmarked });
  const poor = new RetryPolicy({ ...QUICK, budget: { ratio: 0, initial: 1 }, fetch });
  const error = await rejection((await resuming(poor)(OBJECT)).arrayBuffer());
  assert.equal(error.reason, "budget");
});

test("listeners hear where it broke and how it goes on, with one id", async () => {
  const told = [];
  const transport = serving(BYTES, { cuts: [3300, () => answer(503), WHOLE] });
  const response = await resuming({ ...QUICK, fetch: transport, onEvent: (event) => told.push(event) })(`${OBJECT}?secret`);
  await response.arrayBuffer();
  assert.deepEqual(steps(told), [
    "attempt 1",
    "response 1",
    "end 1",
    "broken 1",
    "wait 1",
    "attempt 2",
    "response 2",
    "wait 2",
    "attempt 3",
    "response 3",
    "continued 3",
    "end 3",
  ]);
  assert.equal(new Set(told.map(({ id }) => id)).size, 1);
  assert.ok(told.every(({ url, method }) => url === OBJECT && method === "GET"));
  const { at, failure, error } = told.find(({ type }) => type === "broken");
  assert.deepEqual([at, failure, error.message], [3300, "network", "terminated"]);
  const { at: from, by, reread } = told.find(({ type }) => type === "continued");
  assert.deepEqual([from, by, reread], [3300, "range", 1024]);
  assert.equal(bodyReportOf(response).gaps[0].attempts.length, 3);
});

test("what was short on purpose is no break, and silence is a timeout", async () => {
  const told = [];
  const big = bytes(300_000);
  const short = (sent) => {
    const [, first] = /^bytes=(\d+)-/.exec(sent.headers.get("range"));
    const from = Number(first);
    const headers = { etag: '"a"', "content-type": "text/plain", "content-range": `bytes ${from}-${from + 99_999}/300000` };
    return new Response(big.slice(from, from + 100_000), { status: 206, headers });
  };
  const transport = serving(big, { cuts: [100_000, short, short, WHOLE], piece: 10_000 });
  const response = await resuming({ ...QUICK, retries: 1, fetch: transport, onEvent: (event) => told.push(event) })(OBJECT);
  assert.equal((await response.arrayBuffer()).byteLength, big.length);
  assert.equal(told.filter(({ type }) => type === "broken").length, 1);
  assert.deepEqual(
    told.filter(({ type }) => type === "continued").map(({ by }) => by),
    ["range", "next", "next"],
  );
});

test("the log's lines and the diagnostics channel tell of it too", async () => {
  const lines = [];
  const channel = [];
  const log = Object.fromEntries(
    ["debug", "info", "warn", "error"].map((level) => [level, (line) => lines.push(`${level} ${line}`)]),
  );
  const watch = (event) => channel.push(event);
  subscribe("holdfast-fetch", watch);
  const response = await resuming({ ...QUICK, fetch: serving(BYTES, { cuts: [3300, WHOLE] }), log })(`${OBJECT}?secret`);
  await response.arrayBuffer();
  unsubscribe("holdfast-fetch", watch);
  const plain = lines.map((line) => line.replace(/#\d+/, "#").replace(/\d+ ms/g, "N ms"));
  const about = `holdfast # GET ${OBJECT} attempt`;
  assert.deepEqual(plain, [
    `debug ${about} 1 of 4: sent`,
    `debug ${about} 1 of 4: 200 after N ms; ended: success; N ms in all`,
    `warn ${about} 1 of 4: the body broken at byte 3300 (network)`,
    `warn ${about} 1 of 4: next attempt in N ms`,
    `debug ${about} 2 of 4: sent`,
    `warn ${about} 2 of 4: 206 after N ms; the body continued at byte 3300 (range)`,
    `info ${about} 2 of 4: ended: success; N ms in all`,
  ]);
  assert.ok(channel.some(({ type, at }) => type === "broken" && at === 3300));
  assert.ok(channel.some(({ type, by }) => type === "continued" && by === "range"));
  assert.equal(new Set(channel.map(({ id }) => id)).size, 1);
});

test("a call's own policy is that of its gaps too", async () => {
  const transport = serving(BYTES, { cuts: [3300, () => answer(503), WHOLE] });
  const send = resuming({ ...QUICK, fetch: transport });
  const response = await send(OBJECT, { retry: { retries: 1 } });
  const error = await rejection(response.arrayBuffer());
  assert.equal(error.reason, "attempts");
  assert.equal(transport.state.sent.length, 2);
});

test("a circuit that is open lets no continuation through", async () => {
  const policy = new RetryPolicy({ ...QUICK, breaker: { minimum: 10 }, fetch: serving(BYTES, { cuts: [3300, WHOLE] }) });
  const response = await resuming(policy)(OBJECT);
  policy.breaker.isolate();
  assert.equal((await rejection(response.arrayBuffer())).reason, "circuit-open");
});

test("requests are those of the caller as they were, with other headers only where a range is asked for", async () => {
  const transport = serving(BYTES, { cuts: [3300, WHOLE] });
  const headers = new Headers({ authorization: "mine", accept: "text/plain" });
  const send = resuming({ ...QUICK, fetch: transport });
  const response = await send(new Request(OBJECT, { headers }), { credentials: "include", priority: "low" });
  headers.set("authorization", "changed");
  await response.arrayBuffer();
  const [first, second] = transport.state.sent;
  assert.deepEqual(Object.fromEntries(second.headers), {
    ...Object.fromEntries(first.headers),
    range: "bytes=2276-",
    "if-range": '"a"',
  });
  assert.equal(second.init.priority, "low");
  assert.deepEqual(Object.getOwnPropertySymbols(second.init), []);
});

test("credentials that were renewed meanwhile are sent, and a 401 in a gap renews them", async () => {
  let tokens = 0;
  const refresh = async () => ({ authorization: `token ${++tokens}` });
  const transport = serving(BYTES, { cuts: [() => answer(401), 3300, () => answer(401), WHOLE] });
  const response = await resuming({ ...QUICK, refresh, fetch: transport })(OBJECT, { headers: { authorization: "old" } });
  await response.arrayBuffer();
  assert.deepEqual(
    transport.state.sent.map(({ headers }) => headers.get("authorization")),
    ["old", "token 1", "token 1", "token 2"],
  );
});

test("an answer that the policy does not take for good is not read", async () => {
  // Of the second one, statusOf says that it is none.
  let judged = 0;
  const statusOf = () => (++judged === 2 ? 503 : undefined);
  const transport = serving(BYTES, { cuts: [3300, WHOLE, WHOLE] });
  const response = await resuming({ ...QUICK, statusOf, fetch: transport })(OBJECT);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), BYTES);
  assert.equal(transport.state.sent.length, 3);
  assert.equal(transport.state.open, 0);
});

test("an answer that comes too late, after another was asked for, is not taken", async (t) => {
  const time = virtualTime(t);
  const whole = serving(BYTES, { cuts: [WHOLE] });
  let answerLate;
  const late = (sent) =>
    new Promise((resolve) => {
      answerLate = () => resolve(whole(sent.url, sent.init));
    });
  let askedAgain;
  const again = new Promise((resolve) => {
    askedAgain = resolve;
  });
  // It is being read when the late one comes.
  let goOn;
  const gate = new Promise((resolve) => {
    goOn = resolve;
  });
  const third = (sent) => {
    askedAgain();
    return serving(BYTES, { silence: (_, at) => (at > 4000 ? gate : undefined) })(sent.url, sent.init);
  };
  const transport = serving(BYTES, { cuts: [3300, late, third] });
  const policy = { ...QUICK, attemptTimeout: 500, fetch: transport };
  const response = await time.until(resuming(policy, { idle: false })(OBJECT));
  const reading = response.arrayBuffer();
  await time.until(again);
  answerLate();
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  goOn();
  assert.deepEqual(new Uint8Array(await time.until(reading)), BYTES);
  assert.equal(whole.state.open, 0);
  t.mock.restoreAll();
});

for (const [what, late] of Object.entries({
  "brings the rest": (sent) => serving(BYTES)(sent.url, sent.init),
  "says that the range is gone": () => answer(416),
  "is of another representation": () => new Response(BYTES.slice(), { headers: { etag: '"other"' } }),
})) {
  test(`an answer that ${what} decides nothing, if its attempt ran out of time, though no other one is sent yet`, async (t) => {
    const time = virtualTime(t);
    let arrive;
    const slow = (sent) =>
      new Promise((resolve) => {
        arrive = () => resolve(late(sent));
      });
    const transport = serving(BYTES, { cuts: [3300, slow, WHOLE] });
    const policy = { ...QUICK, backoff: { type: "constant", base: 1000 }, attemptTimeout: 500, timeouts: true, fetch: transport };
    const response = await time.until(resuming(policy, { idle: false })(OBJECT));
    const reading = response.arrayBuffer();
    const isSent = async () => {
      while (!arrive) await turnOfTheLoop();
    };
    await time.until(isSent());
    // Its time is over after 500 ms, and the next attempt begins after 1500.
    await time.until(new Promise((resolve) => setTimeout(resolve, 700)));
    arrive();
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    assert.equal(transport.state.sent.length, 2);
    assert.deepEqual(new Uint8Array(await time.until(reading)), BYTES);
    assert.deepEqual(
      transport.state.sent.map(({ headers }) => headers.get("range")),
      [null, "bytes=2276-", "bytes=2276-"],
    );
    assert.equal(bodyReportOf(response).gaps[0].attempts.length, 3);
    assert.equal(transport.state.open, 0);
    t.mock.restoreAll();
  });
}
