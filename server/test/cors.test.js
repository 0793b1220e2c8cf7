import assert from "node:assert/strict";
import { test } from "node:test";
import { startFor } from "../support/client.js";

const ORIGIN = "http://page.example";
const EXPOSED = "*, Retry-After, Retry-After-Ms, RateLimit, Date, Idempotent-Replay, ETag, Content-Range, Content-Encoding";

const allowed = ({ headers }) => headers.get("access-control-allow-origin");
const exposed = ({ headers }) => headers.get("access-control-expose-headers");

// fetch keeps Origin for itself in browsers only; Node's sends it as told.
const from = (init = {}) => ({ ...init, headers: { Origin: ORIGIN, ...init.headers } });
const preflight = from({
  method: "OPTIONS",
  headers: { "Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "idempotency-key,x-mine" },
});

test("what a page may see of an answer", async (t) => {
  const { play } = await startFor(t);
  const expected = { exposed: [ORIGIN, EXPOSED], hidden: [ORIGIN, null], none: [null, null] };
  for (const [mode, headers] of Object.entries(expected)) {
    const response = await play(`${mode}?script=503;retry-after=1&cors=${mode}`, from());
    assert.deepEqual([allowed(response), exposed(response)], headers, mode);
  }
  const response = await play("exposed");
  assert.deepEqual([allowed(response), exposed(response)], ["*", EXPOSED], "without an origin");
});

test("a preflight takes no step and is counted apart", async (t) => {
  const { play, journal } = await startFor(t);
  const response = await play("a?script=503,200", preflight);
  assert.equal(response.status, 204);
  assert.equal(allowed(response), ORIGIN);
  assert.equal(response.headers.get("access-control-allow-methods"), "PATCH");
  assert.equal(response.headers.get("access-control-allow-headers"), "idempotency-key,x-mine");
  assert.equal(response.headers.get("access-control-max-age"), "0");
  assert.equal((await play("a", from({ method: "PATCH" }))).status, 503);
  const { preflights, hits } = await journal("a");
  assert.deepEqual([preflights, hits.length], [1, 1]);
});

test("a script without CORS fails its preflights", async (t) => {
  const { play } = await startFor(t);
  const response = await play("a?script=200&cors=none", preflight);
  assert.equal(response.status, 204);
  assert.deepEqual([allowed(response), response.headers.get("access-control-allow-methods")], [null, null]);
});

test("a page can read why there is nothing to play", async (t) => {
  const { play } = await startFor(t);
  for (const [path, status] of [
    ["unknown", 404],
    ["bad?script=x", 400],
  ]) {
    assert.equal(allowed(await play(path, preflight)), ORIGIN);
    const response = await play(path, from());
    assert.deepEqual([response.status, allowed(response)], [status, ORIGIN]);
  }
});

test("the control routes are open to any page", async (t) => {
  const { url } = await startFor(t);
  for (const path of ["/scripts/a", "/journal/a", "/journal"]) {
    const response = await fetch(url + path, preflight);
    assert.deepEqual(
      [response.status, allowed(response), response.headers.get("access-control-allow-methods")],
      [204, ORIGIN, "PATCH"],
    );
  }
  const put = await fetch(`${url}/scripts/a`, from({ method: "PUT", body: '{"steps":["200"]}' }));
  const read = await fetch(`${url}/journal/a`, from());
  const refused = await fetch(`${url}/scripts/a`, from({ method: "PUT", body: "{" }));
  assert.deepEqual(
    [put, read, refused].map((response) => [response.status, allowed(response)]),
    [
      [204, ORIGIN],
      [200, ORIGIN],
      [400, ORIGIN],
    ],
  );
});
