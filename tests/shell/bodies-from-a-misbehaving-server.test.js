// The module, a server that lies, changes and cuts, and real connections between them: what is delivered are the first bytes of
// one version of the object, and all of them where the end could be noticed. Who reads is the least that can: no waits, no policy.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { pipeline } from "node:stream";
import { test } from "node:test";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { start } from "../../server/app.js";
import { objectBytes } from "../../server/object.js";
import { shell } from "./support/shell.js";

const { HOLDFAST_BODY, HOLDFAST_BODIES = "120", HOLDFAST_SEED = "1" } = process.env;
assert.ok(HOLDFAST_BODY, "`cargo xtask test --only shell` builds the module");
const compiled = new WebAssembly.Module(readFileSync(HOLDFAST_BODY));
globalThis.makeBody = () => new WebAssembly.Instance(compiled).exports;
const codes = await shell("body-core", { "body-module": "export const instantiateBody = () => globalThis.makeBody();" }, [
  "generated/body-codes",
]);
const { BodyCore, BODY_FIELDS, BODY_ROOM, BODY_READ, BODY_CLOSE, BODY_AGAIN, BODY_NEXT, BODY_USELESS, BODY_REFUSE } = codes;
const SEEN = codes.BODY_BARE | codes.BODY_SAME | codes.BODY_HELD;
const MOST_REQUESTS = 30;

/**
 * Asks as fetch does, on a connection of its own. Not by fetch itself: Node's (22.23) can end the process where a connection ends
 * while its reader is not ready.
 */
async function ask(url, { method = "GET", headers = {}, body } = {}) {
  const coding = headers.range === undefined ? "gzip, br" : "identity";
  const request = http.request(url, { method, agent: false, headers: { "accept-encoding": coding, ...headers } });
  // After the answer it is the reader who is told.
  request.on("error", () => {});
  request.end(body);
  const [response] = await once(request, "response");
  return response;
}

/** Its body, decoded. */
function decoded(response) {
  const decoders = { gzip: createGunzip, br: createBrotliDecompress };
  const decoder = decoders[response.headers["content-encoding"]];
  return decoder === undefined ? response : pipeline(response, decoder(), () => {});
}

/** Reads a body to its end, and tells how that came. */
async function read(url, tally) {
  const body = new BodyCore(2 ** 22, 8);
  const delivered = [];
  let marks;
  let headers = {};
  for (let requests = 0; requests < MOST_REQUESTS; requests++) {
    const response = await ask(url, { headers });
    marks ??= [undefined, response.headers.etag, response.headers["last-modified"]];
    const head = BODY_FIELDS.map((field) => response.headers[field] ?? "").join("\n");
    let step = body.answer(requests === 0, response.statusCode, head, SEEN);
    if (step === BODY_READ) step = await rest(body, response, delivered, tally);
    else response.destroy();
    if (step !== BODY_AGAIN && step !== BODY_NEXT && step !== BODY_USELESS) {
      const why = step === BODY_REFUSE ? codes.BODY_REFUSALS[body.numbers[0]] : undefined;
      const whole = { isDone: step === BODY_CLOSE, why, bytes: Buffer.concat(delivered), requests: requests + 1 };
      body.release();
      return whole;
    }
    body.tell(codes.BODY_QUESTION);
    const [first, last, mark] = body.numbers;
    headers = first < 0 ? {} : { range: `bytes=${first}-${last < 0 ? "" : last}`, "if-range": marks[mark] };
  }
  body.release();
  return { isDone: false, bytes: Buffer.concat(delivered), requests: MOST_REQUESTS };
}

async function rest(body, response, delivered, tally) {
  const way = response.statusCode === 206 ? "ranges" : "proofs";
  try {
    for await (const chunk of decoded(response)) {
      for (let at = 0; at < chunk.length; at += BODY_ROOM) {
        const piece = chunk.subarray(at, at + BODY_ROOM);
        const step = body.bytes(piece);
        if (step !== BODY_READ) return step;
        const [known] = body.numbers;
        if (known > 0 && known < piece.length) tally[way]++;
        delivered.push(piece.slice(known));
      }
    }
  } catch {
    return body.tell(codes.BODY_BROKEN);
  }
  return body.tell(codes.BODY_END);
}

/** Numbers in [0, 1), always the same ones: mulberry32. */
function randomly(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RANGES = [
  "ignore",
  "no-if-range",
  "short:70000",
  "short:70000",
  "short:9000",
  "short:9000",
  "wrong-start",
  "wrong-size",
  "star",
  "shifted",
  "excess",
  "multipart",
  "no-content-range",
];

/** A script, the versions that it has, and whether its end can always be noticed. */
function scripted(random) {
  const of = (list) => list[Math.floor(random() * list.length)];
  const length = Math.floor(random() < 0.3 ? 70_000 + random() * 200_000 : 200 + random() * 20_000);
  const seed = Math.floor(random() * 1e6);
  const tag = of(["strong", "strong", "strong", "weak", "none", "none", "same", "other"]);
  const modified = random() < 0.5 ? { modified: of([30, 60, 90]) } : {};
  const versions = [{ seed, length }];
  let isNoticed = true;
  const steps = Array.from({ length: 1 + Math.floor(random() * 6) }, (_, number) => {
    let object = versions[0];
    if (number > 0 && random() < 0.12) {
      // A tag that lies is found out where the bytes before the cut differ.
      const from = tag === "same" || random() < 0.5 ? {} : { from: Math.floor(random() * length) };
      object = { seed, length: random() < 0.2 ? length + 50 : length, version: 1 + number, ...from };
      versions.push(object);
    }
    if (number > 0 && random() < 0.08) return { object, status: of([404, 416, 503]) };
    const step = { object, tag, ...modified, framing: of(["length", "length", "chunked"]) };
    if (random() < 0.4) step.ranges = of(RANGES);
    if (random() < 0.1) step.coding = of(["gzip", "br"]);
    if (random() < 0.75) Object.assign(step, { cut: of([0.3, 0.6, 0.9, 50, 1500, 66_000]), how: of(["fin", "rst"]) });
    if (random() < 0.02) Object.assign(step, { cut: 0.5, how: "quiet" });
    // An end as if that were all is one.
    if (step.how === "quiet") isNoticed = false;
    return step;
  });
  return { steps, versions, isNoticed };
}

test(`${HOLDFAST_BODIES} random bodies have no wrong byte, and none is cut short that could be noticed`, async (t) => {
  const server = await start();
  t.after(() => server.close());
  const random = randomly(Number(HOLDFAST_SEED));
  const tally = { done: 0, continued: 0, ranges: 0, proofs: 0, refused: {} };
  for (let number = 0; number < Number(HOLDFAST_BODIES); number++) {
    const { steps, versions, isNoticed } = scripted(random);
    // biome-ignore lint/suspicious/noThenProperty: a word of the script language.
    const script = { steps, then: "repeat" };
    const put = await ask(`${server.url}/scripts/a`, { method: "PUT", body: JSON.stringify(script) });
    put.resume();
    assert.equal(put.statusCode, 204);
    const { isDone, why, bytes, requests } = await read(`${server.url}/play/a`, tally);
    const told = `body ${number}, seed ${HOLDFAST_SEED}: ${JSON.stringify(script)}`;
    const whole = versions
      .map((version) => Buffer.from(objectBytes(version)))
      .filter((one) => one.subarray(0, bytes.length).equals(bytes));
    assert.ok(whole.length > 0, `wrong bytes: ${told}`);
    if (isDone && isNoticed)
      assert.ok(
        whole.some((one) => one.length === bytes.length),
        `cut short: ${told}`,
      );
    assert.notEqual(why, "out-of-turn", told);
    if (isDone) tally.done++;
    if (isDone && requests > 1) tally.continued++;
    if (why) tally.refused[why] = (tally.refused[why] ?? 0) + 1;
  }
  t.diagnostic(JSON.stringify(tally));
  const enough = Number(HOLDFAST_BODIES) / 40;
  assert.ok(
    Math.min(tally.done, tally.continued, tally.ranges, tally.proofs, tally.refused.changed) > enough,
    JSON.stringify(tally),
  );
});
