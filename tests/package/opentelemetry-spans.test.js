// A span for each attempt, with the attributes that the semantic conventions for HTTP clients ask for, and no secrets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { createFetch, fetchWithRetry, under } from "./support/tracing.js";
import { answer, networkError, never, QUICK, scripted } from "./support/transport.js";

const url = "https://api.test/orders";

/** The spans of one call. */
async function spansOf(policy, init, input = url) {
  return under("test", () => fetchWithRetry(input, { ...QUICK, budget: false, ...policy }, init));
}

test("one attempt, one span", async () => {
  const { spans, parent } = await spansOf({ fetch: scripted(200) });
  assert.equal(spans.length, 1);
  const [span] = spans;
  assert.equal(span.name, "GET");
  assert.equal(span.kind, SpanKind.CLIENT);
  assert.equal(span.ended, true);
  assert.equal(span.status.code, SpanStatusCode.UNSET);
  assert.equal(span.instrumentationScope.name, "holdfast-fetch");
  assert.equal(span.spanContext().traceId, parent.spanContext().traceId);
  assert.deepEqual(span.attributes, {
    "http.request.method": "GET",
    "server.address": "api.test",
    "server.port": 443,
    "url.full": "https://api.test/orders",
    "http.response.status_code": 200,
  });
});

test("every attempt has a span of its own, numbered from the second on", async () => {
  const { spans } = await spansOf({ fetch: scripted(503, networkError(), 200) });
  assert.deepEqual(
    spans.map(({ attributes, status }) => [
      attributes["http.request.resend_count"],
      attributes["http.response.status_code"],
      attributes["error.type"],
      status.code,
    ]),
    [
      [undefined, 503, "503", SpanStatusCode.ERROR],
      [1, undefined, "ECONNRESET", SpanStatusCode.ERROR],
      [2, 200, undefined, SpanStatusCode.UNSET],
    ],
  );
});

test("a span ends before the wait that follows", async () => {
  const { spans } = await spansOf({ backoff: { type: "constant", base: 30 }, fetch: scripted(503, 200) });
  const milliseconds = ([seconds, nanoseconds]) => seconds * 1000 + nanoseconds / 1e6;
  assert.ok(milliseconds(spans[1].startTime) - milliseconds(spans[0].endTime) > 25);
});

const STATUSES = { 200: undefined, 304: undefined, 400: "400", 404: "404", 500: "500" };

for (const [status, type] of Object.entries(STATUSES)) {
  test(`a ${status} is ${type ? "an" : "no"} error`, async () => {
    const response = () => new Response(null, { status: Number(status) });
    const [{ attributes, status: found }] = (await spansOf({ retries: 0, fetch: scripted(response) })).spans;
    assert.equal(attributes["http.response.status_code"], Number(status));
    assert.equal(attributes["error.type"], type);
    assert.equal(found.code, type ? SpanStatusCode.ERROR : SpanStatusCode.UNSET);
  });
}

const ERRORS = [
  ["the code of the cause", networkError("ECONNREFUSED"), "ECONNREFUSED"],
  ["its own code", Object.assign(new Error("x"), { code: "ERR_X" }), "ERR_X"],
  ["its name", new RangeError("x"), "RangeError"],
  ["nothing that says much", "a text", "_OTHER"],
  ["a name that is no word", Object.assign(new Error("x"), { name: "no word https://secret" }), "_OTHER"],
  ["nothing at all", null, "_OTHER"],
];

for (const [what, error, type] of ERRORS) {
  test(`a failure is told by ${what}: ${type}`, async () => {
    const [span] = (await spansOf({ retries: 0, fetch: () => Promise.reject(error) })).spans;
    assert.equal(span.attributes["error.type"], type);
    assert.equal(span.status.code, SpanStatusCode.ERROR);
    assert.equal(span.ended, true);
  });
}

test("a transport that throws has failed, too", async () => {
  const fetch = () => {
    throw new TypeError("a bug");
  };
  const { spans, error } = await spansOf({ fetch });
  assert.equal(spans.length, 1);
  assert.equal(spans[0].attributes["error.type"], "TypeError");
  assert.equal(error.cause.message, "a bug");
});

test("a time limit is an error, even of a transport that is deaf to it", async () => {
  const { spans } = await spansOf({ attemptTimeout: 5, retries: 1, fetch: never });
  assert.deepEqual(
    spans.map(({ attributes, ended }) => [attributes["error.type"], ended]),
    [
      ["TimeoutError", true],
      ["TimeoutError", true],
    ],
  );
});

test("a caller's abort ends the span, and is no error", async () => {
  for (const reason of [undefined, "enough", new Error("enough"), { why: "closed" }]) {
    const controller = new AbortController();
    const fetch = () => {
      queueMicrotask(() => controller.abort(reason));
      return never();
    };
    const { spans, error } = await spansOf({ fetch }, { signal: controller.signal });
    assert.equal(error, controller.signal.reason);
    assert.equal(spans.length, 1);
    assert.equal(spans[0].attributes["error.type"], undefined);
    assert.equal(spans[0].status.code, SpanStatusCode.UNSET);
  }
});

test("methods are told as they are sent, unknown ones apart", async () => {
  for (const [given, method, name, original] of [
    ["post", "POST", "POST"],
    ["PATCH", "PATCH", "PATCH"],
    ["QUERY", "QUERY", "QUERY"],
    ["patch", "_OTHER", "HTTP", "patch"],
    ["PURGE", "_OTHER", "HTTP", "PURGE"],
  ]) {
    const [span] = (await spansOf({ fetch: scripted(200) }, { method: given })).spans;
    assert.equal(span.name, name);
    assert.equal(span.attributes["http.request.method"], method);
    assert.equal(span.attributes["http.request.method_original"], original);
  }
  const [span] = (await spansOf({ fetch: scripted(200) }, undefined, new Request(url, { method: "PUT" }))).spans;
  assert.equal(span.name, "PUT");
});

test("a program may know other methods", async () => {
  const fetch = createFetch({ fetch: scripted(200) }, { knownMethods: ["PURGE"] });
  const { spans } = await under("test", () => fetch(url, { method: "PURGE" }));
  assert.equal(spans[0].name, "PURGE");
});

const SECRET = "hunter2";

const ADDRESSES = [
  [`http://api.test:8080/orders?key=${SECRET}&${SECRET}=1#${SECRET}`, "http://api.test:8080/orders?REDACTED", 8080],
  [`https://${SECRET}:${SECRET}@api.test/orders`, "https://REDACTED:REDACTED@api.test/orders", 443],
  [`https://${SECRET}@api.test`, "https://REDACTED:REDACTED@api.test/", 443],
  [new URL(`http://api.test/orders?${SECRET}`), "http://api.test/orders?REDACTED", 80],
  [new Request(`http://[::1]/orders?${SECRET}`), "http://[::1]/orders?REDACTED", 80],
  [`data:text/plain,${SECRET}`, "data:", undefined],
  [`/orders?${SECRET}`, undefined, undefined],
];

for (const [input, full, port] of ADDRESSES) {
  test(`an address comes without secrets: ${full}`, async () => {
    const headers = { authorization: SECRET, cookie: SECRET };
    const init = { method: "PUT", headers, body: SECRET };
    const failing = new TypeError("fetch failed", { cause: Object.assign(new Error(SECRET), { code: "ECONNRESET" }) });
    const { spans, parent } = await spansOf({ fetch: scripted(() => answer(503, {}, SECRET), failing) }, init, input);
    assert.equal(spans.length, 4);
    for (const { attributes } of spans) {
      assert.equal(attributes["url.full"], full);
      assert.equal(attributes["server.port"], port);
    }
    for (const { name, attributes, events, status } of [...spans, parent]) {
      assert.equal(inspect({ name, attributes, events, status }, { depth: 9 }).includes(SECRET), false);
    }
  });
}

test("what a call went through is on the span that waited for it", async () => {
  const hint = () => answer(503, { "retry-after-ms": "2" });
  const { parent } = await spansOf({ retryAfter: { jitter: "none" }, retries: 2, fetch: scripted(hint, networkError(), 503) });
  assert.deepEqual(
    parent.events.map(({ name, attributes }) => ({ name, ...attributes })),
    [
      { name: "holdfast.wait", "holdfast.attempt": 1, "holdfast.wait_ms": 2, "holdfast.retry_after_ms": 2 },
      { name: "holdfast.wait", "holdfast.attempt": 2, "holdfast.wait_ms": 1 },
      { name: "holdfast.end", "holdfast.reason": "attempts", "holdfast.attempts": 3 },
    ],
  );
});

test("a hint that cannot be read is told", async () => {
  const hint = () => answer(503, { "retry-after": "soon" });
  const { parent } = await spansOf({ retries: 1, fetch: scripted(hint, 200) });
  assert.equal(parent.events[0].attributes["holdfast.hint"], "unreadable");
  assert.equal("holdfast.retry_after_ms" in parent.events[0].attributes, false);
});

test("a success at once says nothing more, and an abort no more than that", async () => {
  assert.deepEqual((await spansOf({ fetch: scripted(200) })).parent.events, []);
  const signal = AbortSignal.abort({ why: "closed" });
  const { parent, spans } = await spansOf({ fetch: scripted(200) }, { signal });
  assert.equal(spans.length, 0);
  assert.deepEqual(
    parent.events.map(({ name, attributes }) => ({ name, ...attributes })),
    [{ name: "holdfast.end", "holdfast.reason": "aborted" }],
  );
});
