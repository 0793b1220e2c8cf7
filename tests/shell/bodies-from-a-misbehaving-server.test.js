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
import { faultOf, randomly, scripted } from "../package/support/random-bodies.js";
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

test(`${HOLDFAST_BODIES} random bodies have no wrong byte, and none is cut short that could be noticed`, async (t) => {
  const server = await start();
  t.after(() => server.close());
  const random = randomly(Number(HOLDFAST_SEED));
  const tally = { done: 0, continued: 0, ranges: 0, proofs: 0, refused: {} };
  for (let number = 0; number < Number(HOLDFAST_BODIES); number++) {
    const body = scripted(random);
    const script = JSON.stringify(body.script);
    const put = await ask(`${server.url}/scripts/a`, { method: "PUT", body: script });
    put.resume();
    assert.equal(put.statusCode, 204);
    const { isDone, why, bytes, requests } = await read(`${server.url}/play/a`, tally);
    const told = `body ${number}, seed ${HOLDFAST_SEED}: ${script}`;
    assert.equal(faultOf(body, bytes, isDone), undefined, told);
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
