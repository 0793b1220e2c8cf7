// WebAssembly that was left by an exception is thrown away: the calls under way settle, and the next one has a new core.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { core } from "./support/core.js";
import {
  CircuitBreaker,
  createFetch,
  fetchWithRetry,
  parseRetryAfter,
  preload,
  RetryError,
  RetryPolicy,
  reportOf,
} from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, FREE, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { allWorks, madeBefore } from "./support/well.js";

const url = "http://server.test/";
const before = madeBefore();
await allWorks(before);

const ERRORS = {
  "a stack that ran over": () => new RangeError("Maximum call stack size exceeded"),
  "a trap": () => new WebAssembly.RuntimeError("unreachable"),
};

// What each export of the core is for, as a caller sees it.
const NAMES = [...core.crossings.keys()];

after(() => assert.equal(core.afterTrap, 0, "an instance was used again that an exception had left"));

/** Everything that the package does, once; what throws is caught, and what hangs fails. */
async function everything() {
  const { policy, send, breaker } = before;
  const attempts = [
    () => fetchWithRetry(url, policy),
    () => send(url),
    () => fetchWithRetry(url, { ...QUICK, budget: {}, breaker: true, throttle: true, fetch: scripted(networkError(), 503, 200) }),
    () => policy.explain(),
    () => policy.delays(),
    () => policy.budgets(),
    () => new RetryPolicy({ retries: 1 }).explain(),
    () => parseRetryAfter("5"),
    () => breaker.isolate(),
    () => breaker.snapshot(),
    () => breaker.reset(),
    () => CircuitBreaker.hydrate(breaker.toJSON()).state,
    () => preload(),
  ];
  const ends = [];
  for (const attempt of attempts) ends.push(await outcome((async () => attempt())(), 60_000));
  return ends;
}

test("there are exports to trap in", () => {
  assert.ok(NAMES.length > 5, `${NAMES}`);
});

for (const [what, makeError] of Object.entries(ERRORS)) {
  for (const name of NAMES) {
    test(`${what} in ${name}: whatever it ends, the next call works, with what was made before too`, async () => {
      core.makeError = makeError;
      core.trap = name;
      const ends = await everything();
      assert.ok(ends.filter(({ error }) => error !== undefined).length <= 2, "one call is lost, and what it is under way in");
      core.trap = undefined;
      await allWorks(before);
    });
  }
}

test("calls under way end with an error, whatever they are doing, and leave no body open", async () => {
  const requests = [];
  const fetch = () => new Promise((resolve) => requests.push(resolve));
  const waits = { ...FREE, backoff: { type: "constant", base: 30 }, jitter: "none", fetch: scripted(503, 200) };
  const calls = [
    fetchWithRetry(url, { ...QUICK, fetch }),
    fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout: 30, fetch: () => new Promise(() => {}) }),
    fetchWithRetry(url, waits),
    fetchWithRetry(url, { ...QUICK, shouldRetry: () => turnOfTheLoop().then(turnOfTheLoop), fetch: scripted(503, 200) }),
  ].map((call) => outcome(call, 60_000));
  await turnOfTheLoop();
  const { instances } = core;
  core.trap = "retry_after";
  assert.throws(() => parseRetryAfter("5"));
  assert.equal(parseRetryAfter("5"), 5000);
  assert.equal(core.instances, instances + 1);

  const late = answer(200);
  for (const resolve of requests) resolve(late);
  for (const call of calls) {
    const { error } = await call;
    assert.ok(error instanceof RetryError, `${error}`);
    assert.equal(error.reason, "error");
    assert.equal(reportOf(error).reason, "error", error.message);
  }
  assert.equal(late.bodyUsed, true);
  await allWorks(before);
});

test("an abort still ends a call that its core has left, with the caller's own reason or that error", async () => {
  const controller = new AbortController();
  const call = fetchWithRetry(url, { ...QUICK, fetch: () => new Promise(() => {}) }, { signal: controller.signal });
  core.trap = "retry_after";
  assert.throws(() => parseRetryAfter("5"));
  controller.abort("enough");
  const { error } = await outcome(call, 60_000);
  assert.ok(error === "enough" || error instanceof RetryError);
  await allWorks(before);
});

test("circuits begin anew, those set by hand stay as they are", async () => {
  const breaker = new CircuitBreaker({ minimum: 10 });
  const send = createFetch({ ...QUICK, breaker, fetch: scripted(200) });
  await send(url);
  breaker.isolate();
  core.trap = "retry_after";
  assert.throws(() => parseRetryAfter("5"));
  assert.equal(breaker.state, "isolated");
  assert.equal((await outcome(send(url))).error.reason, "circuit-open");
  breaker.reset();
  assert.equal((await send(url)).status, 200);
});

test("a hundred traps, one after the other, leave one instance each time", async () => {
  const { instances } = core;
  for (let time = 0; time < 100; time++) {
    core.trap = "begin";
    await outcome(fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }), 60_000);
    assert.equal((await outcome(fetchWithRetry(url, before.policy), 60_000)).value?.status, 200);
  }
  assert.equal(core.instances - instances, 100);
});
