// A server of event streams within the test: it goes on after Last-Event-ID, and its connections end and come in pieces as the test says.
import { turnOfTheLoop } from "./turn.js";

const encoder = new TextEncoder();

/** Waits of no time, and nothing that would end a stream before its test does. */
export const PATIENT = { budget: false, deadline: false, retries: 50, backoff: { type: "constant", base: 0 }, jitter: "none" };

/** An answer with these pieces (texts or bytes), whose end is an error if `breaks`, a silence if `hangs`. */
export function streamOf(pieces, { breaks, hangs, status = 200, headers, onCancel } = {}) {
  const queue = [...pieces];
  const body = new ReadableStream(
    {
      pull(controller) {
        const piece = queue.shift();
        if (piece !== undefined) controller.enqueue(typeof piece === "string" ? encoder.encode(piece) : piece);
        else if (breaks) controller.error(breaks === true ? new TypeError("terminated") : breaks);
        else if (!hangs) controller.close();
        else return new Promise(() => {});
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers: { "content-type": "text/event-stream", ...headers } });
}

/** Bytes in pieces of this size. */
export function inPieces(bytes, size) {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));
}

/**
 * A transport that takes one step after the other, the last one again and again: a function of the request that makes the answer. What was
 * asked is in `asked`: method, address, headers, body.
 */
export function streamServer(...steps) {
  const asked = [];
  const fetch = async (input, init) => {
    const request = { method: init.method ?? "GET", url: `${input}`, headers: new Headers(init.headers), body: init.body };
    asked.push(Object.assign(request, { cursor: request.headers.get("last-event-id"), signal: init.signal }));
    const step = steps[Math.min(asked.length, steps.length) - 1];
    return typeof step === "function" ? step(request) : step;
  };
  return Object.assign(fetch, { asked });
}

/** All events of a stream, and the error that ended it, if one did. */
export async function collected(stream, { most = Number.POSITIVE_INFINITY } = {}) {
  const got = [];
  try {
    for await (const event of stream) {
      got.push(event);
      if (got.length >= most) break;
    }
  } catch (error) {
    return { got, error };
  }
  return { got };
}

/** What this package calls of a server's events. */
export const idAndData = (events) => events.map(({ id, data }) => [id, data]);

/** Events as a server writes them. */
export const written = (events) =>
  events
    .map(({ type, id, data }) => `${type ? `event: ${type}\n` : ""}${id === undefined ? "" : `id: ${id}\n`}data: ${data}\n\n`)
    .join("");

/** A promise that is settled when the test says so. */
export async function turns(count = 5) {
  for (let turn = 0; turn < count; turn++) await turnOfTheLoop();
}
