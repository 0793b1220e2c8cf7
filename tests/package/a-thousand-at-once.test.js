// Calls do not get into each other's way.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { answer, FREE, networkError, QUICK } from "./support/transport.js";

const stage = await openStage({ keepAlive: true });

test("a thousand calls at once, each with its own answers", async () => {
  // Each address gives its own sequence, and says in the body whose it is.
  const sent = new Map();
  const fetch = async (input) => {
    const number = Number(new URL(input).pathname.slice(1));
    const attempt = (sent.get(number) ?? 0) + 1;
    sent.set(number, attempt);
    await new Promise((resolve) => setImmediate(resolve));
    if (attempt > number % 4) return answer(200, {}, `answer ${number}`);
    if (number % 3 === 0) throw networkError();
    return answer(503);
  };
  const policy = new RetryPolicy({ ...FREE, backoff: { base: 2 }, fetch });
  const calls = Array.from({ length: 1000 }, async (_, number) => {
    const response = await fetchWithRetry(`http://server.test/${number}`, policy);
    assert.equal(await response.text(), `answer ${number}`);
    const { reason, attempts } = reportOf(response);
    assert.equal(reason, "success");
    assert.equal(attempts.length, (number % 4) + 1);
    assert.deepEqual(
      attempts.map(({ number }) => number),
      attempts.map((_, index) => index + 1),
    );
  });
  await Promise.all(calls);
  assert.equal(sent.size, 1000);
});

test("hundreds of calls at once to a real server", async () => {
  const { url, journal } = await stage.play("503,200", { afterwards: "repeat" });
  const send = createFetch({ ...FREE, retries: 30, backoff: { type: "constant", base: 5 } });
  const responses = await Promise.all(Array.from({ length: 300 }, () => send(url)));
  const attempts = responses.map((response) => reportOf(response).attempts.length);
  await Promise.all(responses.map((response) => response.text()));
  const sum = attempts.reduce((total, count) => total + count, 0);
  assert.equal(responses.filter(({ status }) => status === 200).length, 300);
  // Every second request is refused, so 300 good answers take 600 requests.
  assert.equal(sum, 600);
  assert.equal((await journal()).hits.length, 600);
});

test("an abort of one call leaves its neighbours alone", async () => {
  const policy = new RetryPolicy({ ...QUICK, fetch: () => new Promise((resolve) => setTimeout(() => resolve(answer(200)), 20)) });
  const controllers = Array.from({ length: 100 }, () => new AbortController());
  const calls = controllers.map(({ signal }) => fetchWithRetry("http://server.test/", policy, { signal }));
  for (const [index, controller] of controllers.entries()) if (index % 2) controller.abort(index);
  const ends = await Promise.allSettled(calls);
  for (const [index, end] of ends.entries()) {
    if (index % 2) assert.equal(end.reason, index);
    else assert.equal(end.value.status, 200);
  }
});

test("policies come and go by the thousand", async () => {
  const fetch = async () => answer(200);
  for (let i = 0; i < 5000; i++) new RetryPolicy({ retries: i % 10, fetch }).free?.();
  const kept = Array.from({ length: 2000 }, (_, index) => new RetryPolicy({ retries: index % 10, fetch }));
  for (const [index, policy] of kept.entries()) assert.equal(policy.toJSON().retries, index % 10);
  for (const policy of kept) policy.free?.();
});
