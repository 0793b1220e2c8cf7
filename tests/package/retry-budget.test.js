// Retries that fail are paid for with tokens that the calls to one origin share. Nobody waits for one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls } from "./support/circuit.js";
import { createFetch, fetchWithRetry, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/";
const { budget: _, ...WITH_BUDGET } = QUICK;
const end = (outcome) => [reportOf(outcome).reason, reportOf(outcome).attempts.length];

/** A policy with a budget, and nothing else worth mentioning. */
const paying = (fetch, more) => new RetryPolicy({ ...WITH_BUDGET, fetch, ...more });

test("a lone call may use all of its retries; the next one ends with its real response", async (t) => {
  const time = virtualTime(t);
  const policy = paying(scripted(503), { retries: 6 });
  assert.deepEqual(end(await time.until(fetchWithRetry(url, policy))), ["attempts", 7]);
  const asked = time.asked.length;
  const response = await fetchWithRetry(url, policy);
  assert.deepEqual(end(response), ["budget", 1]);
  assert.equal(response.status, 503);
  assert.equal(await response.text(), "status 503");
  assert.equal("wait" in reportOf(response).attempts[0], false);
  assert.equal(time.asked.length, asked + 1, "one timer, for the attempt: nobody waits for a token");
});

test("or with its real error", async () => {
  const broken = networkError();
  const policy = paying(scripted(broken), { retries: 1, budget: { initial: 2 } });
  const spend = [await rejection(fetchWithRetry(url, policy)), await rejection(fetchWithRetry(url, policy))];
  assert.deepEqual(spend.map(end), [
    ["attempts", 2],
    ["attempts", 2],
  ]);
  const error = await rejection(fetchWithRetry(url, policy));
  assert.deepEqual([error.name, error.reason, error.cause], ["RetryError", "budget", broken]);
  assert.match(error.message, /: no retry token left: too many retries failed lately \(1 attempt: /);
});

test("where more retries are written, the credit is as large, unless it is written too", async () => {
  const policy = paying(scripted(503), { retries: 7 });
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["attempts", 8]);
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["budget", 1]);
  const written = paying(scripted(503), { retries: 7, budget: { initial: 2 } });
  assert.deepEqual(end(await fetchWithRetry(url, written)), ["budget", 3]);
});

test("good answers earn, of first attempts and of retries, up to the cap", async () => {
  const budget = { initial: 0, ratio: 0.1, cap: 2 };
  const policy = paying(scripted(...Array(25).fill(200), 503), { budget, retries: 5 });
  await calls(policy, 5);
  assert.deepEqual(policy.budgets(), [{ key: "http://server.test", credit: 0, earned: 0.5 }]);
  await calls(policy, 20);
  assert.equal(policy.budgets()[0].earned, 2);
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["budget", 3]);
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["budget", 1]);

  const after = paying(scripted(503, 503, 200), { budget: { initial: 2, ratio: 1 } });
  await fetchWithRetry(url, after);
  assert.deepEqual(after.budgets(), [{ key: "http://server.test", credit: 1, earned: 1 }]);
});

test("what earns and what does not", async () => {
  const earned = async (...steps) => {
    const policy = paying(scripted(...steps), { retries: 0, budget: { initial: 1, ratio: 0.5 } });
    await outcome(fetchWithRetry(url, policy));
    return policy.budgets()[0].earned;
  };
  for (const good of [200, 204, 404, 401])
    assert.equal(await earned(good === 204 ? () => new Response(null, { status: 204 }) : good), 0.5, `${good}`);
  for (const bad of [408, 429, 500, 503, networkError(), new TypeError("x is not a function")])
    assert.equal(await earned(bad), 0, `${bad}`);
});

test("each origin has tokens of its own", async () => {
  const policy = paying(scripted(503), { retries: 1, budget: { initial: 1 } });
  assert.deepEqual(end(await fetchWithRetry("http://one.test/a", policy)), ["attempts", 2]);
  assert.deepEqual(end(await fetchWithRetry("http://one.test/b?c=d", policy)), ["budget", 1]);
  assert.deepEqual(end(await fetchWithRetry("http://one.test:8080/", policy)), ["attempts", 2]);
  assert.deepEqual(end(await fetchWithRetry(new Request("http://two.test/"), policy)), ["attempts", 2]);
  assert.deepEqual(
    policy.budgets().map(({ key }) => key),
    ["http://one.test", "http://one.test:8080", "http://two.test"],
  );
});

test("a preset's name shares with itself, and so does no policy at all", async (t) => {
  const time = virtualTime(t);
  const mock = scripted(503);
  t.mock.method(globalThis, "fetch", mock);
  for (const _ of [1, 2]) assert.deepEqual(end(await time.until(fetchWithRetry(url))), ["attempts", 4]);
  assert.deepEqual(end(await fetchWithRetry(url)), ["budget", 1]);
  assert.deepEqual(end(await fetchWithRetry(url, "standard")), ["budget", 1], "the default by its name");
  assert.deepEqual(end(await fetchWithRetry(url, undefined)), ["budget", 1]);
  assert.deepEqual(end(await time.until(fetchWithRetry(url, "statusCodes"))), ["attempts", 4]);
  assert.deepEqual(end(await time.until(createFetch("statusCodes")(url))), ["budget", 1]);
});

test("two RetryPolicy objects do not share, and a preset's object not with its name", async (t) => {
  const time = virtualTime(t);
  t.mock.method(globalThis, "fetch", scripted(503));
  const options = { ...WITH_BUDGET, retries: 1, budget: { initial: 1 } };
  for (const _ of [1, 2]) assert.deepEqual(end(await time.until(fetchWithRetry(url, new RetryPolicy(options)))), ["attempts", 2]);
  assert.deepEqual(end(await time.until(fetchWithRetry(url, "zDirect"))), ["attempts", 9]);
  assert.deepEqual(end(await time.until(fetchWithRetry(url, new RetryPolicy("zDirect")))), ["attempts", 9]);
});

test("with() shares, and so does a policy made of a policy", async () => {
  const policy = paying(scripted(503), { retries: 1, budget: { initial: 1 } });
  await fetchWithRetry(url, policy);
  for (const other of [policy.with({ retries: 5 }), policy.with({ onEvent() {} }), new RetryPolicy(policy)]) {
    assert.deepEqual(end(await fetchWithRetry(url, other)), ["budget", 1]);
  }
  assert.deepEqual(end(await fetchWithRetry(url, policy.with({ budget: { initial: 1 } }))), ["attempts", 2]);
});

test("of many calls at once to a dead server each may try once more, and then hardly any", async () => {
  const transport = scripted(503);
  const policy = paying(transport, {});
  const all = () => Promise.all(Array.from({ length: 100 }, () => fetchWithRetry(url, policy)));
  assert.ok((await all()).every(({ status }) => status === 503));
  assert.ok(transport.sent.length >= 200 && transport.sent.length <= 206, `${transport.sent.length}`);
  const before = transport.sent.length;
  await all();
  assert.equal(transport.sent.length - before, 100);
});

for (const calls of [8, 30, 100]) {
  test(`${calls} calls at once, each of which fails once, all succeed, again and again`, async () => {
    const seen = new Set();
    const once = async (address) => {
      const status = seen.has(`${address}`) ? 200 : 503;
      seen.add(`${address}`);
      return new Response(null, { status });
    };
    const policy = paying(once, {});
    for (let round = 0; round < 3; round++) {
      const paths = Array.from({ length: calls }, (_, call) => `${url}${round}/${call}`);
      const responses = await Promise.all(paths.map((path) => fetchWithRetry(path, policy)));
      assert.ok(responses.every(({ ok }) => ok));
    }
  });
}

test("a retry that succeeds costs nothing, however many there are", async () => {
  let sent = 0;
  const policy = paying(async () => new Response(null, { status: ++sent % 2 ? 503 : 200 }), { budget: { initial: 1, ratio: 0 } });
  for (let call = 0; call < 100; call++) assert.equal((await fetchWithRetry(url, policy)).status, 200);
  assert.equal(policy.budgets()[0].credit, 1);
});

test("what a server that lives asked for is free, and what a dead one asked for is not", async (t) => {
  const time = virtualTime(t);
  const later = (status, seconds) => () => new Response(null, { status, headers: { "retry-after": seconds } });
  const ends = async (first, failing) => {
    const policy = paying(scripted(first, failing), { retries: 5, deadline: "1h", budget: { initial: 1, ratio: 0 } });
    await outcome(time.until(fetchWithRetry(url, policy)));
    return end(await time.until(fetchWithRetry(url, policy)));
  };
  assert.deepEqual(await ends(200, later(503, "1")), ["attempts", 6]);
  assert.deepEqual(await ends(200, later(429, "1")), ["attempts", 6]);
  assert.deepEqual(await ends(200, 429), ["attempts", 6], "a limit is a limit");
  assert.deepEqual(await ends(200, later(503, "0")), ["budget", 2]);
  assert.deepEqual(await ends(503, later(503, "1")), ["budget", 1], "nobody ever heard a good word");
});

test("a server that says nothing but 429 is believed a hundred times", async () => {
  const transport = scripted(429);
  const policy = paying(transport);
  for (let call = 0; call < 100; call++) await fetchWithRetry(url, policy);
  const before = transport.sent.length;
  assert.ok(before < 100 + 100 + 10, `${before}`);
  for (let call = 0; call < 100; call++) assert.deepEqual(end(await fetchWithRetry(url, policy)), ["budget", 1]);
});

test("a retry that is aborted while it waits gives its token back", async () => {
  const policy = paying(scripted(503), {
    retries: 1,
    budget: { initial: 1 },
    backoff: { type: "constant", base: "1h" },
    deadline: false,
  });
  const controller = new AbortController();
  const aborted = outcome(fetchWithRetry(url, policy, { signal: controller.signal }));
  while (!(policy.budgets()[0]?.credit < 1)) await turnOfTheLoop();
  const meanwhile = await fetchWithRetry(url, policy);
  assert.deepEqual(end(meanwhile), ["budget", 1]);
  controller.abort("enough");
  assert.equal((await aborted).error, "enough");
  assert.equal(policy.budgets()[0].credit, 1);
});

test("a retry that was sent has spent it, even if it is aborted then", async () => {
  const controller = new AbortController();
  const abort = () => {
    controller.abort("enough");
    return new Promise(() => {});
  };
  const policy = paying(scripted(503, abort), { budget: { initial: 2 } });
  await rejection(fetchWithRetry(url, policy, { signal: controller.signal }));
  assert.equal(policy.budgets()[0].credit, 1);
});

test("a wait that is not begun costs nothing", async () => {
  const policy = paying(scripted(503), { backoff: { type: "constant", base: "1h" }, deadline: "10s" });
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["deadline", 1]);
  assert.equal(policy.budgets()[0].credit, 6);
});

test("shouldRetry cannot overdraw it", async () => {
  const policy = paying(scripted(501), { statuses: [501], budget: { initial: 1 }, shouldRetry: () => true });
  assert.deepEqual(end(await fetchWithRetry(url, policy)), ["budget", 2]);
});

test("false: no end of tokens", async () => {
  const policy = paying(scripted(503), { budget: false });
  for (let call = 0; call < 10; call++) assert.deepEqual(end(await fetchWithRetry(url, policy)), ["attempts", 4]);
  assert.deepEqual(policy.budgets(), []);
});

test("operations have them as well", async () => {
  const policy = paying(undefined, { retries: 1, budget: { initial: 1 } });
  const failing = () => {
    throw new Error("down");
  };
  assert.deepEqual(end(await rejection(retry(failing, policy))), ["attempts", 2]);
  assert.deepEqual(end(await rejection(retry(failing, policy))), ["budget", 1]);
});

test("a range: each origin draws its own credit from it", async () => {
  const policy = paying(scripted(200), { budget: { initial: [1, 3] } });
  for (let origin = 0; origin < 100; origin++) await fetchWithRetry(`http://${origin}.test/`, policy);
  const credits = policy.budgets().map(({ credit }) => credit);
  assert.ok(credits.every((credit) => credit >= 1 && credit <= 3));
  assert.ok(new Set(credits).size > 90);
});

test("thousands of origins do not pile up, and all of them are served", async () => {
  for (const more of [{}, { onEvent() {} }]) {
    const policy = paying(scripted(200), more);
    for (let origin = 0; origin < 1500; origin++) {
      assert.equal((await fetchWithRetry(`http://${origin}.test/`, policy)).status, 200);
    }
    const budgets = policy.budgets();
    assert.ok(budgets.length <= 1000, `${budgets.length}`);
    assert.equal(budgets.at(-1).key, "http://1499.test");
    // One that was forgotten begins anew.
    for (let call = 0; call < 3; call++) await fetchWithRetry("http://0.test/", policy);
    const { credit, earned } = policy.budgets().find(({ key }) => key === "http://0.test");
    assert.deepEqual([credit, Math.round(earned * 100)], [6, 120]);
  }
});
