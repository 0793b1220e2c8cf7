// createFetch stands in wherever other clients ask for a fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import ky from "ky";
import { createFetch as createOfetch } from "ofetch";
import OpenAI from "openai";
import { createFetch, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";

const stage = await openStage();
const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 0,
  model: "m",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hold fast." } }],
};
const json = (body) => ({ status: 200, headers: { "content-type": "application/json" }, body });

/** A fetch that notes the reports of the responses it gives. */
function noting(policy) {
  const send = createFetch(policy);
  const reports = [];
  const fetch = async (input, init) => {
    const response = await send(input, init);
    reports.push(reportOf(response));
    return response;
  };
  return { fetch, reports };
}

const statuses = (report) => report.attempts.map(({ status }) => status);

test("ky: GET survives 503, 503", async () => {
  const { url, journal } = await stage.play(["503", "503", json({ fine: true })]);
  const { fetch, reports } = noting(QUICK);
  const client = ky.create({ fetch, retry: 0 });
  assert.deepEqual(await client.get(url).json(), { fine: true });
  assert.deepEqual(reports.map(statuses), [[503, 503, 200]]);
  assert.equal((await journal({ hits: 3 })).hits.length, 3);
});

test("ky: PUT sends its JSON each time, and POST is sent once", async () => {
  const put = await stage.play("503,503,200");
  const client = ky.create({ fetch: createFetch(QUICK), retry: 0 });
  await client.put(put.url, { json: { order: 7 } });
  const { hits } = await put.journal({ hits: 3 });
  assert.equal(new Set(hits.map(({ bodySha256 }) => bodySha256)).size, 1);
  assert.equal(hits[0].bodyBytes, '{"order":7}'.length);

  const post = await stage.play("503,200");
  const error = await rejection(Promise.resolve(client.post(post.url, { json: { order: 7 } })));
  assert.equal(error.response.status, 503);
  assert.equal((await post.journal({ hits: 1 })).hits.length, 1);
});

test("ky: its own timeout and signal end the call", async () => {
  const { url, journal } = await stage.play("hang");
  const client = ky.create({ fetch: createFetch(QUICK), retry: 0 });
  const error = await rejection(Promise.resolve(client.get(url, { timeout: 50 })));
  assert.equal(error.name, "TimeoutError");
  const controller = new AbortController();
  const call = Promise.resolve(client.get(url, { signal: controller.signal }));
  await journal({ hits: 2 });
  controller.abort();
  assert.equal((await rejection(call)).name, "AbortError");
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("ofetch: GET survives 503, 503", async () => {
  const { url, journal } = await stage.play(["503", "503", json({ fine: true })]);
  const { fetch, reports } = noting(QUICK);
  const client = createOfetch({ fetch, Headers, AbortController });
  // ofetch hands its own options on to fetch, and its `retry` is a number or false: not a policy, and not meant as one.
  assert.deepEqual(await client(url, { retry: 0 }), { fine: true });
  assert.deepEqual(await client(url, { retry: false }), { fine: true });
  assert.deepEqual(reports.map(statuses), [[503, 503, 200], [200]]);
  assert.equal((await journal({ hits: 4 })).hits.length, 4);
});

test("openai: a chat completion survives 503, 503, with one key for all attempts", async () => {
  const { url, journal } = await stage.play(["503", "503", { ...json(COMPLETION), effect: true }]);
  const { fetch, reports } = noting({ ...QUICK, idempotencyKey: true });
  const client = new OpenAI({ apiKey: "none", baseURL: url, fetch, maxRetries: 0 });
  const completion = await client.chat.completions.create({ model: "m", messages: [{ role: "user", content: "Advice?" }] });
  assert.equal(completion.choices[0].message.content, "Hold fast.");
  assert.deepEqual(reports.map(statuses), [[503, 503, 200]]);
  const { hits, effects } = await journal({ hits: 3 });
  assert.equal(effects, 1);
  assert.equal(new Set(hits.map(({ headers }) => headers["idempotency-key"])).size, 1);
  assert.equal(new Set(hits.map(({ bodySha256 }) => bodySha256)).size, 1);
  assert.ok(hits[0].url.endsWith("/chat/completions"));
});

test("openai: a streamed completion arrives piece by piece", async () => {
  const chunk = (content) =>
    `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;
  const body = `${chunk("Hold ")}${chunk("fast.")}data: [DONE]\n\n`;
  const stream = { status: 200, headers: { "content-type": "text/event-stream" }, fault: "slow", bytes: 40, every: 5, body };
  const { url } = await stage.play(["503", "503", stream]);
  const fetch = createFetch({ ...QUICK, idempotencyKey: true, attemptTimeout: "2s" });
  const client = new OpenAI({ apiKey: "none", baseURL: url, fetch, maxRetries: 0 });
  const pieces = [];
  for await (const part of await client.chat.completions.create({ model: "m", stream: true, messages: [] })) {
    pieces.push(part.choices[0].delta.content);
  }
  assert.deepEqual(pieces, ["Hold ", "fast."]);
});

test("openai: without a key its POST is sent once, and its own error is what the caller sees", async () => {
  const { url, journal } = await stage.play("503");
  const client = new OpenAI({ apiKey: "none", baseURL: url, fetch: createFetch(QUICK), maxRetries: 0 });
  const error = await rejection(client.chat.completions.create({ model: "m", messages: [] }));
  assert.equal(error.status, 503);
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});
