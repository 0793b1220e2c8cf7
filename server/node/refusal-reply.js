// How Fastify says no when the server means it.
import { Refusal, refusalOf } from "../refusal.js";

export function sendRefusal(error, _request, reply) {
  const { status, type, text } = refusalOf(error);
  reply.code(status).type(type).send(text);
}

export function nothingHere({ url }, reply) {
  sendRefusal(new Refusal(404, `Nothing is served at ${url}.`), undefined, reply);
}
