// Response and error both carry the history.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./support/child.js";
import { CircuitBreaker, createFetch, fetchWithRetry, RetryError, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const url = "http://server.test/orders";

/** A clock that moves only while the transport is at work. */
function clock() {
  const time = { now: 1_900_000_000_000 };
  const after = (milliseconds, outcome) => () => {
    time.now += milliseconds;
    if (outcome instanceof Error) throw outcome;
    return answer(outcome);
  };
  return { now: () => time.now, after };
}

test("the report of a response: every attempt, to the millisecond", async () => {
  const { now, after } = clock();
  const broken = networkError();
  const transport = scripted(after(30, 503), after(40, broken), after(50, 200));
  const policy = { backoff: { base: 0 }, now, fetch: transport };
  const response = await fetchWithRetry(url, policy);
  assert.deepEqual(reportOf(response), {
    reason: "success",
    elapsed: 120,
    attempts: [
      { number: 1, tier: 1, startedAt: 0, duration: 30, status: 503, wait: 0 },
      { number: 2, tier: 1, startedAt: 30, duration: 40, failure: "network", error: broken, wait: 0 },
      { number: 3, tier: 1, startedAt: 70, duration: 50, status: 200 },
    ],
  });
});

test("the report of a call that succeeds at once", async () => {
  const { now, after } = clock();
  const response = await fetchWithRetry(url, { now, fetch: scripted(after(25, 200)) });
  assert.deepEqual(reportOf(response), {
    reason: "success",
    elapsed: 25,
    attempts: [{ number: 1, tier: 1, startedAt: 0, duration: 25, status: 200 }],
  });
});

test("the report is the same with and without onEvent", async () => {
  for (const steps of [[200], [503, 200], [404]]) {
    const reports = [];
    for (const onEvent of [undefined, () => {}]) {
      const { now, after } = clock();
      const transport = scripted(...steps.map((status) => after(10, status)));
      reports.push(reportOf(await fetchWithRetry(url, { backoff: { base: 0 }, now, onEvent, fetch: transport })));
    }
    assert.deepEqual(reports[0], reports[1]);
  }
});

test("tiers are counted from 1, and hints noted", async () => {
  const transport = scripted(503, () => answer(429, { "retry-after-ms": "3" }), 503, 200);
  const policy = {
    ...QUICK,
    retries: 1,
    retryAfter: { jitter: "none" },
    tiers: [{ retries: 2, backoff: { base: 2 }, jitter: "none" }],
    fetch: transport,
  };
  const { attempts } = reportOf(await fetchWithRetry(url, policy));
  assert.deepEqual(
    attempts.map(({ number, tier, status, retryAfter, wait }) => ({ number, tier, status, retryAfter, wait })),
    [
      { number: 1, tier: 1, status: 503, retryAfter: undefined, wait: 1 },
      { number: 2, tier: 1, status: 429, retryAfter: 3, wait: 3 },
      { number: 3, tier: 2, status: 503, retryAfter: undefined, wait: 4 },
      { number: 4, tier: 2, status: 200, retryAfter: undefined, wait: undefined },
    ],
  );
});

test("a RetryError without a response: name, reason, attempts, elapsed, cause, message", async () => {
  const last = networkError("ECONNREFUSED");
  const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 1, fetch: scripted(networkError(), last) }));
  assert.ok(error instanceof RetryError);
  assert.ok(error instanceof Error);
  assert.equal(error.name, "RetryError");
  assert.equal(error.reason, "attempts");
  assert.equal(error.cause, last);
  assert.equal(error.attempts.length, 2);
  assert.equal(error.attempts[1].error, last);
  assert.ok(error.elapsed > 0);
  assert.equal("response" in error, false);
  assert.equal(error.message, "GET http://server.test/orders: failed (2 attempts, the last: network ECONNREFUSED)");
  assert.match(error.stack, /^RetryError: GET http/);
  assert.equal(String(error), `RetryError: ${error.message}`);
  assert.deepEqual(reportOf(error).attempts, error.attempts);
  assert.equal(reportOf(error).reason, "attempts");
});

test("throwOnStatus: a RetryError with the readable response", async () => {
  const { url } = await stage.play([{ status: 503, body: "sorry" }]);
  const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 2, throwOnStatus: true }));
  assert.equal(error.reason, "attempts");
  assert.equal(error.response.status, 503);
  assert.equal(await error.response.text(), "sorry");
  assert.equal(error.cause, undefined);
  assert.match(error.message, /^GET http:\/\/127\.0\.0\.1:\d+\/play\/[a-z0-9-]+: failed \(3 attempts, the last: 503\)$/);
});

test("throwOnStatus leaves good responses and redirections alone", async () => {
  for (const status of [200, 299, 304, 399]) {
    const response = await fetchWithRetry(url, { throwOnStatus: true, fetch: scripted(() => answer(status, {}, null)) });
    assert.equal(response.status, status);
  }
  for (const status of [400, 404, 599]) {
    const error = await rejection(fetchWithRetry(url, { throwOnStatus: true, fetch: scripted(status) }));
    assert.equal(error.response.status, status);
  }
});

test("the last bad response comes back as fetch would give it: unread", async () => {
  const { url, journal } = await stage.play([{ status: 503, body: "sorry" }]);
  const response = await fetchWithRetry(url, { ...QUICK, retries: 2 });
  assert.ok(response instanceof Response);
  assert.equal(response.ok, false);
  assert.equal(response.bodyUsed, false);
  assert.equal(await response.text(), "sorry");
  assert.equal((await journal({ hits: 3 })).hits.length, 3);
});

test("bodies of responses on the way are let go, the last one's is not", async () => {
  const seen = [];
  const fetch = async () => {
    seen.push(answer(503));
    return seen.at(-1);
  };
  const response = await fetchWithRetry(url, { ...QUICK, retries: 2, fetch });
  assert.deepEqual(
    seen.map(({ bodyUsed }) => bodyUsed),
    [true, true, false],
  );
  assert.equal(response, seen[2]);
});

test("reportOf knows nothing of strangers", () => {
  for (const stranger of [undefined, null, 7, "x", {}, new Response(), new Error("x"), new RetryPolicy(), Object.create(null)]) {
    assert.equal(reportOf(stranger), undefined);
  }
});

test("a report does not show where a response is looked at", async () => {
  const response = await fetchWithRetry(url, { fetch: scripted(200) });
  assert.deepEqual(Object.keys(response), []);
  assert.equal(JSON.stringify(response), "{}");
});

test("one response handed out twice has the report of the later call", async () => {
  const shared = answer(200);
  await fetchWithRetry(url, { ...QUICK, fetch: scripted(503, () => shared) });
  assert.equal(reportOf(shared).attempts.length, 2);
  await fetchWithRetry(url, { ...QUICK, fetch: scripted(() => shared) });
  assert.equal(reportOf(shared).attempts.length, 1);
});

test("a RetryError of a call that sent nothing says so", async () => {
  const breaker = new CircuitBreaker();
  breaker.isolate();
  const error = await rejection(fetchWithRetry(url, { breaker, fetch: scripted(200) }));
  assert.equal(error.message, "GET http://server.test/orders: the circuit is open (nothing was sent)");
  assert.equal("cause" in error, false);
});

test("stacks lead to who waits for the call, not into the core", async () => {
  const waiting = async (call) => {
    await call();
  };
  const failing = { ...QUICK, retries: 1, fetch: scripted(networkError()) };
  for (const call of [
    () => fetchWithRetry(url, failing),
    () => createFetch(failing)(url),
    () => fetchWithRetry(url, { ...failing, onEvent: () => {} }),
    () => fetchWithRetry(url, failing, { method: "POST" }),
    () => retry(scripted(networkError("ECONNRESET")), failing),
    () => fetchWithRetry(url, { retires: 3 }),
    () => createFetch()(url, { retry: { retires: 3 } }),
  ]) {
    const { stack } = await rejection(waiting(call));
    assert.match(stack, /at (async )?waiting \(.*reports-and-errors\.test\.js/, `${call}`);
    if (!stack.startsWith("TypeError")) assert.doesNotMatch(stack, /wasm:|wasm-function/);
  }
});

test("one that nobody catches is printed with its line, its reason, its attempts, and each of them once", async () => {
  const { code, stderr } = await run(`
    import { fetchWithRetry } from "holdfast-fetch";
    const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const fetch = async () => { await null; throw new TypeError("fetch failed", { cause }); };
    async function loadOrders() {
      return await fetchWithRetry("http://server.test/orders", { retries: 1, backoff: { base: 1 }, fetch });
    }
    await loadOrders();
  `);
  assert.equal(code, 1);
  assert.match(stderr, /^RetryError: GET http:\/\/server\.test\/orders: failed \(2 attempts, the last: network ECONNREFUSED\)$/m);
  assert.match(stderr, /at async loadOrders \(file:.*\[eval1\]:6:/);
  assert.match(stderr, /reason: 'attempts'/);
  assert.equal(stderr.match(/number: \d/g).length, 2);
  assert.match(stderr, /\[cause\]: TypeError: fetch failed/);
  assert.doesNotMatch(stderr, /wasm:|wasm-function|Symbol/);
});

test("as JSON, a report keeps the errors of its attempts, and nothing of what an address may hide", async () => {
  const wordy = Object.assign(new TypeError("no route to http://u:pw@server.test/a?key=SECRET"), { code: "EHOSTUNREACH" });
  const fetch = scripted(networkError(), wordy, "text http://server.test/?SECRET", 200);
  const response = await fetchWithRetry(url, { ...QUICK, shouldRetry: () => true, fetch });
  const { attempts } = JSON.parse(JSON.stringify(reportOf(response)));
  assert.deepEqual(attempts.map(({ failure, error }) => [failure, error]).slice(0, 2), [
    ["network", { name: "TypeError", message: "fetch failed", code: "ECONNRESET" }],
    ["network", { name: "TypeError", message: "no route to http://server.test/a", code: "EHOSTUNREACH" }],
  ]);
  assert.equal(JSON.stringify(reportOf(response)).includes("SECRET"), false);
  assert.equal(reportOf(response).attempts[1].error, wordy, "the error itself is there all the same");
  assert.equal(Object.keys(reportOf(response).attempts[1]).includes("toJSON"), false);
  const ended = await rejection(fetchWithRetry(url, { ...QUICK, retries: 0, fetch: scripted(networkError()) }));
  assert.equal(JSON.parse(JSON.stringify(ended)).attempts[0].error.code, "ECONNRESET");
});

/** What JSON says of a call that failed so. */
const jsonOf = async (call) => JSON.stringify(await rejection(call));

test("nor of what the platform repeats of a bad address, word for word", async () => {
  for (const [input, shown] of [
    ["//u:SECRET@h/p?token=SECRET", "Failed to parse URL from //h/p"],
    ["/path?token=SECRET", "Failed to parse URL from /path"],
    ["nothing#SECRET", "Failed to parse URL from nothing"],
    ["http://us er:SECRET@h/p", "Request cannot be constructed from a URL that includes credentials: http://h/p"],
    ["//u:SEC\nRET@h/p", "Failed to parse URL from //h/p"],
    ["http://server.test:99999/?q=it's a 'SECRET' SECRET", "Failed to parse URL from http://server.test:99999/"],
  ]) {
    const [{ error }] = JSON.parse(await jsonOf(fetchWithRetry(input, { ...QUICK, retries: 0 }))).attempts;
    assert.equal(error.message, shown);
  }
});

test("nor of addresses in any other message", async () => {
  for (const [message, shown] of [
    ["GET https://api.test/odata?$filter=email eq 'SECRET' failed", "GET https://api.test/odata failed"],
    ["GET https://api.test/odata?$filter=email eq 'SECRET': 400", "GET https://api.test/odata 400"],
    ["GET https://api.test/p?token='SECRET'", "GET https://api.test/p"],
    ["GET https://api.test/p?token=`SECRET`", "GET https://api.test/p"],
    ["GET https://api.test/p?token=<SECRET>, it says no", "GET https://api.test/p it says no"],
    ["GET /p?token=SECRET: 400", "GET /p 400"],
    ["GET p#SECRET", "GET p"],
    ["https://u:p'SECRET@api.test/p", "https://api.test/p"],
    ["redis://u:SECRET@db/0?x=SECRET is down", "redis: is down"],
    ['fetch("https://api.test/p") failed', 'fetch("https://api.test/p") failed'],
    ["Really? No 'b'", "Really? No 'b'"],
  ]) {
    const fetch = scripted(new Error(message));
    const [{ error }] = JSON.parse(await jsonOf(fetchWithRetry("a", { ...QUICK, retries: 0, fetch }))).attempts;
    assert.equal(error.message, shown);
    const ended = await rejection(retry(fetch, { ...QUICK, retries: 0 }));
    assert.ok(ended.message.endsWith(`: ${shown})`), ended.message);
  }
});

test("a message of any length is looked through in no time", async () => {
  for (const long of ["a".repeat(1e6), "?a ".repeat(1e5), "a:".repeat(1e5), "#".repeat(1e6)]) {
    const begun = performance.now();
    await jsonOf(retry(scripted(new Error(long)), { ...QUICK, retries: 0 }));
    assert.ok(performance.now() - begun < 2000, long.slice(0, 3));
  }
});

test("nothing that an attempt rejects with keeps its report out of JSON", async () => {
  const self = {};
  self.cause = self;
  for (const [thrown, said] of [
    [10n, "10"],
    [self, { name: "", message: "" }],
    [
      { toJSON: () => 1n, name: 7n, code: "X" },
      { name: "", message: "", code: "X" },
    ],
    [() => 1n, { name: "", message: "" }],
    [7, 7],
    [Number.NaN, null],
    [null, null],
    [Symbol("s"), undefined],
    [undefined, undefined],
  ]) {
    const fetch = async () => {
      throw thrown;
    };
    const [{ error }] = JSON.parse(await jsonOf(fetchWithRetry(url, { ...QUICK, retries: 0, fetch }))).attempts;
    assert.deepEqual(error, said);
    const twice = scripted(() => fetch(), 200);
    const response = await fetchWithRetry(url, { ...QUICK, shouldRetry: () => true, fetch: twice });
    assert.deepEqual(JSON.parse(JSON.stringify(reportOf(response))).attempts[0].error, said);
  }
});
