import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:http2";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import { selfSigned } from "../node/certificate.js";
import { objectBytes } from "../object.js";
import { startFor } from "../support/client.js";

const WHOLE = objectBytes({ seed: 2, length: 100_000 });

/** A server on two ports, and a way to ask on the second. */
async function both(t) {
  const server = await startFor(t, { h2Port: 0 });
  const session = connect(server.h2.url, { ca: server.h2.cert });
  session.on("error", () => {});
  t.after(() => session.destroy());
  return { ...server, session, ask: (path, headers) => ask(session, path, headers) };
}

/** Headers, bytes and how the stream ended. */
async function ask(session, path, headers) {
  const stream = session.request({ ":path": path, ...headers });
  const parts = [];
  let said = {};
  let failure;
  stream.on("response", (response) => {
    said = response;
  });
  stream.on("data", (part) => parts.push(part));
  stream.on("error", (error) => {
    failure = error.code;
  });
  await once(stream, "close").catch(() => {});
  return { headers: said, bytes: new Uint8Array(Buffer.concat(parts)), code: stream.rstCode, failure };
}

test("the certificate is good for this address, by its own word", () => {
  const { cert } = selfSigned();
  const read = new X509Certificate(cert);
  assert.equal(read.checkIP("127.0.0.1"), "127.0.0.1");
  assert.equal(read.checkHost("localhost"), "localhost");
  assert.ok(read.verify(read.publicKey));
  const now = Date.now();
  assert.ok(Date.parse(read.validFrom) < now && Date.parse(read.validTo) > now + 300 * 86_400_000);
  assert.notEqual(selfSigned().cert, cert);
});

test("the same scripts are played, and the same journal is kept", async (t) => {
  const { ask, url, h2 } = await both(t);
  assert.match(h2.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  const answer = await ask("/play/a/b?script=503;retry-after=2,200");
  assert.deepEqual([answer.headers[":status"], answer.headers["retry-after"], answer.code], [503, "2", 0]);
  assert.equal((await fetch(`${url}/play/a`)).status, 200);
  const { hits } = await (await fetch(`${url}/journal/a?wait=5000&open=0`)).json();
  assert.deepEqual(
    hits.map((hit) => [hit.url, hit.method, hit.status, hit.ended]),
    [
      ["/play/a/b?script=503;retry-after=2,200", "GET", 503, "completed"],
      ["/play/a", "GET", 200, "completed"],
    ],
  );
  assert.ok(!Object.keys(hits[0].headers).some((name) => name.startsWith(":")));
});

test("an object and its ranges, byte by byte, however it is framed elsewhere", async (t) => {
  const { ask } = await both(t);
  for (const framing of ["length", "chunked", "close"]) {
    const whole = await ask(`/play/${framing}?script=object=2:100000;framing=${framing};connection=close`);
    assert.deepEqual([whole.headers[":status"], whole.code, whole.failure], [200, 0, undefined]);
    assert.equal(whole.headers["content-length"], framing === "length" ? "100000" : undefined);
    assert.equal(whole.headers.connection, undefined);
    assert.deepEqual(whole.bytes, WHOLE);
  }
  const part = await ask("/play/length", { range: "bytes=99000-" });
  assert.deepEqual([part.headers[":status"], part.headers["content-range"]], [206, "bytes 99000-99999/100000"]);
  assert.deepEqual(part.bytes, WHOLE.slice(99_000));
});

test("end-short: the stream ends well, with less than was promised", async (t) => {
  const { h2, ask, journal } = await both(t);
  // Most clients notice, and say that they were told otherwise; so the frames themselves are looked at.
  const { data, isEnded, isReset } = await frames(h2, "/play/a?script=object=2:100000;cut=0.5;h2=end-short");
  assert.deepEqual([isEnded, isReset], [true, false]);
  assert.deepEqual(data, WHOLE.slice(0, 50_000));
  const { headers, bytes } = await ask("/play/a");
  assert.deepEqual([headers["content-length"], bytes], ["100000", WHOLE.slice(0, 50_000)]);
  const { hits } = await journal("a", { open: 0 });
  assert.deepEqual([hits[0].status, hits[0].ended], [200, "completed"]);
});

/** The frames of one stream, by a client that minds nothing (RFC 9113 4.1, RFC 7541). */
async function frames({ url, cert }, path) {
  const { hostname: host, port } = new URL(url);
  const socket = connectTls({ host, port: Number(port), ca: cert, ALPNProtocols: ["h2"] });
  const [DATA, HEADERS, RST_STREAM, SETTINGS] = [0, 1, 3, 4];
  const frame = (type, flags, stream, payload = Buffer.alloc(0)) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head.writeUInt8(type, 3);
    head.writeUInt8(flags, 4);
    head.writeUInt32BE(stream, 5);
    return Buffer.concat([head, payload]);
  };
  const literal = (index, text) => Buffer.concat([Buffer.from([index, text.length]), Buffer.from(text)]);
  // GET and https by their numbers; :path and :authority written out. It ends headers, and the stream.
  const asked = Buffer.concat([Buffer.from([0x82, 0x87]), literal(0x04, path), literal(0x01, host)]);
  socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  socket.write(Buffer.concat([frame(SETTINGS, 0, 0), frame(HEADERS, 0x05, 1, asked)]));
  const seen = { data: [], isEnded: false, isReset: false };
  let buffer = Buffer.alloc(0);
  for await (const part of socket) {
    buffer = Buffer.concat([buffer, part]);
    while (buffer.length >= 9 && buffer.length >= 9 + buffer.readUIntBE(0, 3)) {
      const end = 9 + buffer.readUIntBE(0, 3);
      const [type, flags, stream, payload] = [buffer[3], buffer[4], buffer.readUInt32BE(5), buffer.subarray(9, end)];
      if (type === DATA) seen.data.push(payload);
      if (stream === 1 && (type === DATA || type === HEADERS)) seen.isEnded ||= (flags & 1) === 1;
      seen.isReset ||= type === RST_STREAM;
      buffer = buffer.subarray(end);
    }
    if (seen.isEnded || seen.isReset) break;
  }
  socket.destroy();
  return { ...seen, data: new Uint8Array(Buffer.concat(seen.data)) };
}

test("rst: the stream is reset with the code, and others on the connection go on", async (t) => {
  const { ask, journal } = await both(t);
  for (const [code, number] of [
    ["CANCEL", 8],
    ["NO_ERROR", 0],
    ["INTERNAL_ERROR", 2],
    ["REFUSED_STREAM", 7],
  ]) {
    const [broken, other] = await Promise.all([
      ask(`/play/${code}?script=object=2:100000;cut=3000;h2=rst:${code}`),
      ask(`/play/other-${code}?script=object=2:100000;bytes=20000;every=30`),
    ]);
    assert.deepEqual([broken.code, broken.bytes], [number, WHOLE.slice(0, 3000)], code);
    assert.equal((await journal(code, { open: 0 })).hits[0].ended, "server-closed");
    assert.deepEqual(other.bytes, WHOLE, code);
  }
});

test("a stream that stalls is the client's to end, and a connection that is cut ends all of its streams", async (t) => {
  const { session, ask, journal } = await both(t);
  const stalled = session.request({ ":path": "/play/a?script=object=2:100000;cut=3000;how=stall" });
  stalled.on("error", () => {});
  await once(stalled, "data");
  stalled.close(8);
  assert.equal((await journal("a", { open: 0 })).hits[0].ended, "client-closed");
  const [cut, other] = await Promise.all([
    ask("/play/b?script=object=2:100000;cut=3000;delay=30"),
    ask("/play/c?script=object=2:100000;bytes=1000;every=30"),
  ]);
  assert.ok(other.bytes.length < 100_000 && cut.bytes.length <= 3000);
  assert.ok(session.closed);
});

test("over HTTP/1.1 the same step does what `how` says", async (t) => {
  const { play } = await both(t);
  const response = await play("a?script=object=2:100000;cut=3000;how=quiet;h2=rst:CANCEL");
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), WHOLE.slice(0, 3000));
});
