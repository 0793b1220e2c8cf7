// docs/recipes: payments that happen once, GitHub's limits, and the client of Anthropic.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../package/support/child.js";
import { openStage } from "../package/support/stage.js";
import { blockOf, replaced, stripped } from "./support/recipe.js";

const stage = await openStage();

/** Runs a recipe against a server that plays a script, and gives what it printed and what the server saw. */
async function played(recipe, script, hits, change = (code) => code) {
  const { url, journal } = await stage.play(script);
  const { code, stdout, stderr } = await run(stripped(change(blockOf(recipe, "ES module", url), url)));
  return { code, stdout, stderr, ...(await journal({ hits })) };
}

const json = (body, headers = {}) => ({ status: 200, headers: { "content-type": "application/json", ...headers }, body });

test("payments: a charge whose answer was lost is made once, and asked for by the order's own key", async () => {
  const lost = { ...json({ id: "ch_1" }), effect: true, fault: "drop" };
  const { code, stdout, stderr, hits } = await played("payments", [lost, "409;retry-after-ms=20", json({ id: "ch_1" })], 3);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "ch_1\n");
  assert.deepEqual(
    hits.map(({ method, headers }) => [method, headers["idempotency-key"]]),
    Array(3).fill(["POST", "charge-order-7"]),
  );
  assert.equal(new Set(hits.map(({ bodySha256 }) => bodySha256)).size, 1);
});

test("payments: the service's own word ends the call", async () => {
  const refused = { status: 500, headers: { "stripe-should-retry": "false" } };
  const { stdout, hits } = await played("payments", [refused, json({ id: "ch_1" })], 1);
  assert.equal(stdout, "refused: 500 after 1 attempts\n");
  assert.equal(hits.length, 1);
});

test("payments: without any answer, it is not known yet", async () => {
  const quick = (code) => replaced(code, "retries: 4,", 'retries: 1, backoff: { type: "constant", base: 1 },');
  const { stdout, hits } = await played("payments", "reset", 2, quick);
  assert.equal(stdout, "not known yet: attempts\n");
  assert.equal(hits.length, 2);
});

const LIMITED = { "x-ratelimit-remaining": "0", "x-ratelimit-limit": "5000" };
const soon = () => `${Math.ceil(Date.now() / 1000) + 1}`;

test("github: a 403 for a limit's sake is waited for, and pages are followed", async () => {
  const { url: last, journal: ofLast } = await stage.play([json([{ title: "two" }])]);
  const { url, journal } = await stage.play([
    { status: 403, headers: { ...LIMITED, "x-ratelimit-reset": soon() } },
    "403;retry-after=1",
    json([{ title: "one" }], { link: `<${last}/page2>; rel="next", <${last}/page9>; rel="last"` }),
  ]);
  const { code, stdout, stderr } = await run(stripped(blockOf("github", "ES module", url)));
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "one\ntwo\n");
  const { hits } = await journal({ hits: 3 });
  assert.ok(hits[2].at - hits[1].endedAt >= 999, "earlier than the server asked for");
  assert.ok((await ofLast({ hits: 1 })).hits[0].url.endsWith("/page2"));
});

test("github: a 403 that is no limit is one", async () => {
  const { code, stderr, hits } = await played("github", "403", 1);
  assert.equal(code, 1);
  assert.match(stderr, /Error: 403: /);
  assert.equal(hits.length, 1);
});

const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5",
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 1 },
};
const streamed = {
  status: 200,
  headers: { "content-type": "text/event-stream" },
  body: [
    event("message_start", { message }),
    event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hold " } }),
    event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "fast." } }),
    event("content_block_stop", { index: 0 }),
    event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 2 } }),
    event("message_stop", {}),
  ].join(""),
};

test("anthropic: a streamed answer comes after an overloaded model, a rate limit and a lost connection", async () => {
  const quick = (code) => replaced(code, 'base: "2s"', 'base: "2ms"');
  const script = [{ status: 529 }, "429;retry-after-ms=30", "drop", streamed];
  const { code, stdout, stderr, hits } = await played("anthropic", script, 4, quick);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "Hold fast.");
  assert.equal(new Set(hits.map(({ bodySha256 }) => bodySha256)).size, 1);
  assert.ok(hits[2].at - hits[1].endedAt >= 29, "earlier than the server asked for");
});

test("anthropic: what the service refuses is its client's own error", async () => {
  const refused = { ...json({ type: "error", error: { type: "authentication_error", message: "no" } }), status: 401 };
  const { code, stderr, hits } = await played("anthropic", [refused], 1);
  assert.equal(code, 1);
  assert.match(stderr, /AuthenticationError: 401/);
  assert.equal(hits.length, 1);
});
