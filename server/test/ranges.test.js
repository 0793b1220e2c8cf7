import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { objectBytes } from "../object.js";
import { startFor } from "../support/client.js";
import { rawAnswer } from "../support/raw.js";

const SIZE = 5000;
const WHOLE = objectBytes({ seed: 4, length: SIZE });
const TAG = '"4-5000-0-0"';
const SCRIPT = `object=4:${SIZE}`;

/** What comes of a range, with a step's words, on a socket of its own. */
async function answered(t, words, headers) {
  const { url } = await startFor(t);
  const raw = await rawAnswer(url, `/play/a?script=${SCRIPT}${words && `;${words}`}`, headers);
  const { status, headers: said, bytes } = await raw.ended;
  return { status, range: said["content-range"], length: said["content-length"], type: said["content-type"], bytes };
}

test("a range is what was asked for, and its bytes are those of the object", async (t) => {
  const cases = [
    ["bytes=0-0", 0, 0],
    ["bytes=100-199", 100, 199],
    ["bytes=4000-", 4000, 4999],
    ["bytes=4000-9999", 4000, 4999],
    ["bytes=-7", 4993, 4999],
    ["bytes=-9999", 0, 4999],
  ];
  for (const [range, first, last] of cases) {
    const answer = await answered(t, "", { range });
    assert.deepEqual([answer.status, answer.range], [206, `bytes ${first}-${last}/${SIZE}`], range);
    assert.deepEqual(answer.bytes, WHOLE.slice(first, last + 1), range);
    assert.equal(answer.length, `${last + 1 - first}`);
  }
});

test("what is no single range is not heeded, and what lies beyond the end is refused", async (t) => {
  for (const range of ["bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "pages=1-2", "bytes=0-1,3-4"]) {
    const { status, bytes } = await answered(t, "", { range });
    assert.deepEqual([status, bytes], [200, WHOLE], range);
  }
  for (const range of ["bytes=5000-", "bytes=9999-99999", "bytes=-0"]) {
    const { status, range: said, bytes } = await answered(t, "", { range });
    assert.deepEqual([status, said, bytes.length], [416, "bytes */5000", 0], range);
  }
  const { url } = await startFor(t);
  const head = await rawAnswer(url, `/play/a?script=${SCRIPT}`, { range: "bytes=1-2" }, { method: "HEAD" });
  const { status, headers } = await head.ended;
  assert.deepEqual([status, headers["content-length"]], [200, "5000"]);
});

test("If-Range is heeded: by a strong tag or the very date", async (t) => {
  const range = "bytes=1-9";
  const status = async (words, ifRange) => (await answered(t, words, { range, "if-range": ifRange })).status;
  assert.equal(await status("", TAG), 206);
  assert.equal(await status("", '"other"'), 200);
  assert.equal(await status("", `W/${TAG}`), 200);
  assert.equal(await status("tag=weak", `W/${TAG}`), 200);
  assert.equal(await status("tag=same", '"always"'), 206);
  assert.equal(await status("tag=none", TAG), 200);
  assert.equal(await status("ranges=no-if-range", '"other"'), 206);
  assert.equal(await status("", "Sun, 06 Nov 1994 08:49:37 GMT"), 200);
  const { play } = await startFor(t);
  const modified = (await play(`a?script=${SCRIPT};modified=100`)).headers.get("last-modified");
  assert.equal((await play("a", { headers: { range, "if-range": modified } })).status, 206);
});

test("each way to get it wrong", async (t) => {
  const part = WHOLE.slice(1000, 2000);
  const expected = {
    ignore: [200, undefined, WHOLE],
    "short:10": [206, "bytes 1000-1009/5000", WHOLE.slice(1000, 1010)],
    "short:9999": [206, "bytes 1000-1999/5000", part],
    "wrong-start": [206, "bytes 1001-1999/5000", WHOLE.slice(1001, 2000)],
    "wrong-size": [206, "bytes 1000-1999/5001", part],
    star: [206, "bytes 1000-1999/*", part],
    shifted: [206, "bytes 1000-1999/5000", new Uint8Array([...WHOLE.slice(1001, 2000), WHOLE[0]])],
    excess: [206, "bytes 1000-1999/5000", new Uint8Array([...part, ...new Array(64).fill(0)])],
    "no-content-range": [206, undefined, part],
  };
  for (const [manner, [status, range, bytes]] of Object.entries(expected)) {
    const answer = await answered(t, `ranges=${manner}`, { range: "bytes=1000-1999" });
    assert.deepEqual([answer.status, answer.range], [status, range], manner);
    assert.deepEqual(answer.bytes, bytes, manner);
    assert.equal(answer.length, `${bytes.length}`, manner);
  }
  const several = await answered(t, "ranges=multipart", { range: "bytes=1000-1999" });
  assert.deepEqual([several.status, several.range, several.type], [206, undefined, "multipart/byteranges; boundary=next"]);
  const text = Buffer.from(several.bytes).toString("latin1");
  const [, head, rest] = /^--next\r\n(.*?)\r\n\r\n(.*)$/s.exec(text);
  assert.equal(head, "Content-Type: application/octet-stream\r\nContent-Range: bytes 1000-1999/5000");
  assert.deepEqual(new Uint8Array(Buffer.from(rest.slice(0, 1000), "latin1")), part);
  assert.equal(rest.slice(1000), "\r\n--next--\r\n");
});

test("an encoded object is another representation: its ranges and its tag are its own", async (t) => {
  const { url } = await startFor(t);
  const asked = async (headers) => (await rawAnswer(url, `/play/a?script=${SCRIPT};coding=gzip`, headers)).ended;
  const whole = await asked({ "accept-encoding": "gzip, br" });
  assert.deepEqual([whole.headers["content-encoding"], whole.headers.etag], ["gzip", '"4-5000-0-0-gzip"']);
  assert.deepEqual(new Uint8Array(gunzipSync(whole.bytes)), WHOLE);
  const part = await asked({ "accept-encoding": "gzip", range: "bytes=10-19", "if-range": '"4-5000-0-0-gzip"' });
  assert.deepEqual([part.status, part.bytes], [206, whole.bytes.slice(10, 20)]);
  // Whoever does not take it gets it as it is; fetch says so with each range.
  const plain = await asked({ "accept-encoding": "identity", range: "bytes=10-19" });
  assert.deepEqual([plain.headers["content-encoding"], plain.headers.etag, plain.bytes], [undefined, TAG, WHOLE.slice(10, 20)]);
});

test("the journal has what was asked", async (t) => {
  const { play, journal } = await startFor(t);
  const headers = { range: "bytes=1-2", "if-range": TAG, "last-event-id": "7" };
  await (await play(`a?script=${SCRIPT}`, { headers })).arrayBuffer();
  const [hit] = (await journal("a", { open: 0 })).hits;
  const names = ["range", "if-range", "last-event-id", "accept-encoding"];
  assert.deepEqual(
    names.map((name) => hit.headers[name]),
    ["bytes=1-2", TAG, "7", "identity"],
  );
});
