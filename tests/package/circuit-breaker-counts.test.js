// Most first attempts are made without the core. What they come to counts all the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { url } from "./support/circuit.js";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

// What brings the core in from the start.
const WITH_THE_CORE = [{ onEvent() {} }, { breaker: { key: () => "http://server.test" } }];

/** Steps that take their time, for a hundred calls. */
function steps(time) {
  const after = (milliseconds, make) => () => {
    time.passed += milliseconds;
    return make();
  };
  const failing = () => {
    throw networkError();
  };
  return [
    after(10, () => answer(200)),
    after(700, () => answer(200)),
    after(10, () => answer(503)),
    after(600, () => answer(500)),
    after(10, () => answer(404)),
    after(900, () => answer(429)),
    after(10, () => answer(304, {}, null)),
    after(10, failing),
    after(800, () => answer(201)),
  ];
}

async function countsOf(t, way, more) {
  const time = virtualTime(t);
  const script = steps(time);
  let sent = 0;
  const fetch = scripted(...Array.from({ length: 500 }, () => () => script[sent++ % script.length]()));
  const breaker = { minimum: 1000, slowRate: 0.9, slowCall: 500, window: "10m", ...way.breaker };
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 50 }, random: () => 0.5, ...way, breaker, fetch, ...more });
  const changes = [];
  policy.breaker.onChange((change) => changes.push(change));
  for (let call = 0; call < 100; call++) await time.until(outcome(fetchWithRetry(url, policy), 1e9));
  const counts = { snapshot: policy.breaker.snapshot(), budgets: policy.budgets(), changes, sent };
  t.mock.restoreAll();
  return counts;
}

for (const [what, more] of Object.entries({ "single attempts": { retries: 0 }, "calls with retries": { retries: 2 } })) {
  test(`${what}: the same counts, tokens and changes in every way`, async (t) => {
    const alone = await countsOf(t, {}, more);
    const [{ calls, failures, slow }] = alone.snapshot;
    assert.ok(calls > 80 && failures > 20 && slow > 20, `${calls} calls, ${failures} failures, ${slow} slow`);
    for (const way of WITH_THE_CORE) assert.deepEqual(await countsOf(t, way, more), alone);
  });
}
