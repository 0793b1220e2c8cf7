// A request that never left may be sent again, whatever its method; one that may have arrived may not.
import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import { createServer } from "node:net";
import { test } from "node:test";
import { fetchWithRetry, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const POST = { method: "POST", body: "x" };

async function closedPort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** How a call ends that fails again and again. */
async function ended(url, policy, init) {
  const { reason, attempts } = await rejection(fetchWithRetry(url, { ...QUICK, retries: 2, ...policy }, init));
  return [reason, attempts.length, attempts[0].failure];
}

const failed = (details, message = "any text") =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(message), details) });
const url = "http://server.test/";

test("a POST to a port where nobody listens", async () => {
  const refused = `http://127.0.0.1:${await closedPort()}/`;
  for (const redirect of ["error", "manual"]) {
    assert.deepEqual(await ended(refused, {}, { ...POST, redirect }), ["attempts", 3, "network"], redirect);
    assert.deepEqual(await ended(new Request(refused, { ...POST, redirect })), ["attempts", 3, "network"], redirect);
  }
  // There, a server may have acted, and named this port in a redirect.
  assert.deepEqual(await ended(refused, {}, POST), ["not-idempotent", 1, "network"]);
  assert.deepEqual(await ended(new Request(refused, { ...POST, redirect: "error" }), {}, { redirect: "follow" }), [
    "not-idempotent",
    1,
    "network",
  ]);
});

test("a POST whose connection is lost after it was sent is not sent again", async () => {
  for (const fault of ["reset", "drop"]) {
    const { url, journal } = await stage.play(`${fault},200`);
    assert.deepEqual(await ended(url, {}, { ...POST, redirect: "error" }), ["not-idempotent", 1, "network"], fault);
    assert.equal((await journal({ hits: 1 })).hits.length, 1);
  }
});

test("a POST to a server that ends the handshake of TLS", async (t) => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const outcome = await ended(`https://127.0.0.1:${server.address().port}/`, {}, { ...POST, redirect: "error" });
  assert.deepEqual(outcome, ["attempts", 3, "network"]);
});

test("a POST whose stream HTTP/2 refuses, by itself and by a GOAWAY", async (t) => {
  const refusing = (end) => async () => {
    const server = createServer((socket) => end(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
    session.on("error", () => {});
    t.after(() => {
      session.destroy();
      server.close();
    });
    const stream = session.request({ ":path": "/", ":method": "POST" });
    stream.end("x");
    const [error] = await once(stream, "error");
    throw error;
  };
  const SETTINGS = "000000040000000000";
  const frames = { "RST_STREAM REFUSED_STREAM": "00000403000000000100000007", "GOAWAY 0": "0000080700000000000000000000000000" };
  for (const [name, frame] of Object.entries(frames)) {
    const fetch = refusing((socket) => {
      socket.on("error", () => {});
      socket.write(Buffer.from(SETTINGS, "hex"));
      socket.once("data", () => socket.write(Buffer.from(frame, "hex")));
    });
    t.mock.method(globalThis, "fetch", fetch);
    assert.deepEqual(await ended(url, {}, { ...POST, redirect: "error" }), ["attempts", 3, "network"], name);
    assert.deepEqual(await ended(url, { fetch }, { ...POST, redirect: "error" }), ["not-idempotent", 1, "network"], name);
  }
});

const connect = { syscall: "connect" };
const SEVERAL = {
  "every address refused": [{ errors: [connect, connect], code: "ECONNREFUSED" }, "attempts"],
  "every address timed out": [{ errors: [connect, connect], code: "ETIMEDOUT" }, "attempts"],
  "one of them was read from": [{ errors: [connect, { syscall: "read" }], code: "ECONNREFUSED" }, "not-idempotent"],
  "one of them says nothing": [{ errors: [connect, {}], code: "ECONNREFUSED" }, "not-idempotent"],
  "none is told": [{ errors: [], code: "ETIMEDOUT", syscall: "connect" }, "attempts"],
  "what is told is no list": [{ errors: "connect", code: "ETIMEDOUT" }, "not-idempotent"],
};
for (const [name, [details, reason]] of Object.entries(SEVERAL)) {
  test(`happy eyeballs, ${name}`, async (t) => {
    t.mock.method(globalThis, "fetch", scripted(failed(details)));
    assert.equal((await ended(url, { timeouts: true }, { ...POST, redirect: "manual" }))[0], reason);
  });
}

test("its time-out needs no good answer to vouch for it, and that of a connection in use does", async () => {
  const outcome = async (syscall) => {
    const fetch = scripted(failed({ code: "ETIMEDOUT", syscall }));
    const policy = { backoff: QUICK.backoff, budget: { initial: 9, cap: 9 }, fetch };
    const { reason, attempts } = await rejection(fetchWithRetry(url, policy));
    return [reason, attempts.length, attempts[0].failure];
  };
  assert.deepEqual(await outcome("connect"), ["attempts", 4, "timeout"]);
  assert.deepEqual(await outcome("read"), ["budget", 2, "timeout"]);
});

const refused = failed({ code: "ECONNREFUSED", syscall: "connect" });
// Deno gives no code.
const unconnected = new TypeError("error sending request for url (http://server.test/): client error (Connect): refused");

test("a transport of one's own is not believed: it may have failed at another request than this one", async () => {
  const audited = () => {
    let delivered = 0;
    const fetch = async () => {
      delivered++;
      throw refused;
    };
    return { fetch, delivered: () => delivered };
  };
  for (const redirect of ["error", "manual"]) {
    const { fetch, delivered } = audited();
    assert.deepEqual(await ended(url, { fetch }, { ...POST, redirect }), ["not-idempotent", 1, "network"]);
    assert.equal(delivered(), 1);
  }
});

test("nor is a call within a call, of which only the last attempt was never made", async (t) => {
  const inner = { ...QUICK, retries: 1, idempotencyKey: true };
  const onceMore = ({ attempt }) => attempt < 2 || undefined;
  for (const last of [refused, unconnected]) {
    const acted = [];
    const real = async (_input, { headers }) => {
      if (acted.length > 0) throw last;
      acted.push(new Headers(headers).get("idempotency-key"));
      throw failed({ code: "ECONNRESET", syscall: "read" });
    };
    const calls = {
      "that is used up": (more) => (input, init) => fetchWithRetry(input, { ...inner, ...more }, init),
      "that does not retry it": (more) => (input, init) =>
        fetchWithRetry(input, { ...inner, retries: 2, networkErrors: false, shouldRetry: onceMore, ...more }, init),
      "of an operation": (more) => (input, init) =>
        retry(() => (more.fetch ?? globalThis.fetch)(input, init), { ...QUICK, retries: 1 }),
    };
    for (const [name, call] of Object.entries(calls)) {
      acted.length = 0;
      t.mock.method(globalThis, "fetch", call({ fetch: real }));
      const outcome = await ended(url, {}, { ...POST, redirect: "manual" });
      assert.deepEqual([acted.length, outcome.slice(0, 2)], [1, ["not-idempotent", 1]], name);
      t.mock.restoreAll();
      acted.length = 0;
      t.mock.method(globalThis, "fetch", real);
      const nested = await ended(url, { fetch: call({}) }, { ...POST, redirect: "manual" });
      assert.deepEqual([acted.length, nested.slice(0, 2)], [1, outcome.slice(0, 2)], name);
      t.mock.restoreAll();
    }
  }
});
