// How the server says no when it means it: a status and a sentence, in plain text.

export class Refusal extends Error {
  constructor(statusCode, sentence) {
    super(sentence);
    this.statusCode = statusCode;
  }
}

export function checkId(id) {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return id;
  throw new Refusal(400, `The id must be 1 to 64 letters, digits, "_" or "-", but is ${JSON.stringify(id)}.`);
}

export function sendRefusal(error, _request, reply) {
  reply
    .code(error.statusCode ?? 500)
    .type("text/plain; charset=utf-8")
    .send(`${error.message}\n`);
}

export function nothingHere({ url }, reply) {
  sendRefusal(new Refusal(404, `Nothing is served at ${url}.`), undefined, reply);
}
