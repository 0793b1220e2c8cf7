// What the streams of well-known services say, as they send it: the order and the members of events are those of their documentation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { collected, inPieces, PATIENT, streamOf, streamServer, written } from "./support/event-streams.js";
import { anthropic, events, gemini, openaiChat, openaiResponses } from "./support/installed-body.js";
import { answer } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "https://api.test/v1/answer";
const init = { method: "POST", headers: { authorization: "Bearer key" }, body: "{}" };
const json = (type, data) => ({ type, data: JSON.stringify(type ? { type, ...data } : data) });

const message = { id: "msg_1", type: "message", role: "assistant", content: [], model: "m", usage: { input_tokens: 9 } };
const chunk = (choices, more) => json("", { id: "chatcmpl-1", object: "chat.completion.chunk", model: "m", choices, ...more });
const delta = (delta, finish_reason = null) => chunk([{ index: 0, delta, logprobs: null, finish_reason }]);
const response = { id: "resp_1", object: "response", status: "in_progress", output: [] };
const numbered = (list) => list.map((event, sequence_number) => ({ ...event, data: withNumber(event.data, sequence_number) }));
const withNumber = (data, sequence_number) => JSON.stringify({ ...JSON.parse(data), sequence_number });
const part = (text, more) => json("", { candidates: [{ content: { parts: [{ text }], role: "model" }, index: 0, ...more }] });

// `opening`: what comes before the first content. `failures`: what an error looks like, and the status that it stands for.
const SERVICES = {
  anthropic: {
    dialect: anthropic,
    opening: [json("message_start", { message }), json("ping", {})],
    rest: [
      json("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
      json("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hel" } }),
      json("ping", {}),
      json("content_block_delta", { index: 0, delta: { type: "text_delta", text: "lo" } }),
      json("content_block_stop", { index: 0 }),
      json("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 2 } }),
      json("message_stop", {}),
    ],
    failures: [
      [json("error", { error: { type: "overloaded_error", message: "Overloaded" } }), 529],
      [json("error", { error: { type: "rate_limit_error", message: "…" } }), 429],
      [json("error", { error: { type: "api_error", message: "Internal server error" } }), 500],
      [json("error", { error: { type: "timeout_error", message: "…" } }), 504],
      [json("error", { error: { type: "invalid_request_error", message: "…" } }), 400],
      [json("error", { error: { type: "something_new", message: "…" } }), 500],
      [{ type: "error", data: "no JSON" }, 500],
    ],
  },
  openaiChat: {
    dialect: openaiChat,
    opening: [
      // Azure tells first what it thinks of the prompt.
      chunk([], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] }),
      delta({ role: "assistant", content: "", refusal: null }),
    ],
    rest: [
      delta({ content: "Hel" }),
      delta({ content: "lo" }),
      delta({}, "stop"),
      chunk([], { usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } }),
      { data: "[DONE]" },
    ],
    failures: [
      [json("", { error: { message: "…", type: "server_error", param: null, code: null } }), 500],
      [json("", { error: { message: "…", type: "requests", param: null, code: "rate_limit_exceeded" } }), 429],
      [json("", { error: { message: "…", type: "invalid_request_error", param: null, code: null } }), 400],
      // OpenRouter, and others that speak as OpenAI does.
      [json("", { id: "gen-1", error: { code: 502, message: "…" }, choices: [{ delta: {}, finish_reason: "error" }] }), 502],
      [json("error", { error: { message: "…", code: "429" } }), 429],
    ],
  },
  openaiResponses: {
    dialect: openaiResponses,
    opening: numbered([json("response.created", { response }), json("response.in_progress", { response })]),
    rest: numbered([
      json("response.output_item.added", { output_index: 0, item: { id: "msg_1", type: "message" } }),
      json("response.output_text.delta", { item_id: "msg_1", delta: "Hel" }),
      json("response.output_text.delta", { item_id: "msg_1", delta: "lo" }),
      json("response.output_item.done", { output_index: 0, item: { id: "msg_1", type: "message" } }),
      json("response.completed", { response: { ...response, status: "completed" } }),
    ]).map((event, at) => ({ ...event, data: withNumber(event.data, at + 2) })),
    failures: [
      [json("error", { code: "server_error", message: "…", param: null, sequence_number: 2 }), 500],
      [json("error", { code: "rate_limit_exceeded", message: "…", param: null }), 429],
      [json("response.failed", { response: { ...response, error: { code: "server_error", message: "…" } } }), 500],
      [json("response.failed", { response: { ...response, error: { code: "rate_limit_exceeded", message: "…" } } }), 429],
      [json("response.failed", { response: { ...response, error: { code: "invalid_prompt", message: "…" } } }), 400],
    ],
  },
  gemini: {
    dialect: gemini,
    opening: [],
    rest: [part("Hel"), part("lo"), part("", { finishReason: "STOP" })],
    failures: [
      [json("", { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }), 503],
      [json("", { error: { code: 429, message: "…", status: "RESOURCE_EXHAUSTED" } }), 429],
      [json("", { error: { code: 400, message: "…", status: "INVALID_ARGUMENT" } }), 400],
    ],
  },
};

// What comes after that is not read.
const LATE = written([{ data: "after the end" }]);
const dataOf = (list) => list.map(({ data }) => data);

for (const [name, { dialect, opening, rest, failures }] of Object.entries(SERVICES)) {
  const whole = [...opening, ...rest];
  const text = written(whole);
  const policy = (fetch) => ({ ...PATIENT, retries: 3, unprocessed: [429, 500, 502, 503, 504, 529], fetch });

  test(`${name}: a stream is delivered to its last event, and no further`, async () => {
    for (const size of [1, 10, 10_000]) {
      const fetch = streamServer(() => streamOf(inPieces(new TextEncoder().encode(text + LATE), size)));
      const { got, error } = await collected(events(url, { fetch }, { ...dialect, init }));
      assert.deepEqual([dataOf(got), error], [dataOf(whole), undefined]);
    }
  });

  test(`${name}: without its last event it is broken`, async () => {
    for (const ending of [{ breaks: true }, {}]) {
      const fetch = streamServer(() => streamOf([written(whole.slice(0, -1))], ending));
      const { got, error } = await collected(events(url, policy(fetch), { ...dialect, init }));
      assert.deepEqual(dataOf(got), dataOf(whole.slice(0, -1)));
      assert.equal(error.reason, "broken");
      assert.equal(fetch.asked.length, 1, "never twice");
    }
  });

  test(`${name}: an error before content is a failed attempt`, async () => {
    for (const [failure, status] of failures) {
      const told = [];
      const fetch = streamServer(
        () => streamOf([written([...opening, failure])], { hangs: true }),
        () => streamOf([text]),
      );
      const onEvent = (event) => event.type === "response" && told.push(event.status);
      const { got, error } = await collected(events(url, { ...policy(fetch), onEvent }, { ...dialect, init }));
      assert.equal(told[0], status, failure.data);
      if (status === 400) {
        assert.deepEqual([got, error.reason, error.event.data], [[], "in-band", failure.data]);
        assert.equal(error.cause.reason, "status");
        assert.equal(await error.cause.response.text(), failure.data);
      } else {
        assert.deepEqual([dataOf(got), error], [dataOf(whole), undefined], "what came before it is not delivered twice");
        assert.equal(fetch.asked.length, 2);
      }
    }
  });

  test(`${name}: an error after content is thrown`, async () => {
    for (const [failure] of failures) {
      const before = whole.slice(0, opening.length + 1);
      const fetch = streamServer(() => streamOf([written([...before, failure, ...rest])]));
      const { got, error } = await collected(events(url, policy(fetch), { ...dialect, init }));
      assert.deepEqual(dataOf(got), dataOf(before));
      assert.deepEqual([error.name, error.reason, error.event.data], ["EventStreamError", "in-band", failure.data]);
      assert.ok(error.message.startsWith("POST https://api.test/v1/answer: an error after content: "));
      assert.equal(fetch.asked.length, 1);
    }
  });

  test(`${name}: what the service has begun is not asked for again, unless the policy knows better`, async () => {
    for (const [failure, status] of failures) {
      const fetch = streamServer(() => streamOf([written([...opening, failure])]));
      const { error } = await collected(events(url, { ...PATIENT, fetch }, { ...dialect, init }));
      assert.equal(error.reason, "in-band");
      // 429 says by itself that nothing was done.
      assert.equal(fetch.asked.length, status === 429 ? PATIENT.retries + 1 : 1, `${status}`);
    }
  });
}

test("they are data: frozen, and spread to change a part", () => {
  for (const { dialect } of Object.values(SERVICES)) {
    assert.ok(Object.isFrozen(dialect));
    assert.ok(Object.values(dialect).every((part) => typeof part === "function"));
  }
});

test("a refused prompt ends an answer of Gemini, and an incomplete one of Responses", async () => {
  const refused = [json("", { promptFeedback: { blockReason: "SAFETY" } })];
  const ended = await collected(events(url, { fetch: streamServer(() => streamOf([written(refused)])) }, { ...gemini, init }));
  assert.deepEqual([ended.got.length, ended.error], [1, undefined]);
  const short = [json("response.incomplete", { response: { ...response, status: "incomplete" } })];
  const fetch = streamServer(() => streamOf([written(short)]));
  assert.equal((await collected(events(url, { fetch }, { ...openaiResponses, init }))).error, undefined);
});

test("an answer of Gemini is done when each of its candidates is", async () => {
  const of = (index, text, finishReason) => ({
    content: { parts: [{ text }], role: "model" },
    ...(index && { index }),
    finishReason,
  });
  const chunk = (...candidates) => json("", { candidates });
  const interleaved = [
    chunk(of(0, "A"), of(1, "1")),
    chunk(of(0, "B", "STOP")),
    chunk(of(1, "2")),
    json("", { usageMetadata: {} }),
    chunk(of(1, "3", "MAX_TOKENS"), of(2, "x")),
    chunk(of(2, "y", "STOP")),
  ];
  const once = [chunk(of(0, "A"), of(1, "1")), chunk(of(0, "", "STOP"), of(1, "", "STOP"))];
  for (const whole of [interleaved, once]) {
    const { got, error } = await collected(
      events(url, { fetch: streamServer(() => streamOf([written(whole) + LATE])) }, { ...gemini, init }),
    );
    assert.deepEqual([dataOf(got), error], [dataOf(whole), undefined]);
    // One that lacks the end of a candidate is no answer.
    const short = whole.slice(0, -1);
    const cut = await collected(events(url, { fetch: streamServer(() => streamOf([written(short)])) }, { ...gemini, init }));
    assert.deepEqual([dataOf(cut.got), cut.error?.reason], [dataOf(short), "broken"]);
  }
  // Streams at the same time know nothing of each other, and neither do the connections of one.
  const fetch = streamServer(
    () => streamOf([], { breaks: true }),
    () => streamOf([written(once)]),
  );
  const both = [1, 2].map(() => collected(events(url, { ...PATIENT, idempotent: true, fetch }, { ...gemini, init })));
  for (const { got, error } of await Promise.all(both)) assert.deepEqual([dataOf(got), error], [dataOf(once), undefined]);
  // By itself it knows the event that it is asked about.
  assert.deepEqual(
    once.map((event) => gemini.done(event)),
    [false, true],
  );
  // Nor does a second argument mean anything that is no connection.
  assert.deepEqual(once.map(gemini.done), [false, true]);
});

test("a hint in the stream is a floor for the wait", async (t) => {
  const time = virtualTime(t);
  const fetch = streamServer(
    () => streamOf([written([json("error", { error: { type: "overloaded_error" } })])]),
    () => streamOf([written(SERVICES.anthropic.rest)]),
  );
  const failed = (event) => event.type === "error" && { status: 529, retryAfter: 12_500 };
  const policy = { ...PATIENT, unprocessed: [529], fetch };
  const { got } = await time.until(collected(events(url, policy, { ...anthropic, failed, init })));
  assert.equal(got.length, SERVICES.anthropic.rest.length);
  assert.ok(time.passed >= 12_500 && time.passed < 2 * 12_500, `${time.passed}`);
});

test("an answer in the background goes on by a request of its own, wherever it is cut", async () => {
  const { opening, rest } = SERVICES.openaiResponses;
  const whole = [...opening, ...rest];
  const all = new TextEncoder().encode(written(whole));
  for (let cut = 1; cut < all.length; cut += 7) {
    let id = "";
    const resume = ({ data }) => ({ input: `${url}/${id}?stream=true&starting_after=${JSON.parse(data).sequence_number}` });
    const fetch = streamServer(
      () => streamOf(inPieces(all.slice(0, cut), 64), { breaks: true }),
      ({ url }) => {
        const after = Number(new URL(url).searchParams.get("starting_after"));
        return streamOf([written(whole.slice(after + 1))]);
      },
    );
    const got = [];
    let error;
    try {
      for await (const event of events(url, { ...PATIENT, fetch }, { ...openaiResponses, resume, init })) {
        if (event.type === "response.created") id = JSON.parse(event.data).response.id;
        got.push(event);
      }
    } catch (thrown) {
      error = thrown;
    }
    const isBegun = cut >= written(whole.slice(0, 1)).length;
    assert.deepEqual([dataOf(got), error?.reason], isBegun ? [dataOf(whole), undefined] : [[], "not-idempotent"], `at ${cut}`);
    const [first, second, ...more] = fetch.asked;
    assert.deepEqual([first.method, more.length], ["POST", 0]);
    if (!isBegun || second === undefined) continue;
    assert.deepEqual([second.method, second.body ?? null, second.cursor], ["GET", null, null]);
    assert.equal(second.headers.get("authorization"), "Bearer key");
    assert.ok(second.url.startsWith(`${url}/resp_1?stream=true&starting_after=`));
  }
});

test("a cursor's own request is retried as what it is", async () => {
  const last = { type: "end", data: "end" };
  const steps = [
    () => streamOf([written([{ data: "a" }])], { breaks: true }),
    () => answer(503),
    () => streamOf([written([{ data: "b" }])], { breaks: true }),
    () => streamOf([written([last])]),
  ];
  const fetch = streamServer(...steps);
  const resume = ({ data }) => ({ input: `${url}?after=${data}` });
  const done = ({ type }) => type === "end";
  const { got, error } = await collected(events(url, { ...PATIENT, fetch }, { init, resume, done }));
  assert.deepEqual([dataOf(got), error], [["a", "b", "end"], undefined]);
  assert.deepEqual(
    fetch.asked.map(({ method, url }) => `${method} ${url.slice(-7)}`),
    ["POST /answer", "GET after=a", "GET after=a", "GET after=b"],
  );
});
