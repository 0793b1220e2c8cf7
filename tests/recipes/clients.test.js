// docs/recipes: ky, axios and openai with a fetch that holds on; failures in a 200.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "../package/support/child.js";
import { openStage } from "../package/support/stage.js";
import { blockOf, replaced, stripped } from "./support/recipe.js";

const stage = await openStage();

/** Runs a recipe against a server that plays a script, and gives what it printed and what the server saw. */
async function played(recipe, script, hits, change = (code) => code) {
  const { url, journal } = await stage.play(script);
  const { code, stdout, stderr } = await run(stripped(change(blockOf(recipe, "ES module", url))));
  return { code, stdout, stderr, hits: (await journal({ hits })).hits };
}

const json = (body) => ({ status: 200, headers: { "content-type": "application/json" }, body });
const keys = (hits) => new Set(hits.map(({ headers }) => headers["idempotency-key"]));
const bodies = (hits) => new Set(hits.map(({ bodySha256 }) => bodySha256));

for (const recipe of ["ky", "axios"]) {
  test(`${recipe}: a POST survives two failures, with one key and one body`, async () => {
    const { code, stdout, stderr, hits } = await played(recipe, ["503", "drop", json({ order: 1 })], 3);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "{ order: 1 }\n");
    assert.equal(hits.length, 3);
    assert.ok(
      hits.every(
        ({ method, url, bodyBytes }) => method === "POST" && url.endsWith("/orders") && bodyBytes === '{"item":7}'.length,
      ),
    );
    assert.deepEqual([keys(hits).size, keys(hits).has(undefined), bodies(hits).size], [1, false, 1]);
  });
}

test("ky: a final status is its HTTPError, with a report", async () => {
  const { code, stdout, stderr, hits } = await played("ky", "404", 1);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "404 status\n");
  assert.equal(hits.length, 1);
});

// The first attempt fails, and the second could only come after the deadline.
const hopeless = (code) =>
  replaced(code, 'deadline: "1m"', 'deadline: "1m", attemptTimeout: false, backoff: { base: "2m", cap: "2m" }, jitter: "none"');

test("ky: without any answer, the RetryError comes through", async () => {
  const { code, stderr, hits } = await played("ky", "reset", 1, hopeless);
  assert.equal(code, 1);
  assert.match(stderr, /^RetryError: POST .*\/orders: no time left before the deadline/m);
  assert.equal(hits.length, 1);
});

test("axios: without any answer, the RetryError is the cause", async () => {
  const { code, stderr, hits } = await played("axios", "reset", 1, hopeless);
  assert.equal(code, 1);
  assert.match(stderr, /AxiosError[\s\S]*\[cause\]: RetryError: POST .*\/orders: no time left before the deadline/);
  assert.equal(hits.length, 1);
});

const chunk = (content) =>
  `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;
const answer = {
  status: 200,
  headers: { "content-type": "text/event-stream" },
  fault: "slow",
  bytes: 40,
  every: 5,
  body: `${chunk("Hold ")}${chunk("fast.")}data: [DONE]\n\n`,
};

test("openai: a streamed answer comes after a rate limit and a lost connection", async () => {
  const { code, stdout, stderr, hits } = await played("openai", ["429;retry-after-ms=30", "drop", answer], 3);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "Hold fast.");
  assert.equal(bodies(hits).size, 1);
  const [limited, retried] = hits;
  assert.ok(retried.at - limited.endedAt >= 29, "earlier than the server asked for");
});

test("openai: the service's own word on retries is obeyed", async () => {
  const refusal = { status: 503, headers: { "x-should-retry": "false" } };
  const { code, stderr, hits } = await played("openai", [refusal, answer], 1);
  assert.equal(code, 1);
  assert.match(stderr, /InternalServerError: 503/);
  assert.equal(hits.length, 1);
});

test("openai: without any answer, the RetryError is the cause", async () => {
  const once = (code) => replaced(code, "retries: 8", "retries: 0");
  const { code, stderr } = await played("openai", "reset", 1, once);
  assert.equal(code, 1);
  assert.match(stderr, /APIConnectionError[\s\S]*cause: RetryError: POST .*\/chat\/completions: /);
});

const failing = (code, headers = {}) => ({
  ...json({ errors: [{ message: "no", extensions: { code } }] }),
  headers: { "content-type": "application/json", ...headers },
});
const orders = json({ data: { orders: [] } });
const ordered = json({ data: { order: { id: 7 } } });

test("graphql: errors in a 200 are retried, and a mutation keeps its key", async () => {
  const throttled = failing("THROTTLED", { "retry-after-ms": "30" });
  const script = [throttled, failing("SERVICE_UNAVAILABLE"), orders, failing("INTERNAL_SERVER_ERROR"), ordered];
  const { code, stdout, stderr, hits } = await played("graphql", script, 5);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "{ orders: [] }\n{ order: { id: 7 } }\n");
  assert.ok(hits[1].at - hits[0].endedAt >= 29, "earlier than the server asked for");
  assert.deepEqual([keys(hits.slice(3)).size, keys(hits.slice(3)).has(undefined)], [1, false]);
});

test("graphql: what asking again does not change is returned as it came", async () => {
  const { code, stdout, stderr, hits } = await played("graphql", [failing("BAD_USER_INPUT"), ordered], 2);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "undefined\n{ order: { id: 7 } }\n");
  assert.equal(hits.length, 2);
});

test("llm: a 200 that says that the model failed is asked for again", async () => {
  const script = [
    json({ error: { code: 502 } }),
    json({ error: { type: "overloaded_error" } }),
    json({ choices: [{ message: { content: "Hold fast." } }] }),
  ];
  const { code, stdout, stderr, hits } = await played("llm", script, 3);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "Hold fast.\n");
  assert.equal(bodies(hits).size, 1);
});
