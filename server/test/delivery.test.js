import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { objectBytes } from "../object.js";
import { startFor } from "../support/client.js";
import { rawAnswer } from "../support/raw.js";

const SIZE = 20_000;
const WHOLE = objectBytes({ seed: 9, length: SIZE });
const words = (more) => `/play/a?script=object=9:${SIZE}${more && `;${more}`}`;

async function sent(t, more, headers) {
  const { url, journal } = await startFor(t);
  const raw = await rawAnswer(url, words(more), headers);
  const answer = await raw.ended;
  const [hit] = (await journal("a", { open: 0 })).hits;
  return { ...answer, noted: hit.ended };
}

test("each framing carries the same bytes", async (t) => {
  const expected = {
    "": ["20000", undefined, undefined],
    "framing=length": ["20000", undefined, undefined],
    "framing=chunked": [undefined, "chunked", true],
    "framing=close": [undefined, undefined, undefined],
  };
  for (const [more, framing] of Object.entries(expected)) {
    const { ended, headers, bytes, isComplete, noted } = await sent(t, more);
    assert.deepEqual([headers["content-length"], headers["transfer-encoding"], isComplete], framing, more);
    assert.deepEqual([ended, headers.connection, noted], ["end", "close", "completed"], more);
    assert.deepEqual(bytes, WHOLE, more);
  }
});

test("a cut is after so many bytes, or that part of them, and keeps what was promised", async (t) => {
  for (const [cut, bytes] of [
    ["0", 0],
    ["7000", 7000],
    ["0.8", 16_000],
    ["20000", SIZE],
    ["99999", SIZE],
  ]) {
    const answer = await sent(t, `cut=${cut}`);
    assert.deepEqual([answer.ended, answer.headers["content-length"]], ["end", "20000"], cut);
    assert.deepEqual(answer.bytes, WHOLE.slice(0, bytes), cut);
    assert.equal(answer.noted, "server-closed");
  }
});

test("what comes at the cut, in each framing", async (t) => {
  const expected = {
    fin: ["end", "20000", false, "server-closed"],
    rst: ["ECONNRESET", "20000", false, "server-closed"],
    // As if that were all: the framing is whole.
    quiet: ["end", "5000", true, "completed"],
  };
  for (const [how, [end, length, isComplete, note]] of Object.entries(expected)) {
    for (const framing of ["length", "chunked", "close"]) {
      const answer = await sent(t, `cut=5000;how=${how};framing=${framing}`);
      assert.deepEqual([answer.ended, answer.noted], [end, note], `${how} ${framing}`);
      assert.deepEqual(answer.bytes, WHOLE.slice(0, 5000), `${how} ${framing}`);
      if (framing === "length") assert.equal(answer.headers["content-length"], length);
      if (framing === "chunked") assert.equal(answer.isComplete, isComplete);
    }
  }
});

test("stall: the bytes come, and then nothing, until the client gives up", async (t) => {
  const { url, journal, play } = await startFor(t);
  const controller = new AbortController();
  const response = await play(`a?script=object=9:${SIZE};cut=5000;how=stall`, { signal: controller.signal });
  const reader = response.body.getReader();
  const seen = [];
  while (seen.length < 5000) seen.push(...(await reader.read()).value);
  assert.deepEqual(new Uint8Array(seen), WHOLE.slice(0, 5000));
  const silent = Symbol("silent");
  const next = reader.read().catch(() => "aborted");
  const first = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 60, silent))]);
  assert.equal(first, silent);
  assert.equal((await journal("a")).openConnections, 1);
  controller.abort();
  assert.equal(await next, "aborted");
  assert.equal((await journal("a", { open: 0 })).hits[0].ended, "client-closed");
  assert.ok(url);
});

test("a cut connection says that it stays, unless the step says that it closes", async (t) => {
  assert.equal((await sent(t, "cut=10")).headers.connection, "keep-alive");
  assert.equal((await sent(t, "cut=10;connection=close")).headers.connection, "close");
  const { play } = await startFor(t, { keepAlive: true });
  assert.equal((await play("a?script=200;connection=close,200")).headers.get("connection"), "close");
  assert.equal((await play("a")).headers.get("connection"), "keep-alive");
});

test("each coding, where the client takes it", async (t) => {
  for (const [coding, decode] of [
    ["gzip", gunzipSync],
    ["br", brotliDecompressSync],
  ]) {
    const answer = await sent(t, `coding=${coding}`, { "accept-encoding": "deflate, gzip;q=0.9, br" });
    assert.equal(answer.headers["content-encoding"], coding);
    assert.equal(answer.headers["content-length"], `${answer.bytes.length}`);
    assert.deepEqual(new Uint8Array(decode(answer.bytes)), WHOLE);
    const plain = await sent(t, `coding=${coding}`);
    assert.deepEqual([plain.headers["content-encoding"], plain.bytes], [undefined, WHOLE]);
  }
  const { play } = await startFor(t);
  assert.deepEqual(new Uint8Array(await (await play("a?script=object=9:20000;coding=br")).arrayBuffer()), WHOLE);
});

test("a cut of an encoded body is one of what travels", async (t) => {
  const whole = await sent(t, "coding=gzip", { "accept-encoding": "gzip" });
  const cut = await sent(t, "coding=gzip;cut=0.5;how=quiet", { "accept-encoding": "gzip" });
  assert.deepEqual(cut.bytes, whole.bytes.slice(0, Math.floor(whole.bytes.length / 2)));
  assert.equal(cut.headers["content-length"], `${cut.bytes.length}`);
});

test("a body travels in pieces, with a while between", async (t) => {
  const { play, journal } = await startFor(t);
  const response = await play("a?script=object=9:100;bytes=40;every=30");
  const pieces = [];
  for await (const piece of response.body) pieces.push(piece.length);
  assert.deepEqual(pieces, [40, 40, 20]);
  const [hit] = (await journal("a", { open: 0 })).hits;
  assert.ok(hit.endedAt - hit.at >= 58, `two waits of 30 ms took ${hit.endedAt - hit.at} ms`);
});

test("any body can be cut, and one that HTTP does not allow is not sent", async (t) => {
  const { url, put } = await startFor(t);
  await put("a", { steps: [{ body: "0123456789", cut: 4 }] });
  const raw = await (await rawAnswer(url, "/play/a")).ended;
  assert.deepEqual([raw.headers["content-length"], Buffer.from(raw.bytes).toString()], ["10", "0123"]);
  const head = await (await rawAnswer(url, "/play/a", {}, { method: "HEAD" })).ended;
  assert.deepEqual([head.ended, head.headers["content-length"], head.bytes.length], ["end", "10", 0]);
});

test("a range of a body that is cut is cut too, and so a client gets on", async (t) => {
  const { url } = await startFor(t);
  let bytes = new Uint8Array(0);
  for (let requests = 0; bytes.length < SIZE; requests++) {
    assert.ok(requests < 20);
    const raw = await (await rawAnswer(url, words("cut=3000"), { range: `bytes=${bytes.length}-` })).ended;
    assert.equal(raw.status, 206);
    bytes = Uint8Array.from([...bytes, ...raw.bytes]);
  }
  assert.deepEqual(bytes, WHOLE);
});

test("of 32 MiB each byte comes, to a client that reads slowly", async (t) => {
  const { play } = await startFor(t);
  const response = await play(`a?script=object=9:${32 * 2 ** 20}`);
  let at = 0;
  for await (const piece of response.body) {
    if (at % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.ok(Buffer.from(objectBytes({ seed: 9, length: 2 ** 30 }, at, at + piece.length)).equals(piece), `at ${at}`);
    at += piece.length;
  }
  assert.equal(at, 32 * 2 ** 20);
});
