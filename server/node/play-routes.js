// ANY /play/:id in Node.
import { METHODS } from "node:http";
import { corsHeaders, isPreflight, preflightHeaders } from "../cors.js";
import { findOrDefine, playNext } from "../play.js";
import { noScript } from "../refusal.js";
import { Http2Wire } from "./h2-wire.js";
import { NodeWire } from "./wire.js";

export function playRoutes(app, journal) {
  for (const method of METHODS) {
    if (method !== "CONNECT" && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  // A hook, because it runs before Fastify looks at the body: Fastify refuses content types that a test may well send.
  const onRequest = (request, reply, done) => {
    if (isPreflight(request)) answerPreflight(journal, request, reply);
    else answer(journal, request, reply, done);
  };
  const refuse = ({ params }) => {
    throw noScript(params.id);
  };
  app.all("/play/:id", { onRequest }, refuse);
  app.all("/play/:id/*", { onRequest }, refuse);
}

function answer(journal, request, reply, done) {
  // A page may always see why there is nothing to play.
  reply.headers(corsHeaders("exposed", request.headers));
  const record = findOrDefine(journal, request.params.id, request.query);
  if (record === undefined) return done();
  reply.hijack();
  const Wire = request.raw.httpVersionMajor === 2 ? Http2Wire : NodeWire;
  playNext(record, new Wire(request.raw, reply.raw));
}

function answerPreflight(journal, request, reply) {
  let record;
  try {
    record = findOrDefine(journal, request.params.id, request.query);
  } catch {
    // The request that follows is told what is wrong with its script; a preflight could not show it.
  }
  record?.preflight();
  reply
    .code(204)
    .headers(preflightHeaders(record?.cors ?? "exposed", request.headers))
    .send();
}
