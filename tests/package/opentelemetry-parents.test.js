// Spans hang where the call was made, however many calls run at once, and servers hear of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { context, propagation, trace } from "@opentelemetry/api";
import { RetryPolicy } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { createFetch, fetchWithRetry, finished, under } from "./support/tracing.js";
import { QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const CALM = { ...QUICK, budget: false };
const url = "http://api.test/orders";

const idOf = (span) => span.spanContext().spanId;
const traceparent = (span) => `00-${span.spanContext().traceId}-${idOf(span)}-01`;

test("20 calls at once, each under a span of its own: all attempts hang there, and the server sees which", async () => {
  const policy = new RetryPolicy(CALM);
  const calls = Array.from({ length: 20 }, async (_, index) => {
    const { url, journal } = await stage.play(index % 2 ? "503,drop,200" : "503,503,200");
    const { spans, parent, value } = await under(`call ${index}`, () => fetchWithRetry(url, policy));
    assert.equal(value.status, 200);
    assert.equal(spans.length, 3);
    const { hits } = await journal({ hits: 3 });
    assert.deepEqual(
      hits.map(({ headers }) => headers.traceparent),
      spans.map(traceparent),
    );
    return parent;
  });
  const parents = await Promise.all(calls);
  assert.equal(new Set(parents.map((parent) => parent.spanContext().traceId)).size, 20);
});

// The core resumes all calls that have something to do in one task, and so in the context of the first of them.
test("20 calls that are answered at one moment: retries keep to their own spans, and their own baggage", async () => {
  const gate = Promise.withResolvers();
  const last = new Map();
  const fetch = async (input, { headers }) => {
    const isFirst = !last.has(input);
    last.set(input, { span: trace.getSpan(context.active()), baggage: headers.get("baggage") });
    if (isFirst) await gate.promise;
    return new Response(null, { status: isFirst ? 503 : 200 });
  };
  const policy = new RetryPolicy({ ...CALM, fetch });
  const calls = Array.from({ length: 20 }, (_, index) => {
    const baggage = propagation.createBaggage({ call: { value: `${index}` } });
    const url = `http://api.test/${index}`;
    return context.with(propagation.setBaggage(context.active(), baggage), under, undefined, url, () =>
      fetchWithRetry(url, policy),
    );
  });
  gate.resolve();
  for (const { spans, parent } of await Promise.all(calls)) {
    assert.deepEqual(
      spans.map(({ attributes }) => attributes["url.full"]),
      [parent.name, parent.name],
    );
    const { span, baggage } = last.get(parent.name);
    assert.equal(idOf(span), idOf(spans[1]));
    assert.equal(baggage, `call=${parent.name.split("/").at(-1)}`);
  }
});

test("without a span around it, an attempt begins a trace", async () => {
  const before = finished().length;
  await fetchWithRetry(url, { ...CALM, fetch: scripted(200) });
  const spans = finished().slice(before);
  assert.equal(spans.length, 1);
  assert.equal(spans[0].parentSpanContext, undefined);
});

test("the span of the attempt is active in the transport, the caller's again behind it", async () => {
  const active = [];
  const fetch = async () => {
    active.push(trace.getSpan(context.active()));
    return new Response(null, { status: active.length < 2 ? 503 : 200 });
  };
  const { spans, parent } = await under("test", async () => {
    await fetchWithRetry(url, { ...CALM, fetch });
    active.push(trace.getSpan(context.active()));
  });
  assert.deepEqual(active.map(idOf), [...spans, parent].map(idOf));
});

test("headers of the caller stay, whatever form they have; an old traceparent does not", async () => {
  const forms = [
    { headers: { "x-mine": "1", traceparent: "old" } },
    { headers: [["x-mine", "1"]] },
    { headers: new Headers({ "x-mine": "1" }) },
    { headers: new Map([["x-mine", "1"]]).entries() },
    new Request(url, { headers: { "x-mine": "1" } }),
  ];
  for (const init of forms) {
    const transport = scripted(503, 200);
    const { spans } = await under("test", () => fetchWithRetry(url, { ...CALM, fetch: transport }, init));
    assert.deepEqual(
      transport.sent.map(({ init: { headers } }) => [headers.get("x-mine"), headers.get("traceparent")]),
      spans.map((span) => ["1", traceparent(span)]),
    );
  }
  const transport = scripted(200);
  const input = new Request(url, { headers: { "x-mine": "1" } });
  await under("test", () => fetchWithRetry(input, { ...CALM, fetch: transport }));
  assert.equal(transport.sent[0].init.headers.get("x-mine"), "1");
});

test("a Request with a body arrives whole at every attempt", async () => {
  const { url, journal } = await stage.play("503,200");
  const input = new Request(url, { method: "PUT", body: "the order", headers: { "x-mine": "1" } });
  const { spans } = await under("test", () => fetchWithRetry(input, CALM));
  const { hits } = await journal({ hits: 2 });
  assert.deepEqual(
    hits.map(({ bodyBytes, headers }) => [bodyBytes, headers["x-mine"], headers.traceparent]),
    spans.map((span) => ["the order".length, "1", traceparent(span)]),
  );
});

// A policy in each of its forms, and the transport that it must use.
const FORMS = {
  options: (fetch) => [{ ...CALM, fetch }],
  "a RetryPolicy": (fetch) => [new RetryPolicy({ ...CALM, fetch })],
  "options for one request": (fetch) => [CALM, { fetch }],
  "a RetryPolicy for one request": (fetch) => [CALM, new RetryPolicy({ ...CALM, fetch })],
};

for (const [form, make] of Object.entries(FORMS)) {
  test(`a transport in ${form} is used, and traced`, async () => {
    const transport = scripted(503, 200);
    const [policy, retry] = make(transport);
    const { spans } = await under("test", () => createFetch(policy)(url, retry && { retry }));
    assert.equal(spans.length, 2);
    assert.equal(transport.sent.length, 2);
  });
}

test("a preset's name for one request is traced over the platform's fetch", async (t) => {
  const { mock } = t.mock.method(globalThis, "fetch", scripted(200));
  const { spans } = await under("test", () => createFetch(CALM)(url, { retry: "statusCodes" }));
  assert.deepEqual([spans.length, mock.callCount()], [1, 1]);
});

test("a traced fetch as the transport of another: each has its spans, none has them twice", async () => {
  const inner = createFetch({ ...CALM, fetch: scripted(503, 200) });
  const { spans } = await under("test", () => fetchWithRetry(url, { ...CALM, fetch: inner }));
  assert.equal(spans.length, 1);
  const within = finished().filter((span) => span.parentSpanContext?.spanId === idOf(spans[0]));
  assert.equal(within.length, 2);
});

test("the transport gets nothing that it would not get without tracing, but for the headers", async () => {
  const transport = scripted(200);
  await fetchWithRetry(url, { ...CALM, fetch: transport }, { method: "PUT", "x-own": 1 });
  assert.deepEqual(Reflect.ownKeys(transport.sent[0].init).sort(), ["headers", "method", "signal", "x-own"]);
});

const PAGE = { origin: "https://page.test", href: "https://page.test/shop/" };

const PROPAGATION = [
  ["no page", undefined, undefined, "https://api.test/", true],
  ["no page, not wanted", undefined, false, "https://api.test/", false],
  ["a page, its own origin", PAGE, undefined, "https://page.test/orders", true],
  ["a page, a relative address", PAGE, undefined, "orders", true],
  ["a page, another origin", PAGE, undefined, "https://api.test/", false],
  ["a page, another origin, wanted", PAGE, true, "https://api.test/", true],
  ["a page, another origin, wanted there", PAGE, (url) => url.startsWith("https://api.test/"), "https://api.test/x?y", true],
  ["a page, another origin, not wanted there", PAGE, (url) => url.startsWith("https://api.test/"), "https://cdn.test/", false],
  ["an address that is none", undefined, true, "orders", false],
];

for (const [where, location, propagate, address, expected] of PROPAGATION) {
  test(`traceparent: ${where}: ${expected ? "sent" : "not sent"}`, async () => {
    const transport = scripted(200);
    const fetch = createFetch({ ...CALM, fetch: transport }, { propagate });
    globalThis.location = location;
    try {
      await under("test", () => fetch(address));
    } finally {
      delete globalThis.location;
    }
    assert.equal(new Headers(transport.sent[0].init.headers).has("traceparent"), expected);
  });
}
