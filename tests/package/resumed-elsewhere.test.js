// `address` names where the rest of a body is asked for. What the caller gave the first address to know stays with its origin, and however
// `address` behaves, the gap ends when it has to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RetryPolicy } from "./support/installed.js";
import { bodyReportOf, resuming } from "./support/installed-body.js";
import { bytes, OBJECT, serving } from "./support/object-transport.js";
import { rejection } from "./support/outcome.js";
import { answer, QUICK } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const BYTES = bytes(10_000);
const WHOLE = Number.POSITIVE_INFINITY;
const ABROAD = "http://elsewhere.test/big?sig=1";
const OWN = {
  authorization: "Bearer SECRET",
  cookie: "sid=SECRET",
  "proxy-authorization": "SECRET",
  "x-api-key": "SECRET",
  "if-none-match": '"other"',
  accept: "text/plain",
};
const read = async (response) => new Uint8Array(await response.arrayBuffer());
const saidIn = ({ headers }) => Object.fromEntries(headers);

test("what is of the first address's origin does not go to another one, whatever form it has", async () => {
  for (const request of [
    [OBJECT, { headers: OWN, credentials: "include" }],
    [new Request(OBJECT, { headers: OWN, credentials: "include" })],
    [OBJECT, new Request(OBJECT, { headers: OWN, credentials: "include" })],
  ]) {
    for (const elsewhere of [ABROAD, new URL(ABROAD), new Request(ABROAD)]) {
      // What refresh has made is sent to the first one only.
      const refresh = () => ({ "x-token": "SECRET" });
      const transport = serving(BYTES, { cuts: [() => answer(401), 3300, () => answer(503), WHOLE] });
      const send = resuming({ ...QUICK, refresh, fetch: transport }, { address: () => elsewhere });
      const response = await send(...request);
      assert.deepEqual(await read(response), BYTES);
      const [, home, ...abroad] = transport.state.sent;
      assert.deepEqual([home.url, saidIn(home)["x-token"], saidIn(home).authorization], [OBJECT, "SECRET", OWN.authorization]);
      assert.ok(abroad.length >= 2);
      for (const sent of abroad) {
        assert.equal(sent.url, ABROAD);
        const { range: _, "if-range": __, ...said } = saidIn(sent);
        assert.deepEqual(said, { accept: "text/plain" });
        assert.equal(sent.init.credentials, elsewhere instanceof Request ? "same-origin" : "omit");
      }
    }
  }
});

test("who is refused elsewhere asks nobody for credentials", async () => {
  for (const [to, asked] of [
    [ABROAD, 0],
    [`${OBJECT}?again`, 1],
  ]) {
    const told = [];
    const refresh = () => {
      told.push("asked");
      return { "x-token": "SECRET" };
    };
    const onEvent = ({ type }) => type === "refresh" && told.push("told");
    const refused = () => answer(401);
    const transport = serving(BYTES, { cuts: [3300, refused, WHOLE] });
    const send = resuming({ ...QUICK, refresh, onEvent, fetch: transport }, { address: () => to });
    const outcome = await read(await send(OBJECT)).catch((error) => error);
    assert.deepEqual(told, asked ? ["told", "asked"] : []);
    if (asked) assert.deepEqual(outcome, BYTES);
    else assert.deepEqual([outcome.reason, outcome.cause.status ?? outcome.cause.response?.status], ["status", 401]);
    assert.equal(transport.state.sent.length, 2 + asked);
  }
});

test("a gap that went elsewhere leaves the next one its credentials", async () => {
  const to = [ABROAD, `${OBJECT}?again`];
  let asked = 0;
  const refresh = () => ({ "x-token": `${++asked}` });
  const transport = serving(BYTES, { cuts: [3300, 5000, 5000, () => answer(401), WHOLE] });
  const send = resuming({ ...QUICK, refresh, fetch: transport }, { address: () => to.shift() });
  assert.deepEqual(await read(await send(OBJECT)), BYTES);
  assert.equal(asked, 1);
});

test("at the first one's origin all is sent as it was", async () => {
  const transport = serving(BYTES, { cuts: [3300, WHOLE] });
  const send = resuming({ ...QUICK, fetch: transport }, { address: () => `${OBJECT}?again` });
  const response = await send(new Request(OBJECT, { headers: OWN, credentials: "include", cache: "no-store" }));
  assert.deepEqual(await read(response), BYTES);
  const [, { url, headers, init }] = transport.state.sent;
  assert.equal(url, `${OBJECT}?again`);
  assert.deepEqual(Object.fromEntries(headers), { ...OWN, range: "bytes=2276-", "if-range": '"a"' });
  assert.deepEqual([init.credentials, init.cache], ["include", "no-store"]);
});

test("the headers of a Request go over those of the first one, and it is a GET", async () => {
  for (const [to, own] of [
    [OBJECT, OWN],
    [ABROAD, { accept: OWN.accept }],
  ]) {
    for (const more of [{}, { method: "POST", body: "text" }]) {
      const transport = serving(BYTES, { cuts: [3300, WHOLE] });
      const address = () => new Request(to, { ...more, headers: { authorization: "Bearer NEW", "x-more": "1" } });
      const response = await resuming({ ...QUICK, idempotent: true, fetch: transport }, { address })(OBJECT, { headers: OWN });
      assert.deepEqual(await read(response), BYTES);
      const { "content-type": type, range, "if-range": held, ...said } = saidIn(transport.state.sent[1]);
      assert.equal(range, "bytes=2276-");
      assert.equal(held, '"a"');
      assert.deepEqual(said, { ...own, authorization: "Bearer NEW", "x-more": "1" });
      assert.equal(type, more.body && "text/plain;charset=UTF-8");
      const { init } = transport.state.sent[1];
      assert.deepEqual([init.method ?? "GET", init.body ?? undefined], ["GET", undefined]);
    }
  }
});

test("a range of the caller's own is asked for elsewhere too", async () => {
  const part = () => {
    const headers = { "content-range": "bytes 1000-10999/20000", "content-length": "10000", "content-type": "text/plain" };
    return new Response(BYTES, { status: 206, headers });
  };
  const cut = () => {
    const whole = part();
    let isSent = false;
    const pull = (controller) => {
      if (isSent) return controller.error(new TypeError("terminated"));
      isSent = true;
      controller.enqueue(BYTES.slice(0, 3300));
    };
    return new Response(new ReadableStream({ pull }), whole);
  };
  const transport = serving(BYTES, { cuts: [cut, part] });
  const send = resuming({ ...QUICK, fetch: transport }, { address: () => ABROAD });
  const response = await send(OBJECT, { headers: { range: "bytes=1000-10999", "x-api-key": "SECRET" } });
  assert.deepEqual(await read(response), BYTES);
  assert.deepEqual(saidIn(transport.state.sent[1]), { range: "bytes=1000-10999" });
});

test("tokens and circuits stay those of the first one's origin", async () => {
  const policy = new RetryPolicy({
    ...QUICK,
    budget: { ratio: 0, initial: 5 },
    breaker: { minimum: 100 },
    fetch: serving(BYTES, { cuts: [3300, WHOLE] }),
  });
  assert.deepEqual(await read(await resuming(policy, { address: () => ABROAD })(OBJECT)), BYTES);
  assert.deepEqual(
    policy.budgets().map(({ key }) => key),
    [new URL(OBJECT).origin],
  );
});

test("one that never answers is bounded by the time limits of the gap", async (t) => {
  for (const [policy, reason, times] of [
    [{ attemptTimeout: 500, deadline: 1200, timeouts: true }, "deadline", 3],
    [{ attemptTimeout: 500, deadline: false, retries: 2, timeouts: true }, "attempts", 2],
    [{ attemptTimeout: false, deadline: 1200 }, "deadline", 1],
  ]) {
    const time = virtualTime(t);
    const transport = serving(BYTES, { cuts: [3300, WHOLE] });
    let asked = 0;
    const address = () => {
      asked++;
      return new Promise(() => {});
    };
    const response = await time.until(resuming({ ...QUICK, ...policy, fetch: transport }, { address })(OBJECT));
    const error = await time.until(rejection(response.arrayBuffer()));
    assert.equal(error.reason, reason, error.message);
    assert.equal(bodyReportOf(response).state, "failed");
    assert.deepEqual([transport.state.sent.length, asked, transport.state.open], [1, times, 0]);
    assert.equal(time.pending.size, 0);
    t.mock.restoreAll();
  }
});

test("it is asked when something is to be sent, and after the wait", async (t) => {
  const time = virtualTime(t);
  const told = [];
  const cuts = [3300, () => answer(503, { "retry-after": "2" }), WHOLE];
  const address = () => {
    told.push(`address after ${Math.round(time.passed)}`);
    return `${OBJECT}?signed`;
  };
  const onEvent = ({ type }) => told.push(type);
  const policy = { preset: "standard", budget: false, backoff: { type: "constant", base: 1000 }, jitter: "none", onEvent };
  const response = await time.until(resuming({ ...policy, fetch: serving(BYTES, { cuts }) }, { address })(OBJECT));
  await time.until(response.arrayBuffer());
  assert.deepEqual(told.slice(3, 8), ["broken", "wait", "attempt", "address after 1000", "response"]);
  assert.equal(told.filter((one) => one.startsWith("address")).length, 1, "once for a gap");

  // Nothing is to be sent: there are no retries, or the circuit has been opened meanwhile.
  for (const retries of [0, 3]) {
    let asked = 0;
    const transport = serving(BYTES, { cuts: [3300, WHOLE] });
    const strict = new RetryPolicy({ ...policy, retries, breaker: { minimum: 100 }, fetch: transport });
    const response = await time.until(resuming(strict, { address: () => ++asked && OBJECT })(OBJECT));
    if (retries > 0) strict.breaker.isolate();
    const error = await time.until(rejection(response.arrayBuffer()));
    assert.equal(error.reason, retries > 0 ? "circuit-open" : "fruitless");
    assert.deepEqual([asked, transport.state.sent.length], [0, 1]);
  }
});

test("an address that is known too late is for the next attempt, and what is thrown too late for none", async (t) => {
  const time = virtualTime(t);
  const later = [];
  const address = () => new Promise((resolve, reject) => later.push({ resolve, reject }));
  const transport = serving(BYTES, { cuts: [3300, WHOLE] });
  const policy = { ...QUICK, backoff: { type: "constant", base: 1000 }, attemptTimeout: 500, timeouts: true, fetch: transport };
  const response = await time.until(resuming(policy, { address, idle: false })(OBJECT));
  const reading = response.arrayBuffer();
  // The attempts are over, and the next one is waited for.
  for (const [turn, settle] of [
    ({ reject }) => reject(new Error("late")),
    ({ resolve }) => resolve(`${OBJECT}?late`),
  ].entries()) {
    const asked = (async () => {
      while (later.length <= turn) await turnOfTheLoop();
    })();
    await time.until(asked);
    await time.until(new Promise((resolve) => setTimeout(resolve, 600)));
    settle(later[turn]);
    for (let more = 0; more < 5; more++) await turnOfTheLoop();
    assert.equal(transport.state.sent.length, 1);
  }
  assert.deepEqual(new Uint8Array(await time.until(reading)), BYTES);
  assert.deepEqual([later.length, transport.state.sent[1].url, transport.state.sent.length], [2, `${OBJECT}?late`, 2]);
  t.mock.restoreAll();
});

test("what it throws, and what is no address, ends the body, whatever shouldRetry says", async () => {
  const fault = new Error("not signed");
  const none = { name: "TypeError", message: "address: the function must return an address, or a Request" };
  for (const [address, words, cause] of [
    [
      () => {
        throw fault;
      },
      "address threw",
      fault,
    ],
    [async () => Promise.reject(fault), "address threw", fault],
    [() => undefined, "what address returned is of no use", none],
    [() => "http://u:SECRET@h h/?SECRET", "what address returned is of no use", none],
    [() => ({ url: 5 }), "what address returned is of no use", none],
  ]) {
    let asked = 0;
    const counted = (gap) => {
      asked++;
      return address(gap);
    };
    const transport = serving(BYTES, { cuts: [3300, WHOLE] });
    const shouldRetry = () => ({ retry: true, delay: 0 });
    const response = await resuming({ ...QUICK, shouldRetry, fetch: transport }, { address: counted })(OBJECT);
    const error = await rejection(response.arrayBuffer());
    assert.deepEqual([error.name, error.reason], ["BodyError", "error"]);
    assert.ok(error.message.endsWith(`and could not be continued: ${words}`), error.message);
    if (cause === fault) assert.equal(error.cause, fault);
    else assert.deepEqual({ name: error.cause.name, message: error.cause.message }, none);
    assert.deepEqual([asked, transport.state.sent.length, transport.state.open], [1, 1, 0]);
  }
});
