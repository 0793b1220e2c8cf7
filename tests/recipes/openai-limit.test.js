// docs/recipes/openai.md against a limit of ten requests a second, beside the client alone.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { printed } from "../package/support/child.js";
import { blockOf, replaced } from "./support/recipe.js";

const CALLS = 100;

/** A bucket of ten requests that fills by ten a second. To the others it says `Retry-After: 1`. */
async function limited() {
  let [allowance, filledAt] = [10, performance.now()];
  const seen = { tooMany: 0 };
  const answer = JSON.stringify({
    id: "1",
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: "Hold." } }],
  });
  const server = createServer((request, response) => {
    request.resume();
    const now = performance.now();
    allowance = Math.min(10, allowance + (now - filledAt) / 100);
    filledAt = now;
    const isOver = allowance < 1;
    if (isOver) seen.tooMany++;
    else allowance--;
    const headers = { "content-type": "application/json", ...(isOver && { "retry-after": "1" }) };
    response.writeHead(isOver ? 429 : 200, headers).end(isOver ? '{"error":{"message":"too many"}}' : answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, close };
}

/** In place of the recipe's one question: a hundred of them, so many at a time. */
const job = (atOnce) => `
const lost = [];
let asked = 0;
const worker = async () => {
  while (asked++ < ${CALLS}) {
    const question = { model: "gpt-4o", messages: [{ role: "user", content: "Any advice?" }] };
    await client.chat.completions.create(question).catch((error) => lost.push(String(error)));
  }
};
await Promise.all(Array.from({ length: ${atOnce} }, worker));
console.log(JSON.stringify(lost));
`;

const ALONE = { fetch: "fetch, maxRetries: 0", client: "maxRetries: 2" };

/** What is lost, and how often the server had to say 429. */
async function run(change, atOnce) {
  const server = await limited();
  try {
    const code = change(blockOf("openai", "ES module", server.url));
    const question = code.indexOf("const stream");
    assert.ok(question > 0);
    const lost = await printed(code.slice(0, question) + job(atOnce), { limit: 120_000 });
    return { lost, tooMany: server.seen.tooMany };
  } finally {
    server.close();
  }
}

for (const [name, atOnce] of [
  ["20 workers", 20],
  ["all at once", CALLS],
]) {
  test(`a hundred calls, ${name}: none is lost, and the limit has to refuse fewer than of the client alone`, async () => {
    const recipe = await run((code) => code, atOnce);
    const alone = await run((code) => replaced(code, ALONE.fetch, ALONE.client), atOnce);
    assert.deepEqual(recipe.lost, []);
    assert.ok(
      recipe.tooMany > 20 && recipe.tooMany < alone.tooMany,
      `${recipe.tooMany}, and ${alone.tooMany} of the client alone`,
    );
    console.log(
      `${name}: ${recipe.tooMany} × 429, none lost; the client alone: ${alone.tooMany} × 429, ${alone.lost.length} lost`,
    );
  });
}
