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

export function noScript(id) {
  return new Refusal(404, `There is no script for ${id}: PUT one to /scripts/${id}, or add ?script=503,200 to this address.`);
}

/** What is said of an error: its own words if it is a refusal. */
export function refusalOf(error) {
  return { status: error.statusCode ?? 500, type: "text/plain; charset=utf-8", text: `${error.message}\n` };
}
