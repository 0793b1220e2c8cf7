// A response whose body is continued is the platform's own in all that can be asked of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createFetch, reportOf } from "./support/installed.js";
import { bodyReportOf, resuming } from "./support/installed-body.js";
import { bytes, OBJECT, serving } from "./support/object-transport.js";
import { rejection } from "./support/outcome.js";
import { READERS } from "./support/readers.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const stage = await openStage();
const BYTES = bytes(10_000);
const CUTS = [3300, 2500, Number.POSITIVE_INFINITY];

const fetchCut = (more = {}, options = {}) => {
  const transport = serving(BYTES, { cuts: CUTS, ...more });
  return { send: resuming({ ...QUICK, fetch: transport }, options), transport };
};

test("it says of itself what fetch's own says", async () => {
  const { url } = await stage.play(["object=7:3000"]);
  const plain = await createFetch(QUICK)(url);
  const resumed = await resuming(QUICK)(url);
  for (const response of [resumed, resumed.clone(), resumed.clone().clone()]) {
    assert.ok(response instanceof Response);
    assert.equal(response.constructor, Response);
    assert.deepEqual(Object.getOwnPropertyNames(response), Object.getOwnPropertyNames(plain));
    assert.equal(Object.prototype.toString.call(response), "[object Response]");
    for (const name of ["ok", "status", "statusText", "type", "url", "redirected", "bodyUsed"]) {
      assert.equal(response[name], plain[name], name);
    }
    assert.deepEqual([...response.headers.keys()], [...plain.headers.keys()]);
    assert.ok(response.body instanceof ReadableStream);
  }
  await plain.body.cancel();
  // It has clones, for which it waits.
  resumed.body.cancel();
});

test("address and redirects are those of the first answer", async () => {
  const { url } = await stage.play(["object=7:3000;cut=0.5", "object=7:3000"], { afterwards: "repeat" });
  const from = await stage.play([`redirect=${new URL(url).pathname}`]);
  const response = await resuming(QUICK)(from.url);
  for (const one of [response, response.clone()]) {
    assert.equal(one.url, url);
    assert.equal(one.redirected, true);
  }
  assert.equal((await response.arrayBuffer()).byteLength, 3000);
});

test("however it is read, the bytes are right", async () => {
  for (const type of [undefined, "bytes"]) {
    for (const [how, read] of Object.entries(READERS)) {
      const { send } = fetchCut({ type });
      const response = await send(OBJECT);
      const pieces = [];
      await read(response, (piece) => pieces.push(piece));
      assert.deepEqual(Buffer.concat(pieces), Buffer.from(BYTES), how);
    }
  }
});

test("text, JSON, blobs and forms are read as ever", async () => {
  const text = JSON.stringify({ a: "x".repeat(5000) });
  const send = resuming({ ...QUICK, fetch: serving(new TextEncoder().encode(text), { cuts: CUTS }) });
  assert.equal(await (await send(OBJECT)).text(), text);
  const again = resuming({ ...QUICK, fetch: serving(new TextEncoder().encode(text), { cuts: CUTS }) });
  assert.deepEqual(await (await again(OBJECT)).json(), JSON.parse(text));
  const blob = await (await fetchCut().send(OBJECT)).blob();
  assert.equal(blob.size, BYTES.length);
  assert.equal(blob.type, "text/plain");
});

test("bodyUsed is false until it is read, and a body that is being read cannot be cloned", async () => {
  const response = await fetchCut().send(OBJECT);
  assert.equal(response.bodyUsed, false);
  assert.equal(response.body.locked, false);
  const reading = response.arrayBuffer();
  assert.equal(response.bodyUsed, true);
  assert.throws(() => response.clone(), TypeError);
  await reading;
  await assert.rejects(response.arrayBuffer(), TypeError);
});

test("nothing is read, and nothing is asked for, before somebody reads", async () => {
  const { send, transport } = fetchCut();
  const response = await send(OBJECT);
  const reader = response.body.getReader();
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
  assert.equal(transport.state.pulled, 0);
  for (let piece = 1; piece <= 4; piece++) {
    await reader.read();
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    assert.equal(transport.state.pulled, piece);
  }
  // It broke with the fourth piece, which nobody knows yet.
  assert.equal(transport.state.sent.length, 1);
  await reader.read();
  assert.equal(transport.state.sent.length, 2);
  await reader.cancel();
});

test("pieces that may be somebody else's are copied", async () => {
  const mine = bytes(100);
  const start = (controller) => {
    controller.enqueue(mine);
    controller.close();
  };
  const transport = async () => new Response(new ReadableStream({ start }));
  const response = await resuming({ ...QUICK, fetch: transport })(OBJECT);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), mine);
  assert.equal(mine.buffer.byteLength, 100, "its memory was taken");
});

test("its reports are there: of the call, and of the body, live", async () => {
  const { send } = fetchCut();
  const response = await send(OBJECT);
  assert.equal(reportOf(response).reason, "success");
  assert.equal(reportOf(response).attempts.length, 1);
  const report = bodyReportOf(response);
  const reader = response.body.getReader();
  let sum = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sum += value.length;
    assert.equal(report.bytes, sum);
    assert.equal(report.state, "reading");
  }
  assert.deepEqual(
    { ...report, gaps: report.gaps.map(({ at, by }) => [at, by]) },
    {
      state: "done",
      bytes: 10_000,
      reread: 0,
      gaps: [
        [3300, "range"],
        [4776, "range"],
      ],
    },
  );
  assert.equal(bodyReportOf(response), report);
  for (const other of [undefined, null, 1, {}, new Response()]) assert.equal(bodyReportOf(other), undefined);
});

test("what has no body, or none that can be read, is returned as it is", async () => {
  const read = new Response("read");
  await read.text();
  for (const response of [
    new Response(null, { status: 204 }),
    read,
    { ok: true, status: 200, headers: new Headers() },
    { status: 200, headers: new Headers(), body: { pipe() {} } },
  ]) {
    assert.equal(await resuming({ ...QUICK, fetch: async () => response })(OBJECT), response);
  }
});

test("a fallback's answer is nobody's beginning, and never the rest of a body", async () => {
  const fallback = new Response("instead");
  const policy = { ...QUICK, fallback: () => fallback };
  assert.equal(await resuming({ ...policy, fetch: async () => new Response("", { status: 503 }) })(OBJECT), fallback);
  const transport = serving(BYTES, { cuts: [3300, () => new Response("", { status: 503 })] });
  const response = await resuming({ ...policy, fetch: transport })(OBJECT);
  assert.equal((await rejection(response.arrayBuffer())).reason, "attempts");
});

test("it may stand in the place of the platform's fetch, under what wraps that", async (t) => {
  const transport = serving(BYTES, { cuts: CUTS });
  t.mock.method(globalThis, "fetch", transport);
  globalThis.fetch = resuming(QUICK);
  assert.deepEqual(new Uint8Array(await (await fetch(OBJECT)).arrayBuffer()), BYTES);
  assert.equal(transport.state.sent.length, 3);
  let wrapped = 0;
  const inner = globalThis.fetch;
  globalThis.fetch = (...request) => {
    wrapped++;
    return inner(...request);
  };
  const again = serving(BYTES, { cuts: CUTS });
  assert.deepEqual(new Uint8Array(await (await fetch(OBJECT)).arrayBuffer()).length, BYTES.length);
  assert.ok(wrapped >= 2, `${wrapped}`);
  assert.equal(again.state.sent.length, 0);
  assert.equal(resuming(QUICK).name, "fetch");
  assert.equal(resuming(QUICK).length, 1);
});

test("bad options and bad policies are refused at once", () => {
  for (const [options, field, allowed] of [
    [{ idle: 0 }, "idle", /a duration above 0/],
    [{ idle: "soon" }, "idle", /or false/],
    [{ within: -1 }, "within", /or false/],
    [{ reread: true }, "reread", /bytes.*or false/],
    [{ reread: "16 MB" }, "reread", /bytes/],
    [{ reread: 3e9 }, "reread", /up to 2 GB/],
    [{ address: "http://x" }, "address", /a function/],
    [{ adress: () => {} }, "adress", /^address \(did you mean that\?\)$/],
    [{ limit: 5 }, "limit", /^idle, within, reread or address; options of the policy are/],
    ["options", "options", /an object/],
  ]) {
    assert.throws(
      () => resuming(undefined, options),
      (error) =>
        error instanceof TypeError &&
        error.field === field &&
        allowed.test(error.allowed) &&
        error.message.startsWith("resuming: "),
    );
  }
  assert.throws(() => resuming({ retries: -1 }), { name: "TypeError", field: "retries" });
});

test("a bad init is refused as fetch refuses it", async () => {
  await assert.rejects(resuming(QUICK)(OBJECT, 5), TypeError);
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

/** All that nobody holds is collected, and who asked for it has been told. */
async function collected() {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => {
    isCollected = true;
  });
  (() => registry.register({}))();
  // There is no event for this: it ends when it is so.
  while (!isCollected) {
    await turnOfTheLoop();
    collect();
  }
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
}

test("clones live for as long as somebody holds them, and clones of those", async () => {
  const { send } = fetchCut();
  const response = await send(OBJECT);
  const clone = response.clone();
  const second = clone.clone();
  for (let time = 0; time < 5; time++) await collected();
  const all = await Promise.all([response, clone, second].map(async (one) => new Uint8Array(await one.arrayBuffer())));
  for (const bytes of all) assert.deepEqual(bytes, BYTES);
});
