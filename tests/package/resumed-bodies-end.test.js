// However a body that may be continued ends, nothing is left of it: no reader, timer, listener, request or place in the core; and who
// reads hears why.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bodyReportOf, resuming } from "./support/installed-body.js";
import { bytes, OBJECT, serving } from "./support/object-transport.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, hanging, networkError, QUICK } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const BYTES = bytes(10_000);
const WHOLE = Number.POSITIVE_INFINITY;
const REASON = new Error("enough");

/** Reads so many pieces, and hands over the reader. */
async function begun(response, pieces) {
  const reader = response.body.getReader();
  for (let piece = 0; piece < pieces; piece++) await reader.read();
  return reader;
}

// Where a body may be when it is given up: cuts, and how many pieces are read before. Then a read is under way.
const never = () => new Promise(() => {});
const PLACES = {
  "before anything is read": [{ cuts: [WHOLE], silence: never }, 0],
  "while its beginning is read": [{ cuts: [WHOLE], silence: (_, at) => (at > 2000 ? never() : undefined) }, 3],
  "while the rest is asked for": [{ cuts: [3000, (sent) => hanging(sent.url, sent.init)] }, 3],
  "while a wait goes on": [{ cuts: [3000, () => answer(503, { "retry-after": "5" })] }, 3],
  "while the rest is read": [{ cuts: [3000, WHOLE], silence: (number) => (number > 1 ? never() : undefined) }, 3],
  "while what was read is read again": [
    { cuts: [3000, WHOLE], headers: { etag: "" }, silence: (number) => (number > 1 ? never() : undefined) },
    3,
  ],
};

for (const [where, [serves, pieces]] of Object.entries(PLACES)) {
  test(`an abort ${where} ends it with the caller's reason, and all that belongs to it`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const transport = serving(BYTES, serves);
    const response = await resuming({ ...QUICK, fetch: transport }, { idle: "1h", within: "1h" })(OBJECT, { signal });
    const reader = await begun(response, pieces);
    const reading = reader.read();
    for (let turn = 0; turn < 10; turn++) await turnOfTheLoop();
    controller.abort(REASON);
    assert.equal(await rejection(reading), REASON);
    assert.equal(bodyReportOf(response).state, "aborted");
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    assert.equal(transport.state.open, 0);
    if (/asked for/.test(where)) assert.equal(transport.state.sent.at(-1).init.signal.aborted, true);
    assert.equal(getEventListeners(signal, "abort").length, 0);
  });

  test(`who cancels ${where} ends all that belongs to it`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const transport = serving(BYTES, serves);
    const response = await resuming({ ...QUICK, fetch: transport }, { idle: "1h", within: "1h" })(OBJECT, { signal });
    const reader = await begun(response, pieces);
    const reading = reader.read();
    for (let turn = 0; turn < 10; turn++) await turnOfTheLoop();
    await reader.cancel(REASON);
    assert.deepEqual(await reading, { done: true, value: undefined });
    assert.equal(bodyReportOf(response).state, "cancelled");
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    assert.equal(transport.state.open, 0);
    assert.ok(transport.state.cancelled.every((reason) => reason === REASON || reason?.name === "TypeError"));
    // Of the call itself, whose body Node's own signal follows until it is collected, there may be one.
    assert.ok(getEventListeners(signal, "abort").length <= 1);
  });
}

test("timers are cleared, whichever way it ends", async (t) => {
  const ways = {
    end: [{ cuts: [3000, WHOLE] }, (response) => response.arrayBuffer()],
    refusal: [{ cuts: [3000, () => answer(404)] }, (response) => response.arrayBuffer()],
    fruitless: [{ cuts: [1500] }, (response) => response.arrayBuffer()],
    cancel: [{ cuts: [3000, WHOLE] }, async (response) => (await begun(response, 5)).cancel()],
    silence: [
      { cuts: [3000, WHOLE], silence: (number, at) => (number === 2 && at > 4000 ? never() : undefined) },
      (response) => response.arrayBuffer(),
    ],
  };
  for (const [way, [serves, read]] of Object.entries(ways)) {
    const time = virtualTime(t);
    const policy = { ...QUICK, fetch: serving(BYTES, serves) };
    const response = await time.until(resuming(policy, { idle: "10s", within: "1h" })(OBJECT));
    await time.until(read(response).catch(() => {}));
    assert.equal(time.pending.size, 0, `${way}: of ${time.asked}`);
    t.mock.restoreAll();
  }
});

test("who reads slower than the limit on silence allows is not taken for a silent server, and silence always is", async (t) => {
  for (const factor of [0.5, 1, 3, 10]) {
    const time = virtualTime(t);
    const transport = serving(BYTES, { cuts: [WHOLE] });
    const response = await time.until(resuming({ ...QUICK, fetch: transport }, { idle: 1000 })(OBJECT));
    const reading = (async () => {
      let sum = 0;
      for await (const piece of response.body) {
        sum += piece.length;
        await new Promise((resolve) => setTimeout(resolve, 1000 * factor));
      }
      return sum;
    })();
    assert.equal(await time.until(reading), BYTES.length);
    assert.equal(transport.state.sent.length, 1);
    t.mock.restoreAll();
  }
  for (const [silence, breaks] of [
    [900, 0],
    [7000, 1],
    [60_000, 1],
  ]) {
    const time = virtualTime(t);
    const silent = (number, at) =>
      number === 1 && at === 5000 ? new Promise((resolve) => setTimeout(resolve, silence)) : undefined;
    const transport = serving(BYTES, { cuts: [WHOLE], silence: silent });
    const response = await time.until(resuming({ ...QUICK, fetch: transport }, { idle: 1000 })(OBJECT));
    await time.until(response.arrayBuffer());
    const { gaps } = bodyReportOf(response);
    assert.equal(gaps.length, breaks, `${silence}`);
    for (const { cause, at } of gaps) assert.deepEqual([cause.name, at], ["TimeoutError", 5000]);
    t.mock.restoreAll();
  }
});

test("limits longer than timers can be are kept", async (t) => {
  const time = virtualTime(t);
  const silent = (_, at) => (at >= 5000 ? never() : undefined);
  const transport = serving(BYTES, { cuts: [WHOLE], silence: silent });
  const response = await time.until(resuming({ ...QUICK, fetch: transport }, { idle: "60d", within: "100d" })(OBJECT));
  const error = await time.until(rejection(response.arrayBuffer(), 2 ** 52));
  assert.equal(error.reason, "deadline");
  assert.ok(time.asked.every((delay) => !(delay > 2 ** 31 - 1) || delay === 2 ** 52));
  assert.equal(Math.round(time.passed / 864e5), 100);
  t.mock.restoreAll();
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

test("a response that is dropped unread is let go of", async () => {
  const controller = new AbortController();
  const transport = serving(BYTES, { cuts: [3000, WHOLE] });
  const send = resuming({ ...QUICK, fetch: transport }, { within: "1h" });
  // One unread, one half read after a break.
  await (async () => {
    await send(OBJECT, { signal: controller.signal });
    transport.state.sent.length = 0;
    await begun(await send(OBJECT, { signal: controller.signal }), 5);
  })();
  assert.equal(transport.state.open, 2);
  // There is no event for this: it ends when it is so.
  while (transport.state.open > 0) {
    await turnOfTheLoop();
    collect();
  }
});

test("what else goes wrong while it is read is told as it is", async () => {
  const notBytes = new ReadableStream({ start: (controller) => controller.enqueue("text") });
  const response = await resuming({
    ...QUICK,
    fetch: async () => Object.defineProperty(new Response(""), "body", { value: notBytes }),
  })(OBJECT);
  assert.ok((await rejection(response.arrayBuffer())) instanceof TypeError);
});

test("a break that is a bug of the program's is not mended by asking again", async () => {
  const bug = new TypeError("undefined is not a function");
  const body = new ReadableStream({ pull: (controller) => controller.error(bug) });
  let sent = 0;
  const fetch = async () => {
    sent++;
    return new Response(body, { headers: { etag: '"a"' } });
  };
  const response = await resuming({ ...QUICK, fetch })(OBJECT);
  assert.equal((await rejection(response.arrayBuffer())).reason, "error");
  assert.equal(sent, 1);
});

test("over real connections, no socket is left", async () => {
  const object = "object=7:100000";
  for (const [steps, read] of [
    [[`${object};cut=0.5`, object], (response) => response.arrayBuffer()],
    [
      [`${object};cut=0.5`, `${object};bytes=100;every=50`],
      async (response, controller) => {
        const reader = response.body.getReader();
        while (bodyReportOf(response).bytes < 50_100) await reader.read();
        controller.abort(REASON);
      },
    ],
    [
      [`${object};cut=0.5`, `${object};bytes=100;every=50`],
      async (response) => {
        const reader = response.body.getReader();
        while (bodyReportOf(response).bytes < 50_100) await reader.read();
        await reader.cancel();
      },
    ],
    [
      [`${object};cut=0.5`, "hang"],
      async (response, controller) => {
        const reading = rejection(response.arrayBuffer());
        while (bodyReportOf(response).state !== "waiting") await turnOfTheLoop();
        controller.abort(REASON);
        assert.equal(await reading, REASON);
      },
    ],
    [[`${object};cut=0.5`, `${object}:1`], (response) => rejection(response.arrayBuffer())],
  ]) {
    const { url, journal } = await stage.play(steps);
    const controller = new AbortController();
    await read(await resuming(QUICK)(url, { signal: controller.signal }), controller);
    const { openConnections } = await journal({ open: 0 });
    assert.equal(openConnections, 0);
  }
});

test("a network error right after another is no endless loop", async () => {
  const transport = serving(BYTES, { cuts: [3000, () => Promise.reject(networkError())] });
  const response = await resuming({ ...QUICK, fetch: transport })(OBJECT);
  const error = await rejection(response.arrayBuffer());
  assert.equal(error.reason, "attempts");
  assert.equal(transport.state.sent.length, 4);
});
