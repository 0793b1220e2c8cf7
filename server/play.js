// What a request to /play/:id is: the next step of its script, played on its wire.
import { answerOf, headersOf } from "./answer.js";
import { corsHeaders } from "./cors.js";
import { Exchange } from "./exchange.js";
import { playOnWire } from "./faults.js";
import { checkId } from "./refusal.js";
import { NO_BODY, parseCompactScript } from "./script.js";

/** What is sent where the worker's queue has no room. */
const FULL = { status: 503 };

/** The record of an id, which is defined now if it is new and the query has a script. */
export function findOrDefine(journal, givenId, query) {
  const id = checkId(givenId);
  return journal.find(id) ?? (query.script === undefined ? undefined : journal.define(id, parseCompactScript(query)));
}

export async function playNext(record, wire) {
  const { exchange, attempt, step: wanted } = record.begin((about) => new Exchange(wire, about));
  let step = wanted;
  try {
    await exchange.readBody();
  } catch {
    // The client left before its request was complete. Nothing was asked for, so nothing is done.
    return;
  }
  if (step.worker !== undefined && !(await record.work(step.worker))) step = FULL;
  const { method, headers } = wire;
  const key = keyOf(headers["idempotency-key"]);
  const { definedAt } = record;
  const encode = wire.encode?.bind(wire);
  const own = answerOf(step, { id: record.id, attempt, method, idempotencyKey: key }, { method, headers, definedAt, encode });
  // The work comes before the delay: a client that gives up waiting does not undo it.
  const content = step.effect ? record.act(key, own) : own;
  // Who left while a worker was at it is told nothing.
  if (exchange.signal.aborted) return;
  try {
    await playOnWire(exchange, step, {
      // Called when the answer is sent, so that its dates do not lag by the delay.
      answer: () => ({
        ...content,
        headers: { ...corsHeaders(record.cors, headers), ...content.headers, ...headersOf(step, Date.now()) },
      }),
      bodiless: method === "HEAD" || NO_BODY.includes(content.status),
    });
  } catch (error) {
    if (!exchange.signal.aborted) throw error;
  }
}

// Some services want the key as it is, the IETF draft wants a quoted string: the same key either way.
function keyOf(header) {
  if (header === undefined) return null;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(header);
  return quoted ? quoted[1].replace(/\\(.)/g, "$1") : header;
}
