// Event streams are read as HTML has it, whatever they hold and in whatever pieces they come. The parser is a library: this holds it, and
// how it is used, to the words of the standard.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

const { Connection, TooLong } = await shell("event-stream-connection");
const { HOLDFAST_STREAMS = "20000", HOLDFAST_SEED = "1" } = process.env;

/** HTML 9.2.6, sentence by sentence, of a stream that has come as a whole. */
function reference(bytes) {
  // "Streams must be decoded using the UTF-8 decode algorithm", which takes one byte order mark away.
  const lines = new TextDecoder().decode(bytes).split(/\r\n|\n|\r/);
  // "Once the end of the file is reached, any pending data must be discarded."
  lines.pop();
  const events = [];
  let [data, type, buffer, id, retry] = ["", "", "", "", undefined];
  for (const line of lines) {
    if (line === "") {
      id = buffer;
      if (data !== "") events.push({ type: type || "message", data: data.slice(0, -1), id });
      [data, type] = ["", ""];
      continue;
    }
    if (line.startsWith(":")) continue;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") type = value;
    else if (field === "data") data += `${value}\n`;
    else if (field === "id" && !value.includes("\0")) buffer = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) retry = Number.parseInt(value, 10);
  }
  return { events, id, retry };
}

/** The same by the package, in these pieces. */
async function read(pieces, { limit = 1e9, done } = {}) {
  const queue = [...pieces];
  const reader = { read: async () => ({ done: queue.length === 0, value: queue.shift() }), cancel: async () => {} };
  const judge = done && { isLast: ({ event }) => done(event) };
  const connection = new Connection(reader, "", Number.POSITIVE_INFINITY, limit, judge);
  while (!(await connection.more()));
  const events = connection.blocks.flatMap(({ event }) => (event ? [event] : []));
  return { events, id: connection.blocks.at(-1)?.id ?? "", retry: connection.pause, bytes: connection.bytes };
}

/** Numbers in [0, 1), the same for the same seed. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

const PARTS = [
  ..."\n|\r|\r\n|\n\n|\r\r|\r\n\r\n|data|data:|data: |dat|id|id:|id: |event:|event: |retry:|retry: |:|: |foo: bar|x|1|23| |\0".split(
    "|",
  ),
  ..."é|✓|🎉|\ufeff|data: y\n|id: 7\n|event: e\n|retry: 5\n|: comment\n|DATA: z\n|data :z\n|constructor: 1\n|__proto__\n".split(
    "|",
  ),
];
const encoder = new TextEncoder();

test(`${HOLDFAST_STREAMS} random streams are what HTML makes of them`, async () => {
  const draw = random(Number(HOLDFAST_SEED));
  const some = (most) => Math.floor(draw() * most);
  let found = 0;
  for (let stream = 0; stream < Number(HOLDFAST_STREAMS); stream++) {
    const text = Array.from({ length: 1 + some(24) }, () => PARTS[some(PARTS.length)]).join("");
    const bytes = encoder.encode(text);
    // Sometimes not even UTF-8.
    if (some(10) === 0 && bytes.length > 0) bytes[some(bytes.length)] = 0x80 + some(0x80);
    const pieces = [];
    for (let at = 0, most = 1 + some(8); at < bytes.length; ) {
      const size = some(most + 1);
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    const { bytes: count, ...got } = await read(pieces);
    assert.deepEqual(got, reference(bytes), JSON.stringify([text, pieces.map((piece) => piece.length)]));
    assert.equal(count, bytes.length);
    found += got.events.length;
  }
  assert.ok(found > Number(HOLDFAST_STREAMS) / 10, `${found} events`);
});

test("an event is there as soon as its blank line is, a carriage return included", async () => {
  for (const text of ["data: a\n\n", "data: a\r\r", "data: a\r\n\r\n", "data: a\n\r", "data: a\r\n\r"]) {
    const queue = [encoder.encode(text)];
    const reader = { read: async () => ({ done: false, value: queue.shift() }), cancel: async () => {} };
    const connection = new Connection(reader, "", Number.POSITIVE_INFINITY, 100, undefined);
    await connection.more();
    assert.equal(connection.blocks.length, 1, JSON.stringify(text));
  }
});

test("the last event may lack its blank line if it is known, however it is cut", async () => {
  const done = ({ data }) => data === "[DONE]";
  for (const end of ["data: [DONE]", "data: [DONE]\n", "data: [DONE]\r", "data: [DONE]\r\n", "event: e\ndata:[DONE]"]) {
    for (let size = 1; size < 30; size++) {
      const bytes = encoder.encode(`id: 1\ndata: a\n\n${end}`);
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const { events } = await read(pieces, { done });
      assert.deepEqual([events.length, events.at(-1).data, events.at(-1).id], [2, "[DONE]", "1"], JSON.stringify(end));
      const more = encoder.encode(`${/[\r\n]$/.test(end) ? "" : "\n"}data: x\nid: 9`);
      const { events: without, id } = await read([...pieces, more], { done });
      assert.deepEqual([without.length, id], [1, "1"], "another one is dropped, and so is its id");
    }
  }
});

test("what is too long is noticed as it comes, and what came before it is good", async () => {
  const long = `data: ${"x".repeat(101)}\n\n`;
  for (const [text, good] of [
    [`data: a\n\n${long}data: b\n\n`, 1],
    [`data: ${"y".repeat(60)}\ndata: ${"y".repeat(60)}\n\n`, 0],
    [`data: ${"x".repeat(100)}\n\n${long}`, 1],
  ]) {
    for (const size of [1, 7, 1000]) {
      const bytes = encoder.encode(text);
      const queue = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
      const reader = { read: async () => ({ done: queue.length === 0, value: queue.shift() }), cancel: async () => {} };
      const connection = new Connection(reader, "", Number.POSITIVE_INFINITY, 100, undefined);
      await assert.rejects(async () => {
        for (let reads = 0; reads < 1000; reads++) if (await connection.more()) return;
      }, TooLong);
      assert.equal(connection.blocks.length, good, `${text} by ${size}`);
    }
  }
  // A comment and a field that means nothing are not kept, however long.
  const noise = `: ${"x".repeat(500)}\nfoo: ${"x".repeat(500)}\ndata: a\n\n`;
  for (const size of [1, 7, 1000]) {
    const bytes = encoder.encode(noise);
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
    assert.equal((await read(pieces, { limit: 100 })).events.length, 1);
  }
});

test("what the parser does otherwise: it takes a byte order mark that was decoded wrongly for one", async () => {
  const text = "ï»¿data: a\n\n";
  assert.equal(reference(encoder.encode(text)).events.length, 0);
  assert.equal((await read([encoder.encode(text)])).events.length, 1);
});
