// What operations throw whose clients have errors of their own: shapes as these packages make them, in the versions named.
import assert from "node:assert/strict";
import { test } from "node:test";
import { retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { QUICK } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

/** An error with headers as this client keeps them. */
const CLIENTS = {
  // RequestError: `response` is a plain object, names in lower case.
  "@octokit/request-error 7.1": (status, headers) => ({
    name: "HttpError",
    status,
    response: { status, url: "https://api.test/", headers, data: {} },
  }),
  // HTTPError: `response` is an IncomingMessage that has ended.
  "got 14.6": (statusCode, headers) => ({
    name: "HTTPError",
    code: "ERR_NON_2XX_3XX_RESPONSE",
    response: { statusCode, headers },
  }),
  // AxiosError: headers of a class, whose `get` knows no case.
  "axios 1.21": (status, headers) => ({
    name: "AxiosError",
    code: "ERR_BAD_REQUEST",
    status,
    response: { status, headers: new AxiosHeaders(headers), data: "" },
  }),
  // HTTPError: the platform's own Response.
  "ky 2.1": (status, headers) => ({ name: "HTTPError", response: new Response(null, { status, headers }) }),
  // GaxiosError: a Response in version 7, a plain object with plain headers before.
  "gaxios 7.3": (status, headers) => ({ code: status, status, response: new Response(null, { status, headers }) }),
  "gaxios 6": (status, headers) => ({ name: "GaxiosError", code: "429", status, response: { status, headers, data: {} } }),
  "@google-cloud/common 6": (code) => ({ name: "ApiError", code, errors: [] }),
  // StripeError: everything on the error, the code a word.
  "stripe 23.1": (statusCode, headers) => ({ type: "StripeRateLimitError", code: "rate_limit", statusCode, headers, raw: {} }),
  // ServiceException: `$response` cannot be enumerated.
  "@smithy/smithy-client 4.15": (statusCode, headers) => ({
    name: "SlowDown",
    $fault: "server",
    $metadata: { httpStatusCode: statusCode, attempts: 1 },
    $response: { statusCode, headers, body: {} },
  }),
  // APIError: the headers of the response.
  "openai 7.57": (status, headers) => ({ status, headers: new Headers(headers), error: {}, code: null }),
};

class AxiosHeaders {
  constructor(headers) {
    Object.assign(this, headers);
  }
  get(name) {
    return Object.entries(this).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  }
}

const failing = (shape, cause) => {
  const run = async () => {
    if (++run.calls === 1) throw Object.assign(new Error("no", cause), shape);
    return "fine";
  };
  return Object.assign(run, { calls: 0 });
};
const EXACT = { ...QUICK, retryAfter: { jitter: "none" } };

for (const [client, shapeOf] of Object.entries(CLIENTS)) {
  test(`${client}: its status is the one that is judged`, async () => {
    const retried = failing(shapeOf(503, {}));
    assert.equal(await retry(retried, EXACT), "fine");
    for (const status of [400, 404, 422]) {
      const run = failing(shapeOf(status, {}));
      const error = await rejection(retry(run, EXACT));
      assert.deepEqual([error.reason, error.attempts[0].status, run.calls], ["status", status, 1]);
    }
  });

  // That of Google has none.
  if (shapeOf.length > 1) {
    test(`${client}: its Retry-After is a floor`, async (t) => {
      const time = virtualTime(t);
      await time.until(retry(failing(shapeOf(429, { "retry-after": "30" })), EXACT));
      assert.equal(time.passed, 30_000);
    });

    test(`${client}: and so is a rate limit, on a 429`, async (t) => {
      const time = virtualTime(t);
      const limit = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "30" };
      await time.until(retry(failing(shapeOf(429, limit)), EXACT));
      assert.equal(time.passed, 30_000);
    });

    test(`${client}: x-should-retry is heeded`, async () => {
      const run = failing(shapeOf(503, { "x-should-retry": "false" }));
      const error = await rejection(retry(run, EXACT));
      assert.deepEqual([error.reason, run.calls], ["status", 1]);
    });
  }
}

test("names of headers may be in any case, and values lists or numbers", async (t) => {
  const time = virtualTime(t);
  for (const headers of [{ "Retry-After": "30" }, { "RETRY-AFTER": 30 }, { "retry-after": ["5", "30"] }]) {
    const before = time.passed;
    await time.until(retry(failing({ status: 503, headers }), EXACT));
    assert.equal(time.passed - before, 30_000, JSON.stringify(headers));
  }
});

test("AWS: what the model of a service calls retryable is tried again, whatever the status", async () => {
  const shape = { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } };
  assert.equal(await retry(failing({ ...shape, $retryable: { throttling: true } }), EXACT), "fine");
  assert.equal((await rejection(retry(failing(shape), EXACT))).reason, "status");
});

test("an error that wraps another is judged by that, a few deep", async (t) => {
  const time = virtualTime(t);
  const wrapped = (depth, cause) => (depth === 0 ? cause : wrapped(depth - 1, new Error("wrapped", { cause })));
  const cause = Object.assign(new Error("inner"), { status: 429, headers: { "retry-after": "30" } });
  for (const depth of [1, 2, 5]) {
    const before = time.passed;
    await time.until(retry(failing({}, { cause: wrapped(depth, cause) }), EXACT));
    assert.equal(time.passed - before, 30_000, `${depth}`);
  }
  const missing = Object.assign(new Error("inner"), { statusCode: 404 });
  const error = await rejection(retry(failing({}, { cause: wrapped(3, missing) }), EXACT));
  assert.equal(error.reason, "status");
});

test("a chain of causes without an end is looked at for a while", async () => {
  const endless = new Error("a");
  endless.cause = endless;
  assert.equal(await retry(failing({}, { cause: endless }), EXACT), "fine");
});

test("numbers of databases are no statuses", async () => {
  for (const code of [11_000, 14, 112, 600, 399, "503"]) {
    const run = failing({ code });
    assert.equal(await retry(run, EXACT), "fine", `${code}`);
  }
});

test("an error that throws when it is looked at is a bug", async () => {
  const trap = new Error("trap");
  Object.defineProperty(trap, "response", {
    get() {
      throw new Error("not yours");
    },
  });
  const error = await rejection(
    retry(() => {
      throw trap;
    }, QUICK),
  );
  assert.equal(error.cause, trap);
});
