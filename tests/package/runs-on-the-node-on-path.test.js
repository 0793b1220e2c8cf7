// The package on the `node` that is on PATH, which need not be the one that runs the tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { openStage } from "./support/stage.js";

const stage = await openStage();
const node = "node";

const PROGRAM = (url) => `
  const holdfast = await import("holdfast-fetch");
  const events = [];
  const policy = new holdfast.RetryPolicy({
    backoff: { base: 1 }, idempotencyKey: true, onEvent: ({ type }) => events.push(type),
  });
  const response = await holdfast.fetchWithRetry(${JSON.stringify(url)}, policy, { method: "POST", body: "order" });
  const { reason, attempts } = holdfast.reportOf(response);
  const body = await response.json();
  console.log(JSON.stringify({ version: process.version, status: response.status, key: body.idempotencyKey, reason, events,
    statuses: attempts.map(({ status }) => status) }));`;

test("a POST with a key survives a dropped connection and a 503", async (t) => {
  const { url, journal } = await stage.play("drop,503,200;effect");
  const seen = await printed(PROGRAM(url), { node });
  t.diagnostic(`node on PATH: ${seen.version}`);
  assert.ok(Number.parseInt(seen.version.slice(1), 10) >= 18, `package.json promises Node 18 and later, this is ${seen.version}`);
  assert.equal(seen.status, 200);
  assert.equal(seen.reason, "success");
  assert.deepEqual(seen.events, ["attempt", "failure", "wait", "attempt", "response", "wait", "attempt", "response", "end"]);
  const { hits, effects } = await journal({ hits: 3 });
  assert.equal(effects, 1);
  for (const hit of hits)
    assert.match(hit.headers["idempotency-key"], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("require works, and an abort ends a wait with the caller's own reason", async () => {
  const { url, journal } = await stage.play("503;retry-after=3600,200");
  const program = `
    const { fetchWithRetry } = require("holdfast-fetch");
    const controller = new AbortController();
    const reason = { why: "closed" };
    const onEvent = ({ type }) => { if (type === "wait") controller.abort(reason); };
    fetchWithRetry(${JSON.stringify(url)}, { onEvent, deadline: false }, { signal: controller.signal }).catch((error) => {
      console.log(JSON.stringify({ same: error === reason }));
    });`;
  assert.deepEqual(await printed(program, { node, type: "commonjs" }), { same: true });
  assert.equal((await journal({ hits: 1 })).hits.length, 1);
});
