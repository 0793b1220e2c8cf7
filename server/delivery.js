// How a body travels: encoded or not, framed in one of three ways, in pieces, whole or cut off.
import { COMMENT, isBetween } from "./event-stream.js";

/** How the end is told. */
export const FRAMINGS = ["length", "chunked", "close"];
export const CODINGS = ["gzip", "br"];
/** What comes at the cut: the end of the connection, its reset, nothing any more, or an end as if that were all. */
export const CUTS = ["fin", "rst", "stall", "quiet"];

/** A peer that gets a reset may lose what it has not read yet. After this long it has seen what was meant to arrive. */
export const SETTLE_MS = 50;
/** Larger pieces make nothing faster. */
const PIECE = 65_536;

/** Is a step's body delivered in one of these ways? */
export function isDelivered(step) {
  const { object, sse, cut, framing, connection, coding } = step;
  return [object, sse, cut, framing, connection, coding].some((field) => field !== undefined);
}

/** The coding that is used: the step's, if the client takes it. */
export function codingFor({ coding }, headers) {
  const taken = (headers["accept-encoding"] ?? "").split(",").map((one) => one.trim().split(";")[0]);
  return taken.includes(coding) ? coding : undefined;
}

/** Sends the answer. Returns when the server's part is done. */
export async function deliver(exchange, step, { status, headers, body }) {
  const { cut, how = "fin", connection, bytes: piece = PIECE, every = 0 } = step;
  const { framing = step.sse === undefined ? "length" : "chunked" } = step;
  const isCut = cut !== undefined;
  const end = Math.min(body.length, placeOf(cut, body.length));
  const told = how === "quiet" && !endsStream(exchange, step) ? end : body.length;
  exchange.begin(
    { status, headers },
    {
      length: framing === "length" ? told : undefined,
      untilClose: framing === "close",
      closes: connection === "close" || !isCut || how === "quiet",
    },
  );
  let isFirst = true;
  for (const [from, to] of pieces(step, body, end, piece)) {
    if (!isFirst && every > 0) await quiet(exchange, step, every);
    isFirst = false;
    await exchange.write(body.subarray(from, to));
    if (exchange.signal.aborted) return;
  }
  if (isCut) await cutOff(exchange, step, how, body, end);
  else exchange.finish();
}

function placeOf(cut, length) {
  if (cut === undefined) return length;
  return cut > 0 && cut < 1 ? Math.floor(cut * length) : cut;
}

/** Where pieces begin and end: an event is one, if nothing is said. */
function* pieces({ sse, bytes, coding }, body, end, most) {
  if (sse === undefined || bytes !== undefined || coding !== undefined) {
    for (let from = 0; from < end; from += most) yield [from, Math.min(end, from + most)];
    return;
  }
  let from = 0;
  for (let to = 2; to < end; to++) {
    if (body[to - 1] !== 10 || body[to - 2] !== 10) continue;
    yield [from, to];
    from = to;
  }
  if (from < end) yield [from, end];
}

/** A while without events. */
async function quiet(exchange, { commentEvery }, ms) {
  let left = ms;
  while (commentEvery !== undefined && left > commentEvery) {
    await exchange.wait(commentEvery);
    await exchange.write(COMMENT);
    left -= commentEvery;
  }
  await exchange.wait(left);
}

/** Over HTTP/2 the stream can be ended by itself. */
function endsStream(exchange, { h2 }) {
  return h2 !== undefined && exchange.isMultiplexed;
}

async function cutOff(exchange, step, how, body, end) {
  const { h2, commentEvery } = step;
  if (endsStream(exchange, step)) {
    const [, code] = /^rst:(.*)$/.exec(h2) ?? [];
    if (code === undefined) return exchange.finish();
    await exchange.wait(SETTLE_MS);
    return exchange.reset(code);
  }
  if (how === "quiet") exchange.finish();
  else if (how === "fin") exchange.close();
  else if (how === "rst") {
    await exchange.wait(SETTLE_MS);
    exchange.reset();
  } else if (commentEvery !== undefined && isBetween(new TextDecoder().decode(body), end)) {
    // Signs of life, and nothing else. In the middle of an event they would be part of it.
    for (;;) await quiet(exchange, { commentEvery }, commentEvery + 1);
  }
}
