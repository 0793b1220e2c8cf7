import assert from "node:assert/strict";
import { test } from "node:test";
import { FAULTS } from "../script.js";
import { get, rawRequest, startFor } from "../support/client.js";

const lastHit = async (server, id) => (await server.journal(id, { hits: 1, open: 0 })).hits.at(-1);

test("hang: no answer until the client gives up", async (t) => {
  const server = await startFor(t);
  const controller = new AbortController();
  const call = server.play("a?script=hang", { signal: controller.signal });
  const { hits, openConnections } = await server.journal("a", { hits: 1 });
  assert.deepEqual([hits[0].ended, hits[0].endedAt, openConnections], ["open", null, 1]);
  controller.abort();
  await assert.rejects(call, { name: "AbortError" });
  const { status, ended } = await lastHit(server, "a");
  assert.deepEqual([status, ended], [null, "client-closed"]);
});

test("reset: the connection breaks before anything is said", async (t) => {
  const server = await startFor(t);
  const raw = await rawRequest(server.url, get("/play/a?script=reset"));
  assert.deepEqual([await raw.ended, raw.text], ["ECONNRESET", ""]);
  await assert.rejects(server.play("b?script=reset"), (error) => error.cause.code === "ECONNRESET");
  const hit = await lastHit(server, "a");
  assert.deepEqual([hit.status, hit.ended], [null, "server-closed"]);
});

test("reset-after-headers: the headers arrive, the body breaks off", async (t) => {
  const server = await startFor(t);
  const response = await server.play("a?script=201;reset-after-headers");
  assert.equal(response.status, 201);
  await assert.rejects(response.text(), (error) => error.cause.code === "ECONNRESET");
  const hit = await lastHit(server, "a");
  assert.deepEqual([hit.status, hit.ended], [201, "server-closed"]);
});

test("truncate: 1000 bytes promised, 100 sent", async (t) => {
  const server = await startFor(t);
  const raw = await rawRequest(server.url, get("/play/a?script=truncate"));
  assert.equal(await raw.ended, "end");
  const [head, body] = raw.text.split("\r\n\r\n");
  assert.match(head, /content-length: 1000/);
  assert.equal(body.length, 100);
  await assert.rejects((await server.play("a")).text());
  const hit = await lastHit(server, "a");
  assert.deepEqual([hit.status, hit.ended], [200, "server-closed"]);
});

test("drop: a clean close without an answer", async (t) => {
  const server = await startFor(t);
  const raw = await rawRequest(server.url, get("/play/a?script=drop"));
  assert.deepEqual([await raw.ended, raw.text], ["end", ""]);
  const hit = await lastHit(server, "a");
  assert.deepEqual([hit.status, hit.ended], [null, "server-closed"]);
});

test("slow: the whole body, piece by piece", async (t) => {
  const server = await startFor(t);
  await server.put("a", { steps: [{ fault: "slow", bytes: 4, every: 20, body: "0123456789" }] });
  const response = await server.play("a");
  assert.equal(response.headers.get("content-length"), "10");
  const pieces = [];
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) pieces.push(piece);
  assert.equal(pieces.join(""), "0123456789");
  const hit = await lastHit(server, "a");
  assert.equal(hit.ended, "completed");
  assert.ok(hit.endedAt - hit.at >= 38, `two waits of 20 ms took ${hit.endedAt - hit.at} ms`);
});

test("endless: the body goes on until the client cancels it", async (t) => {
  const server = await startFor(t);
  const response = await server.play("a?script=endless;bytes=10;every=1");
  assert.equal(response.status, 503);
  const reader = response.body.getReader();
  let bytes = 0;
  while (bytes < 100) bytes += (await reader.read()).value.length;
  assert.equal((await server.journal("a")).openConnections, 1);
  await reader.cancel();
  const hit = await lastHit(server, "a");
  assert.deepEqual([hit.status, hit.ended], [503, "client-closed"]);
});

test("a delay ends with its client, and so does an unfinished request", async (t) => {
  const server = await startFor(t);
  const waiting = await rawRequest(server.url, get("/play/a?script=200;delay=60000"));
  await server.journal("a", { hits: 1 });
  waiting.socket.destroy();
  assert.equal((await lastHit(server, "a")).ended, "client-closed");

  const sending = await rawRequest(server.url, get("/play/b?script=drop", { method: "POST", headers: "Content-Length: 9\r\n" }));
  sending.socket.write("abc");
  await server.journal("b", { hits: 1 });
  sending.socket.end();
  const { hits, effects } = await server.journal("b", { open: 0 });
  assert.deepEqual([hits[0].bodySha256, hits[0].ended, effects], [null, "client-closed", 0]);
});

test("close() ends every kind of connection, and waits for none", { timeout: 30_000 }, async (t) => {
  const server = await startFor(t);
  const idle = await rawRequest(server.url, "");
  const open = [idle];
  for (const fault of ["hang", "endless", "slow", "200;delay=60000"]) {
    const id = fault.slice(0, 3);
    open.push(await rawRequest(server.url, get(`/play/${id}?script=${fault}${fault === "slow" ? ";every=60000" : ""}`)));
    await server.journal(id, { hits: 1 });
  }
  const watcher = await rawRequest(server.url, get("/journal/hang?wait=60000&hits=99"));
  await server.close();
  await Promise.all([...open, watcher].map(({ ended }) => ended));
});

test("every fault has a player: none is answered by a crash", async (t) => {
  const server = await startFor(t);
  for (const fault of Object.keys(FAULTS)) {
    const { socket } = await rawRequest(server.url, get(`/play/${fault}?script=${fault}`));
    await server.journal(fault, { hits: 1 });
    socket.destroy();
    assert.notEqual((await lastHit(server, fault)).ended, "open", fault);
  }
});
