// Polling: ask again while the answer is not there yet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/orders/7";
// Polls that wait a millisecond each.
const PACE = { backoff: { type: "constant", base: 1 }, jitter: "none" };
const history = (outcome) => reportOf(outcome).attempts.map(({ status, failure }) => status ?? failure);
const reason = (outcome) => reportOf(outcome).reason;
const addressOf = ({ input }) => input.url ?? String(input);

const accepted = (location, headers) => () => answer(202, { ...(location && { location }), ...headers });

test('"found" asks again while 404', async (t) => {
  const time = virtualTime(t);
  const policy = { ...QUICK, until: "found", retries: 0, fetch: scripted(404, 404, 404, 404, 404, 200) };
  const response = await time.until(fetchWithRetry(url, policy));
  assert.deepEqual(history(response), [404, 404, 404, 404, 404, 200], "polls are no retries");
  assert.equal(reason(response), "success");
  // 1 s, and half as much again each time, a quarter more or less.
  const waits = reportOf(response)
    .attempts.slice(0, -1)
    .map(({ wait }) => wait);
  for (const [index, wait] of waits.entries()) {
    const middle = 1000 * 1.5 ** index;
    assert.ok(wait >= middle * 0.75 && wait <= middle * 1.25, `${waits}`);
  }
});

test('"done" asks again while 202', async () => {
  const transport = scripted(202, 202, 200);
  const response = await fetchWithRetry(url, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport });
  assert.deepEqual(history(response), [202, 202, 200]);
  assert.deepEqual(transport.sent.map(addressOf), [url, url, url]);
  const other = await fetchWithRetry(url, { ...QUICK, until: "done", fetch: scripted(404) });
  assert.equal(reason(other), "status", "404 is an end there");
});

test("several statuses may mean not yet", async () => {
  const until = { not: [202, 204, 404], ...PACE };
  const empty = () => new Response(null, { status: 204 });
  const response = await fetchWithRetry(url, { ...QUICK, until, fetch: scripted(404, 202, empty, 200) });
  assert.deepEqual(history(response), [404, 202, 204, 200]);
});

test("a 202 with a Location is followed there, however the address is given", async () => {
  const from = "http://server.test/orders/7?x=1";
  const places = {
    "/status/7": "http://server.test/status/7",
    "status?id=7": "http://server.test/orders/status?id=7",
    "//other.test/a": "http://other.test/a",
    "https://other.test:8443/a#b": "https://other.test:8443/a#b",
  };
  for (const [location, expected] of Object.entries(places)) {
    for (const input of [from, new URL(from), new Request(from)]) {
      const transport = scripted(accepted(location), 202, 200);
      const response = await fetchWithRetry(input, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport });
      assert.equal(response.status, 200);
      assert.deepEqual(transport.sent.map(addressOf), [from, expected, expected], "a 202 without one stays there");
    }
  }
});

test("a Location is relative to where a redirection led", async () => {
  const redirected = () => Object.defineProperty(accepted("status")(), "url", { value: "http://moved.test/deep/orders" });
  const transport = scripted(redirected, 200);
  await fetchWithRetry(url, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport });
  assert.equal(addressOf(transport.sent[1]), "http://moved.test/deep/status");
});

test("a POST becomes a GET without a body, and keeps the headers that are still true", async () => {
  const headers = {
    accept: "text/plain",
    authorization: "Bearer secret",
    cookie: "a=b",
    "content-type": "application/json",
    "idempotency-key": "7",
  };
  for (const location of ["/status", "http://other.test/status"]) {
    for (const asRequest of [false, true]) {
      const init = { method: "POST", body: '{"a":1}', headers };
      const transport = scripted(accepted(location), 200);
      const policy = { ...QUICK, until: { not: 202, ...PACE }, fetch: transport };
      const input = asRequest ? new Request(url, init) : url;
      assert.equal((await fetchWithRetry(input, policy, asRequest ? undefined : init)).status, 200);
      const sent = new Request(transport.sent[1].input, transport.sent[1].init);
      assert.deepEqual([sent.method, sent.body], ["GET", null]);
      assert.equal(sent.headers.get("accept"), "text/plain");
      assert.equal(sent.headers.get("content-type"), null);
      const isSame = location === "/status";
      for (const name of ["authorization", "cookie", "idempotency-key"]) {
        assert.equal(sent.headers.has(name), isSame, `${name} at ${location}`);
      }
    }
  }
});

test("what else was said of the request goes along", async () => {
  const said = { credentials: "include", redirect: "error", cache: "no-store" };
  for (const input of [url, new Request(url, { ...said, method: "POST" })]) {
    const transport = scripted(accepted("/status"), 200);
    const init = input === url ? { ...said, method: "POST" } : undefined;
    await fetchWithRetry(input, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport }, init);
    const sent = new Request(transport.sent[1].input, transport.sent[1].init);
    assert.deepEqual([sent.credentials, sent.redirect, sent.cache], Object.values(said));
  }
});

test("whoever forbids redirects has nothing sent to another origin, and a POST is not sent again in its place", async () => {
  for (const redirect of ["error", "manual"]) {
    for (const asRequest of [false, true]) {
      const init = { method: "POST", body: "x", redirect };
      const transport = scripted(accepted("http://other.test/status"), 200);
      const policy = { ...QUICK, until: "done", fetch: transport };
      const response = await (asRequest ? fetchWithRetry(new Request(url, init), policy) : fetchWithRetry(url, policy, init));
      assert.deepEqual([response.status, reason(response), transport.sent.length], [202, "not-idempotent", 1], redirect);
    }
    const transport = scripted(accepted("/status"), 200);
    await fetchWithRetry(url, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport }, { method: "POST", redirect });
    assert.equal(addressOf(transport.sent[1]), new URL("/status", url).href, "at home there is no redirect in it");
  }
});

test("after the Location, failures are those of a GET", async () => {
  const transport = scripted(accepted("/status"), 503, networkError(), 200);
  const response = await fetchWithRetry(url, { ...QUICK, until: { not: 202, ...PACE }, fetch: transport }, { method: "POST" });
  assert.deepEqual(history(response), [202, 503, "network", 200]);
});

test("a POST that is accepted without a Location is not sent again", async () => {
  const transport = scripted(202, 200);
  const response = await fetchWithRetry(url, { ...QUICK, until: "done", fetch: transport }, { method: "POST", body: "x" });
  assert.deepEqual([response.status, reason(response), transport.sent.length], [202, "not-idempotent", 1]);
  assert.equal(await response.text(), "status 202");
});

test("a stream that is accepted without a Location cannot be; with one, it need not", async () => {
  const init = () => ({ method: "PUT", body: new Blob(["x"]).stream() });
  const response = await fetchWithRetry(url, { ...QUICK, until: "done", fetch: scripted(202) }, init());
  assert.equal(reason(response), "body");
  const followed = await fetchWithRetry(
    url,
    { ...QUICK, until: { not: 202, ...PACE }, fetch: scripted(accepted("/a"), 200) },
    init(),
  );
  assert.equal(followed.status, 200);
});

test("a Location that is none, or leads elsewhere than to HTTP, ends the call", async () => {
  for (const location of ["http://[", "ftp://server.test/", "data:,x", "javascript:alert(1)"]) {
    const transport = scripted(accepted(location), 200);
    const { error } = await outcome(fetchWithRetry(url, { ...QUICK, until: "done", fetch: transport }));
    assert.deepEqual(
      [error.name, error.reason, error.cause.name, error.response.status],
      ["RetryError", "error", "TypeError", 202],
    );
    assert.equal(transport.sent.length, 1);
  }
});

test("a hint is a floor for polls as well", async (t) => {
  const time = virtualTime(t);
  const policy = {
    ...QUICK,
    until: "done",
    retryAfter: { jitter: "none" },
    fetch: scripted(accepted(undefined, { "retry-after": "30" }), 200),
  };
  const response = await time.until(fetchWithRetry(url, policy));
  const [first] = reportOf(response).attempts;
  assert.deepEqual([first.retryAfter, first.wait], [30_000, 30_000]);
  const capped = { ...policy, retryAfter: { cap: "10s" }, fetch: scripted(accepted(undefined, { "retry-after": "30" })) };
  assert.equal(reason(await time.until(fetchWithRetry(url, capped))), "hint-too-long");
});

test("a predicate says of good responses whether they are what was waited for", async () => {
  for (const isAsync of [false, true]) {
    const asked = [];
    const done = (response) => {
      asked.push(response.status);
      const isDone = response.headers.get("x-state") === "ready";
      return isAsync ? Promise.resolve(isDone) : isDone;
    };
    const ready = () => answer(200, { "x-state": "ready" }, "ready");
    const fetch = scripted(200, 503, 201, ready);
    const response = await fetchWithRetry(url, { ...QUICK, until: { done, ...PACE }, fetch });
    assert.equal(await response.text(), "ready");
    assert.deepEqual(history(response), [200, 503, 201, 200]);
    assert.deepEqual(asked, [200, 201, 200]);
  }
  const response = await fetchWithRetry(url, { ...QUICK, until: () => assert.fail("asked"), fetch: scripted(404) });
  assert.equal(reason(response), "status");
});

test("a predicate may read a clone", async () => {
  const steps = ["pending", "pending", "done"].map((state) => () => answer(200, {}, JSON.stringify({ state })));
  const done = async (response) => (await response.clone().json()).state === "done";
  const response = await fetchWithRetry(url, { ...QUICK, until: { done, ...PACE }, fetch: scripted(...steps) });
  assert.deepEqual(await response.json(), { state: "done" });
});

test("a predicate that throws, or does not say true or false, ends the call", async () => {
  const broken = new Error("a bug in until");
  const throwing = () => {
    throw broken;
  };
  const nonsense = [() => undefined, async () => {}, () => "yes", () => 1, () => null];
  for (const until of [throwing, async () => throwing(), ...nonsense]) {
    const good = answer(200);
    const { error } = await outcome(fetchWithRetry(url, { ...QUICK, until, fetch: scripted(() => good) }), 500);
    assert.deepEqual([error.name, error.reason], ["RetryError", "error"], `${until}`);
    if (!nonsense.includes(until)) assert.equal(error.cause, broken);
    else assert.match(error.cause.message, /until: the function must return true or false/);
    assert.equal(good.bodyUsed, true, "let go");
  }
});

test("a predicate that never answers is bounded by the deadline", async (t) => {
  const time = virtualTime(t);
  const response = await time.until(
    fetchWithRetry(url, { ...QUICK, until: () => new Promise(() => {}), deadline: "10s", fetch: scripted(200) }),
  );
  assert.deepEqual([response.status, reason(response)], [200, "deadline"]);
  assert.ok(time.passed <= 10_000);
});

test("a failure between polls is retried, each time with fresh retries and waits", async () => {
  const until = { not: 404, ...PACE };
  const fetch = scripted(404, 503, 503, 404, 503, networkError(), 404, 200);
  const policy = { ...QUICK, backoff: { type: "linear", base: 2, step: 3 }, retries: 2, until, fetch };
  const response = await fetchWithRetry(url, policy);
  assert.deepEqual(history(response), [404, 503, 503, 404, 503, "network", 404, 200]);
  const waits = reportOf(response).attempts.map(({ wait }) => wait);
  assert.deepEqual(waits, [1, 2, 5, 1, 2, 5, 1, undefined]);
  const failing = await fetchWithRetry(url, { ...policy, fetch: scripted(404, 503) });
  assert.deepEqual([history(failing), reason(failing)], [[404, 503, 503, 503], "attempts"]);
});

test("polls take no tokens", async () => {
  const policy = new RetryPolicy({
    ...QUICK,
    budget: { initial: 1 },
    retries: 1,
    until: { not: 404, ...PACE },
    fetch: scripted(404, 404, 404, 200),
  });
  assert.equal((await fetchWithRetry(url, policy)).status, 200);
  assert.equal(policy.budgets()[0].credit, 1);
});

test("the deadline ends it with the last response, unread", async (t) => {
  const time = virtualTime(t);
  const until = { not: 404, backoff: { type: "constant", base: "4s" }, jitter: "none" };
  const response = await time.until(fetchWithRetry(url, { ...QUICK, until, deadline: "10s", fetch: scripted(404) }));
  assert.deepEqual([response.status, reason(response), history(response)], [404, "deadline", [404, 404, 404]]);
  assert.equal(await response.text(), "status 404");
  assert.equal(time.passed, 8000, "a wait that would not end before it is not begun");
});

test("an abort between polls ends it at once", async (t) => {
  const time = virtualTime(t);
  const controller = new AbortController();
  const transport = scripted(404);
  const call = fetchWithRetry(url, { ...QUICK, until: "found", fetch: transport }, { signal: controller.signal });
  call.catch(() => {});
  while (transport.sent.length === 0 || time.pending.size === 0) await turnOfTheLoop();
  for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
  controller.abort("enough");
  await assert.rejects(call, (error) => error === "enough");
  assert.equal(time.pending.size, 0);
  assert.equal(transport.sent.length, 1);
});

test("the bodies of answers that were not there yet are let go", async () => {
  const early = [answer(404), answer(404)];
  const fetch = scripted(
    () => early[0],
    () => early[1],
    200,
  );
  await fetchWithRetry(url, { ...QUICK, until: { not: 404, ...PACE }, fetch });
  assert.deepEqual(
    early.map(({ bodyUsed }) => bodyUsed),
    [true, true],
  );
});

test("a wait is told of the address that asked for it, a poll of the one that it goes to", async () => {
  const told = [];
  const onEvent = ({ type, method, url, status }) => told.push([type, method, url, status].filter(Boolean).join(" "));
  const fetch = scripted(accepted("/status?secret=1"), 200);
  await fetchWithRetry(url, { ...QUICK, until: { not: 202, ...PACE }, onEvent, fetch }, { method: "POST" });
  const status = "GET http://server.test/status";
  assert.deepEqual(told, [
    `attempt POST ${url}`,
    `response POST ${url} 202`,
    `wait POST ${url}`,
    `attempt ${status}`,
    `response ${status} 200`,
    `end ${status} 200`,
  ]);
});
