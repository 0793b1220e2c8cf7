import assert from "node:assert/strict";
import { test } from "node:test";
import { startFor } from "../support/client.js";
import { rawAnswer } from "../support/raw.js";

const event = (n) => `id: ${n}\ndata: {"n":${n}}\n\n`;
const events = (first, last) => Array.from({ length: last - first + 1 }, (_, at) => event(first + at)).join("");

async function streamed(t, words, headers) {
  const { url } = await startFor(t);
  const { ended, ...answer } = await (await rawAnswer(url, `/play/a?script=${words}`, headers)).ended;
  return { ...answer, ended, text: Buffer.from(answer.bytes).toString() };
}

test("events are numbered, chunked and complete", async (t) => {
  const { status, headers, text, isComplete } = await streamed(t, "sse=3");
  assert.deepEqual([status, headers["content-type"], isComplete], [200, "text/event-stream", true]);
  assert.equal(text, events(1, 3));
});

test("they go on after Last-Event-ID", async (t) => {
  for (const [id, expected] of [
    ["2", events(3, 5)],
    ["5", ""],
    ["9", ""],
    ["none", events(1, 5)],
  ]) {
    assert.equal((await streamed(t, "sse=5", { "last-event-id": id })).text, expected, id);
  }
});

test("a stream is cut anywhere, in the midst of an event too", async (t) => {
  for (const cut of [0, 1, 20, event(1).length, event(1).length + 5]) {
    const { text, isComplete } = await streamed(t, `sse=4;cut=${cut}`);
    assert.deepEqual([text, isComplete], [events(1, 4).slice(0, cut), false]);
  }
  assert.equal((await streamed(t, "sse=4;framing=close;cut=30;how=quiet")).text, events(1, 4).slice(0, 30));
});

test("an event is a piece, unless the step says how long a piece is", async (t) => {
  const { play } = await startFor(t);
  const pieces = async (path) => {
    const read = [];
    for await (const piece of (await play(path)).body.pipeThrough(new TextDecoderStream())) read.push(piece);
    return read;
  };
  assert.deepEqual(await pieces("a?script=sse=3;every=20"), [event(1), event(2), event(3)]);
  const small = await pieces("b?script=sse=3;bytes=7;every=5");
  assert.ok(small.length > 5, `${small.length}`);
  assert.equal(small.join(""), events(1, 3));
});

test("comments are signs of life, between events and never within one", async (t) => {
  const { text } = await streamed(t, "sse=2;every=50;comment-every=20");
  assert.equal(text, `${event(1)}:\n\n:\n\n${event(2)}`);

  const { play } = await startFor(t);
  const read = async (cut, enough) => {
    const controller = new AbortController();
    const response = await play(`c${cut}?script=sse=2;cut=${cut};how=stall;comment-every=10`, { signal: controller.signal });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    const timer = setTimeout(() => controller.abort(), enough === undefined ? 80 : 5000);
    try {
      while (enough === undefined || seen.length < enough) seen += (await reader.read()).value;
    } catch {}
    clearTimeout(timer);
    controller.abort();
    return seen;
  };
  const at = event(1).length;
  assert.equal((await read(at, at + 9)).slice(0, at + 9), `${event(1)}:\n\n:\n\n:\n\n`);
  assert.equal(await read(at + 5), events(1, 2).slice(0, at + 5));
});
