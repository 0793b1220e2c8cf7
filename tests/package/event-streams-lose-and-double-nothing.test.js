// However an event stream is cut, and in whatever pieces it comes: what is delivered is what an uncut one brings, each event once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { collected, idAndData, inPieces, PATIENT, streamOf, streamServer } from "./support/event-streams.js";
import { RetryPolicy } from "./support/installed.js";
import { events } from "./support/installed-body.js";
import { openStage } from "./support/stage.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/feed";

// With all that the grammar has: comments, several lines of data, ids before and after, line ends of all kinds, letters of several bytes, an
// id without data, a byte order mark.
const BLOCKS = [
  ["", "\ufeff: hello\nretry: 1s\n\n"],
  ["1", "id: 1\ndata: one\n\n"],
  ["2", "event: sum\r\nid:2\r\ndata: zwei\r\ndata: und zwei\r\n\r\n"],
  ["3", ": a sign of life\rdata:drei\rid: 3\r\r"],
  ["é4", "data: quatre – ✓ 🎉\nid: é4\n\n"],
  ["5", "id: 5\n\n"],
  ["6", "id: 6\ndata\n\n"],
  ["7", "unknown: field\nid: 7\ndata:  two spaces\ndata:\n\n"],
  ["8", "data: eight\r\nid: 8\n\r\n"],
];
const encoder = new TextEncoder();
const WHOLE = encoder.encode(BLOCKS.map(([, text]) => text).join(""));
const EVENTS = [
  ["1", "one"],
  ["2", "zwei\nund zwei"],
  ["3", "drei"],
  ["é4", "quatre – ✓ 🎉"],
  ["6", ""],
  ["7", " two spaces\n"],
  ["8", "eight"],
];

/** What a server sends after this cursor. */
function after(cursor) {
  if (!cursor) return WHOLE;
  const text = new TextDecoder().decode(Uint8Array.from(cursor, (character) => character.charCodeAt(0)));
  const at = BLOCKS.findIndex(([id]) => id === text);
  assert.ok(at > 0, `no such id: ${text}`);
  return encoder.encode(
    BLOCKS.slice(at + 1)
      .map(([, text]) => text)
      .join(""),
  );
}

// As long as there is something to send; then that there is no more.
const uncut = ({ cursor }, size) => {
  const rest = after(cursor);
  return rest.length > 0 ? streamOf(inPieces(rest, size)) : new Response(null, { status: 204 });
};

test("an uncut stream brings these events", async () => {
  const fetch = streamServer((request) => uncut(request, 1000));
  const { got, error } = await collected(events(url, { ...PATIENT, fetch }, { feed: false }));
  assert.deepEqual([idAndData(got), error], [EVENTS, undefined]);
  assert.deepEqual(
    got.map(({ type }) => type),
    ["message", "sum", "message", "message", "message", "message", "message"],
  );
});

// An answer that has an end, so that there is no reconnection time to be waited for.
const done = ({ data }) => data === "eight";

// Pieces that hold parts of a line, a line or two, a block or two, all of it.
const SIZES = [1, 2, 3, 5, 8, 17, 64, 1000];

test("one that is cut anywhere, in pieces of any size", async () => {
  let fetch;
  const policy = new RetryPolicy({ ...PATIENT, fetch: (...request) => fetch(...request) });
  let cuts = 0;
  for (let cut = 0; cut < WHOLE.length; cut++) {
    for (const size of SIZES) {
      const first = () => streamOf(inPieces(WHOLE.slice(0, cut), size), { breaks: true });
      fetch = streamServer(first, (request) => uncut(request, size));
      const stream = events(url, policy, { done });
      const { got, error } = await collected(stream);
      assert.deepEqual([idAndData(got), error], [EVENTS, undefined], `cut at ${cut}, pieces of ${size}`);
      assert.equal(stream.lastEventId, "8");
      // The very last byte is a line feed after a carriage return: nobody waits for that.
      assert.equal(fetch.asked.length, cut === WHOLE.length - 1 ? 1 : 2);
      cuts++;
    }
  }
  assert.equal(cuts, WHOLE.length * SIZES.length);
});

test("one that is cut again and again, at each byte", async () => {
  for (const size of [1, 5, 1000]) {
    let connections = 0;
    const fetch = streamServer((request) => {
      // Each connection brings a byte more than the one before, until it is enough for a block.
      const part = after(request.cursor).slice(0, 1 + (connections++ % 60));
      return streamOf(inPieces(part, size), { breaks: true });
    });
    const { got, error } = await collected(events(url, { ...PATIENT, retries: 100, fetch }, { done }));
    assert.deepEqual([idAndData(got), error], [EVENTS, undefined]);
    assert.ok(connections > 50, `${connections}`);
  }
});

test("a feed that is cut anywhere waits for its reconnection time, and goes on", async (t) => {
  const time = virtualTime(t);
  for (let cut = 0; cut <= WHOLE.length; cut += 9) {
    const ending = cut % 2 === 0 ? { breaks: true } : {};
    const fetch = streamServer(
      () => streamOf([WHOLE.slice(0, cut)], ending),
      (request) => uncut(request, 10),
    );
    const before = time.passed;
    const { got, error } = await time.until(collected(events(url, { ...PATIENT, fetch })));
    assert.deepEqual([idAndData(got), error], [EVENTS, undefined], `cut at ${cut}`);
    assert.ok(time.passed - before >= 3000, `${time.passed - before} ms`);
  }
});

test("a server that brings more than was asked for: what has an id comes once", async (t) => {
  const time = virtualTime(t);
  const fetch = streamServer(
    () => streamOf([WHOLE.slice(0, 200)], { breaks: true }),
    () => streamOf([WHOLE], { breaks: true }),
    () => streamOf([WHOLE]),
    () => new Response(null, { status: 204 }),
  );
  const { got } = await time.until(collected(events(url, { ...PATIENT, fetch })));
  assert.deepEqual(idAndData(got), EVENTS);
  const doubled = streamServer(
    () => streamOf([WHOLE]),
    () => streamOf([WHOLE]),
    () => new Response(null, { status: 204 }),
  );
  const all = await time.until(collected(events(url, { ...PATIENT, fetch: doubled }, { unique: false })));
  assert.deepEqual(idAndData(all.got), [...EVENTS, ...EVENTS]);
});

test("within one connection an id may stand for several events, and of earlier ones the last 256 are known", async (t) => {
  const time = virtualTime(t);
  const twice = "id: 1\ndata: a\n\nid: 1\ndata: b\n\ndata: c\n\n";
  const single = await time.until(
    collected(events(url, { ...PATIENT, fetch: streamServer(() => streamOf([twice])) }, { feed: false })),
  );
  assert.deepEqual(
    single.got.map(({ data }) => data),
    ["a", "b", "c"],
  );
  const many = Array.from({ length: 300 }, (_, at) => `id: ${at}\ndata: ${at}\n\n`).join("");
  const fetch = streamServer(
    () => streamOf([many], { breaks: true }),
    () => streamOf([many]),
    () => new Response(null, { status: 204 }),
  );
  const { got } = await time.until(collected(events(url, { ...PATIENT, fetch })));
  assert.equal(got.length, 300 + 44);
  assert.equal(got[300].data, "0");
  assert.equal(got.at(-1).data, "43");
});

test("over real connections, whatever ends them", async () => {
  const stage = await openStage();
  const sent = Array.from({ length: 20 }, (_, at) => [`${at + 1}`, `{"n":${at + 1}}`]);
  for (const how of ["rst", "fin", "stall"]) {
    for (const cut of ["0.1", "0.33", "0.5", "0.97"]) {
      for (const bytes of ["", ";bytes=7"]) {
        const { url } = await stage.play(`2*sse=20;cut=${cut};how=${how}${bytes},sse=20`);
        const policy = { ...PATIENT, backoff: { type: "constant", base: 1 } };
        const isLast = ({ data }) => data === '{"n":20}';
        // Without `feed`, there is no reconnection time that would have to be waited for.
        const stream = events(url, policy, { done: isLast, idle: how === "stall" ? 100 : "45s" });
        const { got, error } = await collected(stream);
        assert.deepEqual([idAndData(got), error], [sent, undefined], `${how} at ${cut}${bytes}`);
      }
    }
  }
});

test("a POST of which nothing has come is sent again with the key that it had, whatever its policy makes keys of", async () => {
  const quiet = (breaks) => () => streamOf([": hello\nretry: 0\n\n"], { breaks });
  const init = { method: "POST", body: "{}", headers: { "x-own": "1" } };
  for (const options of [{ feed: true }, { feed: true, failed: () => false }, { done: ({ data }) => data === "end" }]) {
    for (const idempotencyKey of [true, () => `${Math.random()}`, { header: "X-Key" }]) {
      const fetch = streamServer(quiet(true), quiet(false), quiet(true), () => streamOf(["id: 1\ndata: end\n\n"]));
      const { got } = await collected(events(url, { ...PATIENT, idempotencyKey, fetch }, { ...options, init }), { most: 1 });
      assert.deepEqual(idAndData(got), [["1", "end"]]);
      const sent = fetch.asked.map(({ headers }) => [
        headers.get("x-own"),
        headers.get("idempotency-key") ?? headers.get("x-key"),
      ]);
      assert.equal(sent.length, 4);
      assert.ok(sent[0][1]);
      assert.equal(new Set(sent.map(String)).size, 1, JSON.stringify(sent));
    }
  }
});
