// statusOf: an answer that lies is judged by what it means.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { answer, never, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/graphql";
const statuses = (outcome) => reportOf(outcome).attempts.map(({ status }) => status);
const json = (value, headers) => () => Response.json(value, { headers });
const BUSY = { errors: [{ code: "BUSY" }] };
const GOOD = { data: 1 };

/** As GraphQL servers do it: the failure is in the body. */
const statusOf = async (response) => ((await response.clone().json()).errors ? 503 : undefined);
const policy = (transport, more) => ({ ...QUICK, statusOf, ...more, fetch: transport });

test("a 200 that says that it failed is retried, and the report says what it meant", async () => {
  const transport = scripted(json(BUSY), json(GOOD));
  const response = await fetchWithRetry(url, policy(transport));
  assert.deepEqual(await response.json(), GOOD, "the callback read a clone");
  assert.deepEqual([statuses(response), transport.sent.length], [[503, 200], 2]);
});

test("it is asked of every answer, also of good ones and of failures", async () => {
  const seen = [];
  const ask = (response) => {
    seen.push(response.status);
  };
  const transport = scripted(503, new TypeError("fetch failed"), 200);
  assert.equal((await fetchWithRetry(url, policy(transport, { statusOf: ask }))).status, 200);
  assert.deepEqual(seen, [503, 200]);
});

test("nothing, and null, leave the status as it is", async () => {
  for (const said of [undefined, null]) {
    const response = await fetchWithRetry(url, policy(scripted(500, 200), { statusOf: () => said }));
    assert.deepEqual(statuses(response), [500, 200]);
  }
});

test("a success at once is reported by what it means too", async () => {
  const response = await fetchWithRetry(url, policy(scripted(200), { statusOf: () => 201 }));
  assert.deepEqual([response.status, statuses(response), reportOf(response).reason], [200, [201], "success"]);
});

test("the answer that the call ends with comes as it came", async () => {
  const response = await fetchWithRetry(url, policy(scripted(json(BUSY)), { retries: 1 }));
  assert.deepEqual([response.status, response.ok, await response.json()], [200, true, BUSY]);
  assert.deepEqual([statuses(response), reportOf(response).reason], [[503, 503], "attempts"]);
});

test("with throwOnStatus it is thrown, with the answer", async () => {
  const error = await rejection(fetchWithRetry(url, policy(scripted(json(BUSY)), { retries: 0, throwOnStatus: true })));
  assert.deepEqual([error.name, error.reason, error.response.status], ["RetryError", "attempts", 200]);
  assert.match(error.message, /1 attempt: 503/);
  const fine = await fetchWithRetry(url, policy(scripted(404), { statusOf: () => 200, throwOnStatus: true }));
  assert.equal(fine.status, 404);
});

test("hints, refusals for the sake of load and methods follow from it", async () => {
  const limited = json(BUSY, { "retry-after-ms": "3" });
  const options = {
    statusOf: async (response) => ((await statusOf(response)) ? 429 : undefined),
    retryAfter: { jitter: "none" },
  };
  const response = await fetchWithRetry(url, policy(scripted(limited, json(GOOD)), options), { method: "POST", body: "{}" });
  const [first] = reportOf(response).attempts;
  assert.deepEqual([response.status, first.retryAfter, first.wait], [200, 3, 3]);
  const once = scripted(json(BUSY), json(GOOD));
  const stopped = await fetchWithRetry(url, policy(once), { method: "POST", body: "{}" });
  assert.deepEqual([reportOf(stopped).reason, once.sent.length], ["not-idempotent", 1]);
});

test("the budget and the circuit go by it", async () => {
  const policies = new RetryPolicy({
    retries: 1,
    backoff: QUICK.backoff,
    budget: { initial: 1, ratio: 1, cap: 9 },
    statusOf: () => 503,
  });
  const send = () => fetchWithRetry(url, policies.with({ fetch: scripted(200) }));
  assert.equal(reportOf(await send()).reason, "attempts");
  assert.equal(reportOf(await send()).reason, "budget", "nothing was earned");
  const broken = policy(scripted(json(BUSY)), { retries: 0, breaker: { consecutive: 1 } });
  const through = createFetch(broken);
  await through(url);
  assert.equal((await rejection(through(url))).reason, "circuit-open");
});

test("events say what it meant", async () => {
  const seen = [];
  const onEvent = (event) => {
    if (event.status !== undefined) seen.push(`${event.type} ${event.status}`);
  };
  await fetchWithRetry(url, policy(scripted(json(BUSY), json(GOOD)), { onEvent }));
  assert.ok(seen.some((line) => line.endsWith(" 503")) && seen.some((line) => line.endsWith(" 200")), `${seen}`);
});

test("what means a 202 is followed to its Location, and the POST is not sent again", async () => {
  const accepted = () => answer(200, { location: "/jobs/7" }, "{}");
  const transport = scripted(accepted, json(GOOD));
  const asked = (response) => (response.headers.has("location") ? 202 : undefined);
  const until = { not: 202, backoff: QUICK.backoff };
  const response = await fetchWithRetry(url, policy(transport, { statusOf: asked, until }), { method: "POST", body: "{}" });
  assert.deepEqual(await response.json(), GOOD);
  const [first, second] = transport.sent;
  assert.deepEqual([first.init.method, second.init.method, second.input], ["POST", undefined, "http://server.test/jobs/7"]);
});

test("createFetch asks it, and a call may bring its own", async () => {
  const send = createFetch(policy(scripted(json(BUSY), json(BUSY), json(GOOD))));
  const response = await send(url, { retry: { statusOf: () => 404 } });
  assert.deepEqual([statuses(response), reportOf(response).reason], [[404], "status"]);
  assert.deepEqual(statuses(await send(url)), [503, 200]);
});

test("retry() asks it of a response that the operation returns, and of nothing else", async () => {
  const answers = [Response.json(BUSY), Response.json(GOOD)];
  const response = await retry(async () => answers.shift(), { ...QUICK, statusOf });
  assert.deepEqual(await response.json(), GOOD);
  const broken = () => {
    throw new Error("asked");
  };
  assert.deepEqual(await retry(async () => ({ some: "value" }), { ...QUICK, statusOf: broken }), { some: "value" });
  let n = 0;
  const thrown = async () => {
    if (n++ === 0) throw Object.assign(new Error("busy"), { response: Response.json(BUSY, { status: 503 }) });
    return 1;
  };
  assert.equal(await retry(thrown, { ...QUICK, statusOf: broken }), 1);
});

test("one that never answers is waited for until the deadline, and then the answer is as it came", async (t) => {
  const time = virtualTime(t);
  const call = fetchWithRetry(url, policy(scripted(json(GOOD)), { statusOf: never, deadline: "5s" }));
  const response = await time.until(call);
  assert.deepEqual([response.status, statuses(response), reportOf(response).elapsed], [200, [200], 5000]);
});

test("the caller can give up while it is asked, and the body is let go", async () => {
  const controller = new AbortController();
  const given = answer(200);
  const call = fetchWithRetry(
    url,
    policy(
      scripted(() => given),
      { statusOf: never },
    ),
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort("enough"), 5);
  assert.equal(await rejection(call), "enough");
  assert.equal(given.bodyUsed, true);
});

test("a clone that it reads ends with the caller's abort too", async () => {
  const controller = new AbortController();
  let read;
  const endless = (_input, { signal }) => {
    const body = new ReadableStream({
      start(stream) {
        signal.addEventListener("abort", () => stream.error(signal.reason));
      },
    });
    return new Response(body);
  };
  const asked = (response) => {
    read = response.clone().text();
    return read;
  };
  const call = fetchWithRetry(url, policy(scripted(endless), { statusOf: asked }), { signal: controller.signal });
  setTimeout(() => controller.abort("enough"), 5);
  assert.equal(await rejection(call), "enough");
  assert.equal(await rejection(read), "enough");
});
