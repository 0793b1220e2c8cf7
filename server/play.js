// ANY /play/:id, where scripts are played.
import { METHODS } from "node:http";
import { answerOf, headersOf } from "./answer.js";
import { corsHeaders, isPreflight, preflightHeaders } from "./cors.js";
import { playOnWire } from "./faults.js";
import { checkId, Refusal } from "./refusal.js";
import { NO_BODY, parseCompactScript } from "./script.js";

export function playRoutes(app, journal) {
  for (const method of METHODS) {
    if (method !== "CONNECT" && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  // A hook, because it runs before Fastify looks at the body: Fastify refuses content types that a test may well send.
  const onRequest = (request, reply, done) => {
    if (isPreflight(request)) answerPreflight(journal, request, reply);
    else answer(journal, request, reply, done);
  };
  app.all("/play/:id", { onRequest }, noScript);
  app.all("/play/:id/*", { onRequest }, noScript);
}

function answer(journal, request, reply, done) {
  // A page may always see why there is nothing to play.
  reply.headers(corsHeaders("exposed", request.headers));
  const record = findOrDefine(journal, request);
  if (record === undefined) return done();
  reply.hijack();
  playNext(record, request.raw, reply.raw);
}

function answerPreflight(journal, request, reply) {
  let record;
  try {
    record = findOrDefine(journal, request);
  } catch {
    // The request that follows is told what is wrong with its script; a preflight could not show it.
  }
  record?.preflight();
  reply
    .code(204)
    .headers(preflightHeaders(record?.cors ?? "exposed", request.headers))
    .send();
}

function findOrDefine(journal, { params, query }) {
  const id = checkId(params.id);
  return journal.find(id) ?? (query.script === undefined ? undefined : journal.define(id, parseCompactScript(query)));
}

async function playNext(record, request, response) {
  const { exchange, attempt, step } = record.begin(request, response);
  try {
    await exchange.readBody();
  } catch {
    // The client left before its request was complete. Nothing was asked for, so nothing is done.
    return;
  }
  const { method, headers } = request;
  const key = keyOf(headers["idempotency-key"]);
  const own = answerOf(step, { id: record.id, attempt, method, idempotencyKey: key });
  // The work comes before the delay: a client that gives up waiting does not undo it.
  const content = step.effect ? record.act(key, own) : own;
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

function noScript({ params: { id } }) {
  throw new Refusal(404, `There is no script for ${id}: PUT one to /scripts/${id}, or add ?script=503,200 to this address.`);
}
