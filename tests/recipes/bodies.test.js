// docs/recipes: answers that are cut, downloads, event streams.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { objectBytes } from "../../server/object.js";
import { run } from "../package/support/child.js";
import { openStage } from "../package/support/stage.js";
import { folder } from "./support/pages.js";
import { blockOf, replaced, stripped } from "./support/recipe.js";

const stage = await openStage();
const FILM = { seed: 7, length: 400_000 };

/** Runs a block against a server that plays a script, and gives what it printed and what the server saw. */
async function played(recipe, block, script, hits, change = (code) => code) {
  const { url, journal } = await stage.play(script);
  const { code, stdout, stderr } = await run(stripped(change(blockOf(recipe, block, url))));
  assert.equal(code, 0, stderr);
  return { stdout, hits: (await journal({ hits })).hits };
}

test("cut-answers: whatever is cut, noticed or not, is asked for again", async () => {
  const body = Array.from({ length: 300 }, (_, at) => ({ order: at }));
  const { stdout, hits } = await played(
    "cut-answers",
    "ES module",
    [{ body, cut: 0.5 }, { body, coding: "gzip", cut: 0.5, how: "quiet" }, { body, framing: "close", cut: 0.9 }, { body }],
    4,
  );
  assert.equal(stdout, `300 4 ${JSON.stringify(body).length}\n`);
  assert.equal(hits.length, 4);
});

test("downloads: to a file, which is there only when it is whole", async () => {
  const files = folder("downloads");
  const here = (code) => replaced(code, '"film.mp4', `"${files}/film.mp4`);
  const cut = { object: FILM, cut: 0.8, how: "rst" };
  const { stdout, hits } = await played("downloads", "to-a-file.ts", [cut, cut, { object: FILM }], 3, here);
  assert.equal(stdout, "400000 bytes, breaks: 2\n");
  assert.deepEqual(readdirSync(files), ["film.mp4"]);
  assert.deepEqual(new Uint8Array(readFileSync(join(files, "film.mp4"))), objectBytes(FILM));
  assert.deepEqual(
    hits.map(({ headers }) => /^bytes=\d+-$/.test(headers.range)),
    [false, true, true],
  );
  const { url } = await stage.play(["404"]);
  const gone = await run(stripped(here(blockOf("downloads", "to-a-file.ts", url))));
  assert.match(gone.stderr, /status 404/);
});

const sse = (events) => events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
const streamed = (events, more) => ({
  status: 200,
  headers: { "content-type": "text/event-stream" },
  framing: "chunked",
  body: sse(events),
  ...more,
});

test("event-streams: a feed goes on after its last event", async () => {
  const { stdout, hits } = await played("event-streams", "feed.ts", ["sse=20;cut=0.5;how=rst", "sse=20"], 2);
  const events = Array.from({ length: 20 }, (_, at) => `${at + 1} {"n":${at + 1}}\n`).join("");
  assert.equal(stdout, `${events}last seen: 20\n`);
  assert.ok(Number(hits[1].headers["last-event-id"]) > 5);
});

test("event-streams: a model that is overloaded before its first word is asked again, and once only", async () => {
  const start = { type: "message_start", message: { id: "msg_1" } };
  const word = (text) => ({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } });
  const overloaded = streamed([start, { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }]);
  const good = streamed([start, word("Hold "), word("fast."), { type: "message_stop" }]);
  const soon = (code) => replaced(code, 'base: "2s"', "base: 10");
  const { stdout, hits } = await played("event-streams", "anthropic.ts", ["529", overloaded, good], 3, soon);
  assert.equal(stdout, "Hold fast.");
  assert.deepEqual([hits.length, new Set(hits.map(({ bodySha256 }) => bodySha256)).size], [3, 1]);
});

test("event-streams: a response in the background goes on where its stream broke", async () => {
  const events = [
    { type: "response.created", response: { id: "resp_1" } },
    ...["Hold ", "fast", ", and ", "see."].map((delta) => ({ type: "response.output_text.delta", delta })),
    { type: "response.completed", response: { id: "resp_1" } },
  ].map((event, at) => ({ ...event, sequence_number: at }));
  const broken = streamed(events.slice(0, 3), { cut: sse(events.slice(0, 3)).length - 1, how: "rst" });
  const { stdout, hits } = await played("event-streams", "responses.ts", [broken, "503", streamed(events.slice(2))], 3);
  assert.equal(stdout, "Hold fast, and see.");
  assert.deepEqual(
    hits.map(({ method, url }) => `${method} ${url.split("/v1/")[1]}`),
    ["POST responses", ...Array(2).fill("GET responses/resp_1?stream=true&starting_after=1")],
  );
});
