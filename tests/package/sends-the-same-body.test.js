// A body is sent again to the last byte; one that cannot be is sent once.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 31) % 256);
const streamOf = (chunk) => new Blob([chunk]).stream();

async function hitsOf(init, { script = "reset,503,200", input = (url) => url } = {}) {
  const { url, journal } = await stage.play(script);
  const response = await fetchWithRetry(input(url), QUICK, init);
  assert.equal(response.status, 200);
  return (await journal({ hits: 3 })).hits;
}

const REPLAYABLE = {
  string: ["zwölf Boxkämpfer", Buffer.from("zwölf Boxkämpfer")],
  "empty string": ["", Buffer.alloc(0)],
  Uint8Array: [bytes, bytes],
  "view of a buffer": [bytes.subarray(100, 200), bytes.subarray(100, 200)],
  ArrayBuffer: [bytes.buffer, bytes],
  Blob: [new Blob([bytes, "end"]), Buffer.concat([bytes, Buffer.from("end")])],
  URLSearchParams: [new URLSearchParams({ q: "a b&c", r: "ü" }), Buffer.from("q=a+b%26c&r=%C3%BC")],
  "factory of a string": [() => "made anew", Buffer.from("made anew")],
  "async factory": [async () => bytes, bytes],
  "factory of a ReadableStream": [() => streamOf(bytes), bytes],
  "factory of a Node stream": [() => Readable.from([bytes]), bytes],
};

for (const [name, [body, expected]] of Object.entries(REPLAYABLE)) {
  test(`${name}: the same bytes on each attempt`, async () => {
    const hits = await hitsOf({ method: "PUT", body });
    assert.equal(hits.length, 3);
    for (const hit of hits) {
      assert.equal(hit.bodyBytes, expected.length);
      assert.equal(hit.bodySha256, sha256(expected));
    }
    assert.deepEqual(new Set(hits.map((hit) => hit.headers["content-type"])).size, 1);
  });
}

test("FormData: the same fields on each attempt", async () => {
  const form = new FormData();
  form.set("name", "ü");
  form.set("file", new Blob([bytes]), "f.bin");
  const transport = scripted(networkError(), 503, 200);
  await fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport }, { method: "PUT", body: form });
  assert.equal(transport.sent.length, 3);
  for (const { input, init } of transport.sent) {
    const parsed = await new Request(input, init).formData();
    assert.equal(parsed.get("name"), "ü");
    assert.equal(sha256(await parsed.get("file").bytes()), sha256(bytes));
  }
  const hits = await hitsOf({ method: "PUT", body: form });
  for (const hit of hits) assert.equal(hit.bodyBytes, hits[0].bodyBytes);
});

const STREAMS = {
  ReadableStream: () => streamOf(bytes),
  "Node Readable": () => Readable.from([bytes]),
  "async generator": async function* () {
    yield bytes;
  },
};

for (const [name, make] of Object.entries(STREAMS)) {
  test(`${name}: sent once, even with a key`, async () => {
    const { url, journal } = await stage.play("503,200");
    const policy = { ...QUICK, idempotencyKey: true };
    for (const method of ["PUT", "POST"]) {
      const response = await fetchWithRetry(url, policy, { method, body: make(), duplex: "half" });
      assert.equal(reportOf(response).reason, method === "PUT" ? "body" : "success");
    }
    const { hits } = await journal({ hits: 2 });
    for (const hit of hits) assert.equal(hit.bodySha256, sha256(bytes));
  });
}

test("a stream on a broken connection: the error says why it was not sent again", async () => {
  const { url, journal } = await stage.play("reset,200");
  const error = await rejection(fetchWithRetry(url, QUICK, { method: "PUT", body: streamOf(bytes), duplex: "half" }));
  assert.equal(error.reason, "body");
  assert.match(error.message, /stream/);
  assert.equal((await journal({ hits: 1, open: 0 })).hits.length, 1);
});

test("shouldRetry cannot send a used stream again", async () => {
  const transport = scripted(503, 200);
  const policy = { ...QUICK, fetch: transport, shouldRetry: () => true };
  const response = await fetchWithRetry("http://server.test/", policy, { method: "PUT", body: streamOf("x"), duplex: "half" });
  assert.equal(reportOf(response).reason, "body");
  assert.equal(transport.sent.length, 1);
});

test("a factory is called once for each attempt, and not before", async () => {
  let made = 0;
  const transport = scripted(503, networkError(), 200);
  const body = () => `body ${++made}`;
  const call = fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport }, { method: "PUT", body });
  await call;
  assert.equal(made, 3);
  assert.deepEqual(
    transport.sent.map(({ init }) => init.body),
    ["body 1", "body 2", "body 3"],
  );
});

test("a factory that throws or rejects ends the call with its error, and nothing is sent", async () => {
  const broken = new RangeError("no body today");
  const factories = [
    () => {
      throw broken;
    },
    async () => {
      throw broken;
    },
  ];
  for (const body of factories) {
    const transport = scripted(200);
    const error = await rejection(fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport }, { method: "PUT", body }));
    assert.equal(error.cause, broken);
    assert.equal(transport.sent.length, 0);
  }
});

test("a Request with a body is sent again with it", async () => {
  const input = (url) => new Request(url, { method: "PUT", body: bytes });
  for (const hit of await hitsOf(undefined, { input })) assert.equal(hit.bodySha256, sha256(bytes));
});

test("a Request with a streamed body is sent again as well: it can be cloned", async () => {
  const input = (url) => new Request(url, { method: "PUT", body: streamOf(bytes), duplex: "half" });
  for (const hit of await hitsOf(undefined, { input })) assert.equal(hit.bodySha256, sha256(bytes));
});

test("a Request whose body was used is an error at once, as with fetch", async () => {
  const request = new Request("http://server.test/", { method: "PUT", body: "x" });
  await request.text();
  const error = await rejection(fetchWithRetry(request, QUICK));
  assert.equal(error.reason, "error");
  assert.equal(error.attempts.length, 1);
});

test("a Request is cloned only if its body may be needed again", async (t) => {
  const clone = t.mock.method(Request.prototype, "clone");
  const count = async (script, init, policy) => {
    const before = clone.mock.callCount();
    const response = await fetchWithRetry(new Request("http://server.test/", init), {
      ...QUICK,
      fetch: scripted(...script),
      ...policy,
    });
    await response.text();
    return clone.mock.callCount() - before;
  };
  const put = { method: "PUT", body: "x" };
  assert.equal(await count([200], put, { retries: 0 }), 0, "no retries");
  assert.equal(await count([200], { method: "GET" }, {}), 0, "no body");
  assert.equal(await count([503, 503, 503, 200], put, { retries: 3 }), 3, "the last attempt takes the original");
  assert.equal(await count([200], put, { retries: 3 }), 1);
});
