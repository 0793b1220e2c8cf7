// Never twice: a request whose effect could be repeated is sent again only if that is safe.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryError, reportOf } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { hanging, networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();

async function statusesOf(method, script, { policy = {}, headers } = {}) {
  const { url, journal } = await stage.play(script);
  const response = await fetchWithRetry(url, { ...QUICK, ...policy }, { method, headers });
  const { reason, attempts } = reportOf(response);
  const { hits } = await journal({ hits: attempts.length });
  assert.equal(hits.length, attempts.length, "what the report says was sent is what the server saw");
  return { reason, statuses: attempts.map(({ status }) => status) };
}

for (const method of ["POST", "PATCH"]) {
  test(`${method}: a dropped connection after the effect ends the call, with the cause`, async () => {
    const { url, journal } = await stage.play("drop,200;effect");
    const error = await rejection(fetchWithRetry(url, QUICK, { method, body: "order" }));
    assert.ok(error instanceof RetryError);
    assert.equal(error.reason, "not-idempotent");
    assert.equal(error.attempts.length, 1);
    assert.ok(error.cause instanceof TypeError);
    assert.equal(error.cause.cause.code, "UND_ERR_SOCKET");
    assert.equal(error.response, undefined);
    const { hits, effects } = await journal({ hits: 1, open: 0 });
    assert.equal(hits.length, 1);
    assert.equal(effects, 1);
  });

  test(`${method}: 500, 502, 503, 504 and 408 are handed back after one attempt`, async () => {
    for (const status of [500, 502, 503, 504, 408]) {
      assert.deepEqual(await statusesOf(method, `${status},200`), { reason: "not-idempotent", statuses: [status] });
    }
  });

  test(`${method}: 425 and 429 say that nothing was done, so it is sent again`, async () => {
    for (const status of [425, 429]) {
      assert.deepEqual(await statusesOf(method, `${status},200`), { reason: "success", statuses: [status, 200] });
    }
  });

  test(`${method}: a precondition makes it safe`, async () => {
    const preconditions = [{ "if-match": '"v1"' }, { "if-none-match": "*" }];
    for (const headers of preconditions) {
      assert.deepEqual(await statusesOf(method, "503,200", { headers }), { reason: "success", statuses: [503, 200] });
    }
    // These may still hold when the first attempt has taken effect.
    const weak = [{ "if-none-match": '"v1"' }, { "if-match": "*" }, { "if-unmodified-since": "Sun, 06 Nov 1994 08:49:37 GMT" }];
    for (const headers of weak) {
      assert.deepEqual(await statusesOf(method, "503,200", { headers }), { reason: "not-idempotent", statuses: [503] });
    }
  });
}

test("idempotent methods are sent again, in whatever case fetch takes them", async () => {
  for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "get", "put", "delete"]) {
    assert.deepEqual(await statusesOf(method, "503,200"), { reason: "success", statuses: [503, 200] }, method);
  }
});

test("a method that nobody knows is sent once", async () => {
  for (const method of ["LOCK", "patch", "query"]) {
    const transport = scripted(503, 200);
    const response = await fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport }, { method });
    assert.equal(reportOf(response).reason, "not-idempotent", method);
    assert.equal(transport.sent.length, 1, method);
  }
});

test("a PUT survives a dropped connection", async () => {
  const { url, journal } = await stage.play("drop,200");
  const response = await fetchWithRetry(url, QUICK, { method: "PUT", body: "whole" });
  assert.equal(response.status, 200);
  assert.equal((await journal({ hits: 2 })).hits.length, 2);
});

test("a POST that timed out is not sent again", async () => {
  const transport = scripted(hanging, 200);
  const policy = { ...QUICK, attemptTimeout: 60, fetch: transport };
  const error = await rejection(fetchWithRetry("http://server.test/", policy, { method: "POST", body: "order" }));
  assert.equal(error.reason, "not-idempotent");
  assert.equal(error.cause.name, "TimeoutError");
  assert.equal(transport.sent.length, 1);
});

test("the caller may vouch for it, or forbid it", async () => {
  assert.deepEqual(await statusesOf("POST", "503,200", { policy: { idempotent: true } }), {
    reason: "success",
    statuses: [503, 200],
  });
  assert.deepEqual(await statusesOf("PUT", "503,200", { policy: { idempotent: false } }), {
    reason: "not-idempotent",
    statuses: [503],
  });
  assert.deepEqual(await statusesOf("GET", "429,200", { policy: { idempotent: false } }), {
    reason: "success",
    statuses: [429, 200],
  });
});

test("zDirect: its server's 503 means not accepted, so a POST is sent again", async () => {
  const policy = { preset: "zDirect", backoff: { base: 1 }, jitter: "none" };
  assert.deepEqual(await statusesOf("POST", "503,200", { policy }), { reason: "success", statuses: [503, 200] });
});

test("shouldRetry is told that a POST would stop, and may decide otherwise", async () => {
  const seen = [];
  const shouldRetry = ({ wouldRetry, reason, response, attempt }) => {
    seen.push({ wouldRetry, reason, status: response.status, attempt });
    return response.status === 503 ? true : undefined;
  };
  const result = await statusesOf("POST", "503,500,200", { policy: { shouldRetry } });
  assert.deepEqual(result, { reason: "not-idempotent", statuses: [503, 500] });
  assert.deepEqual(seen, [
    { wouldRetry: false, reason: "not-idempotent", status: 503, attempt: 1 },
    { wouldRetry: false, reason: "not-idempotent", status: 500, attempt: 2 },
  ]);
});

test("after a redirect, 429 no longer says that nothing was done", async () => {
  const redirected = () => Object.defineProperty(new Response(null, { status: 429 }), "redirected", { value: true });
  const transport = scripted(redirected, 200);
  const response = await fetchWithRetry("http://server.test/", { ...QUICK, fetch: transport }, { method: "POST" });
  assert.equal(reportOf(response).reason, "not-idempotent");
  assert.equal(transport.sent.length, 1);
});

test("a retry that meets 412 after a lost answer is reported as ambiguous", async () => {
  const transport = scripted(networkError(), 412);
  const response = await fetchWithRetry(
    "http://server.test/",
    { ...QUICK, fetch: transport },
    { method: "PUT", headers: { "if-match": '"v1"' } },
  );
  assert.equal(response.status, 412);
  assert.equal(reportOf(response).ambiguous, true);
  const plain = await fetchWithRetry("http://server.test/", { ...QUICK, fetch: scripted(412) }, { method: "PUT" });
  assert.equal(reportOf(plain).ambiguous, undefined);
});
