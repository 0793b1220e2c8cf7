// Is the package well? What was made before something went wrong, and what is made after it, still works.
import assert from "node:assert/strict";
import {
  CircuitBreaker,
  createFetch,
  fetchWithRetry,
  keepAlive,
  parseRetryAfter,
  RetryPolicy,
  reportOf,
  retry,
} from "./installed.js";
import { outcome } from "./outcome.js";
import { answer, FREE, QUICK } from "./transport.js";

const url = "http://server.test/";

/** Things of every kind, made before something goes wrong. */
export function madeBefore() {
  const steps = [];
  const fetch = async () => {
    const step = steps.shift() ?? 200;
    return answer(step);
  };
  const breaker = new CircuitBreaker({ minimum: 10 });
  return {
    steps,
    breaker,
    policy: new RetryPolicy({ ...QUICK, jitter: "full", breaker, budget: { ratio: 1 }, fetch }),
    send: createFetch({ ...QUICK, fetch }),
  };
}

/** Asserts that all of them, and new ones, do what they should. */
export async function allWorks({ steps, breaker, policy, send }) {
  steps.splice(0);
  for (const call of [
    () => fetchWithRetry(url, policy),
    () => send(url),
    () => fetchWithRetry(url, { ...QUICK, fetch: inTurn(503, 200) }),
  ]) {
    steps.push(503, 200);
    const { value, error } = await outcome(call(), 60_000);
    assert.equal(value?.status, 200, `${error}`);
    assert.deepEqual(
      reportOf(value).attempts.map(({ status }) => status),
      [503, 200],
    );
    steps.splice(0);
  }
  assert.deepEqual(
    await outcome(
      retry(() => "done", QUICK),
      60_000,
    ),
    { value: "done" },
  );
  assert.match(policy.explain(), /^Retries after/);
  assert.equal(policy.delays().length, 3);
  assert.equal(new RetryPolicy({ retries: 2 }).delays().length, 2);
  assert.throws(() => new RetryPolicy({ retries: -1 }), { name: "TypeError", field: "retries" });
  assert.equal(policy.with({ retries: 1 }).toJSON().retries, 1);
  assert.equal(parseRetryAfter("5"), 5000);

  breaker.isolate();
  assert.equal(breaker.state, "isolated");
  assert.equal((await outcome(fetchWithRetry(url, policy), 60_000)).error.reason, "circuit-open");
  breaker.reset();
  assert.equal(breaker.state, "closed");
  const stopped = new Promise((resolve) => {
    const onEvent = ({ type }) => {
      if (type === "beat") session.stop();
      if (type === "stopped") resolve("stopped");
    };
    const session = keepAlive(() => "beat", { interval: "1h", immediately: true, policy: FREE, onEvent });
  });
  assert.deepEqual(await outcome(stopped, 60_000), { value: "stopped" });
}

function inTurn(...steps) {
  return async () => answer(steps.shift() ?? 200);
}
