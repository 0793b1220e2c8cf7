// A broken network is retried; a bug, an invalid URL or a bad certificate is not: no retry mends it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { fetchWithRetry, RetryError } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { tlsServer } from "./support/tls.js";
import { QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const url = "http://server.test/";

async function assertPermanent(call, code) {
  const error = await rejection(call);
  assert.ok(error instanceof RetryError, `${error}`);
  assert.equal(error.reason, "error");
  assert.deepEqual(
    error.attempts.map(({ failure }) => failure),
    ["permanent"],
  );
  if (code) assert.equal(error.cause.cause?.code, code);
  return error;
}

/** A TCP server that answers with these bytes and closes. */
async function rawServer(t, bytes) {
  const seen = { connections: 0 };
  const server = createServer((socket) => {
    seen.connections++;
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}/`, seen };
}

test("a port where nobody listens is tried again", async () => {
  const closed = createServer();
  closed.listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address();
  closed.close();
  await once(closed, "close");
  const error = await rejection(fetchWithRetry(`http://127.0.0.1:${port}/`, QUICK));
  assert.equal(error.reason, "attempts");
  assert.deepEqual(
    error.attempts.map(({ failure }) => failure),
    ["network", "network", "network", "network"],
  );
  assert.equal(error.cause.cause.code, "ECONNREFUSED");
});

test("a name that cannot be resolved is tried again", async () => {
  const error = await rejection(fetchWithRetry("http://nobody.invalid/", { ...QUICK, retries: 1, deadline: "4s" }));
  assert.ok(error.attempts.every(({ failure }) => failure === "network" || failure === "timeout"));
  assert.notEqual(error.reason, "error");
});

for (const fault of ["reset", "drop"]) {
  test(`a connection that is broken by ${fault} is tried again`, async () => {
    const { url, journal } = await stage.play(`2*${fault},200`);
    assert.equal((await fetchWithRetry(url, QUICK)).status, 200);
    assert.equal((await journal({ hits: 3 })).hits.length, 3);
  });
}

test("half a head, or an answer that is not HTTP, is tried again", async (t) => {
  for (const bytes of ["HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 2", "<html>busy</html>"]) {
    const { url, seen } = await rawServer(t, bytes);
    const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 2 }));
    assert.equal(error.reason, "attempts", bytes);
    assert.equal(seen.connections, 3, bytes);
  }
});

test("a truncated 503 is tried again without reading it", async () => {
  const { url } = await stage.play("503;truncate,503;reset-after-headers,200");
  assert.equal((await fetchWithRetry(url, QUICK)).status, 200);
});

test("a good answer whose body breaks is handed over: its reader sees the error, as with fetch", async () => {
  const { url, journal } = await stage.play("truncate,200");
  const response = await fetchWithRetry(url, QUICK);
  assert.equal(response.status, 200);
  const error = await rejection(response.text());
  assert.equal(error.message, "terminated");
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});

for (const [certificate, code] of [
  ["expired", "CERT_HAS_EXPIRED"],
  ["self-signed", "DEPTH_ZERO_SELF_SIGNED_CERT"],
]) {
  test(`a certificate that is ${certificate} is not tried again`, async (t) => {
    const { url, seen } = await tlsServer(t, certificate);
    await assertPermanent(fetchWithRetry(url, QUICK), code);
    assert.equal(seen.connections, 1);
  });
}

test("requests that fetch itself refuses are not tried again", async () => {
  const refused = [
    ["nothing", undefined, "ERR_INVALID_URL"],
    ["http://server.test:99999/", undefined, "ERR_INVALID_URL"],
    ["weird://server.test/"],
    ["http://user:name@127.0.0.1/"],
    ["http://127.0.0.1:6667/"],
    ["http://127.0.0.1:1/", { method: "GET", body: "x" }],
    ["http://127.0.0.1:1/", { method: "TRACE" }],
    ["http://127.0.0.1:1/", { method: "NOT A METHOD" }],
    ["http://127.0.0.1:1/", { headers: { "bad header": "x" } }],
    ["http://127.0.0.1:1/", { headers: { x: "two\nlines" } }],
    ["http://127.0.0.1:1/", { mode: "nonsense" }],
    ["http://127.0.0.1:1/", { redirect: "nonsense" }],
  ];
  for (const [input, init, code] of refused) await assertPermanent(fetchWithRetry(input, QUICK, init), code);
});

test("a redirect that was forbidden or never ends is not tried again", async () => {
  const { url, journal } = await stage.play([{ status: 302, headers: { location: "?again" } }]);
  await assertPermanent(fetchWithRetry(url, QUICK, { redirect: "error" }));
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
  await assertPermanent(fetchWithRetry(url, QUICK));
});

test("bugs of the transport are not tried again", async () => {
  const bugs = [
    () => undefined.property,
    () => null(),
    () => new URL("nothing"),
    () => new Array(-1),
    () => structuredClone(() => {}),
    () => JSON.parse("{"),
    () => undefinedName,
    () => new Response("x", { status: 7 }),
  ];
  for (const bug of bugs) {
    const transport = scripted(bug, 200);
    await assertPermanent(fetchWithRetry(url, { ...QUICK, fetch: transport }));
    assert.equal(transport.sent.length, 1, `${bug}`);
  }
});

test("errors of other engines are known by their words", async () => {
  const network = [
    "Failed to fetch",
    "Load failed",
    "NetworkError when attempting to fetch resource.",
    "Network request failed",
    "terminated",
  ];
  for (const message of network) {
    const transport = scripted(new TypeError(message), 200);
    assert.equal((await fetchWithRetry(url, { ...QUICK, fetch: transport })).status, 200, message);
  }
});

test("networkErrors: false hands the first one on", async () => {
  const { url, journal } = await stage.play("reset,200");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, networkErrors: false }));
  assert.equal(error.reason, "error");
  assert.equal(error.attempts[0].failure, "network");
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});
