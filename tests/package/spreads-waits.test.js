// Never a storm: waits are spread, each client by numbers of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { COMMONJS, fetchWithRetry, RetryPolicy, reportOf, requireThere } from "./support/installed.js";
import { answer, FREE, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const ALMOST_ONE = 1 - 2 ** -53;

test("instances of the package never share a sequence", () => {
  const first = [];
  for (let i = 0; i < 250; i++) {
    delete requireThere.cache[COMMONJS];
    first.push(new (requireThere(COMMONJS).RetryPolicy)().delays()[0]);
  }
  assert.equal(new Set(first).size, first.length);
  // Spread over all of 0 to 500 ms, not in a corner of it.
  const tenths = new Set(first.map((wait) => Math.floor(wait / 50)));
  assert.equal(tenths.size, 10);
});

test("nor do worker threads", async () => {
  const program = `
    const { parentPort } = require("node:worker_threads");
    const { RetryPolicy } = require(${JSON.stringify(COMMONJS)});
    parentPort.postMessage(new RetryPolicy().delays());`;
  const draws = Array.from(
    { length: 8 },
    () => new Promise((resolve, reject) => new Worker(program, { eval: true }).on("message", resolve).on("error", reject)),
  );
  const all = (await Promise.all(draws)).flat();
  assert.equal(new Set(all).size, 24);
});

test("a thousand calls that fail together do not come back together", async () => {
  const policy = new RetryPolicy({ ...FREE, backoff: { base: 100 }, retries: 1, fetch: scripted(503) });
  const responses = await Promise.all(Array.from({ length: 1000 }, () => fetchWithRetry(url, policy)));
  const waits = responses.map((response) => reportOf(response).attempts[0].wait);
  // They are told to the microsecond, of which there are 100,000: five or so come twice.
  assert.ok(new Set(waits).size > 970);
  const tenths = Array.from({ length: 10 }, (_, tenth) => waits.filter((wait) => Math.floor(wait / 10) === tenth).length);
  // 100 are expected in each. 4.5 standard deviations away is 57 or 143.
  for (const count of tenths) assert.ok(count > 57 && count < 143, `${tenths}`);
});

// The wait before the second retry, from the lowest random number to the highest. Base 100 ms, so d is 200 ms.
const BOUNDS = [
  ["none", 200, 200],
  ["full", 0, 200],
  ["equal", 100, 200],
  [{ proportional: 0.25 }, 150, 250],
  [{ proportional: 1 }, 0, 400],
  [{ upward: 0.1 }, 200, 220],
  [{ add: [1000, "10s"] }, 1200, 10_200],
];

for (const [jitter, least, most] of BOUNDS) {
  test(`jitter ${JSON.stringify(jitter)}: from ${least} to ${most} ms`, () => {
    const policy = new RetryPolicy({ retries: 2, backoff: { base: 100 }, jitter });
    assert.equal(policy.delays({ random: () => 0 })[1], least);
    const longest = policy.delays({ random: () => ALMOST_ONE })[1];
    assert.ok(longest <= most && longest > most - 0.001, `${longest}`);
    for (let i = 0; i < 200; i++) {
      const wait = policy.delays()[1];
      assert.ok(wait >= least && wait <= most, `${wait}`);
    }
  });
}

test("decorrelated jitter grows from what was drawn before", () => {
  const policy = new RetryPolicy({ retries: 6, backoff: { base: 100, cap: 2000 }, jitter: "decorrelated" });
  assert.deepEqual(policy.delays({ random: () => 0 }), [100, 100, 100, 100, 100, 100]);
  const longest = policy.delays({ random: () => 1 });
  assert.deepEqual(longest.map(Math.round), [300, 900, 2000, 2000, 2000, 2000]);
  for (let i = 0; i < 200; i++) {
    let previous = 100;
    for (const wait of policy.delays()) {
      assert.ok(wait >= 100 && wait <= Math.min(2000, 3 * previous) + 1e-9, `${wait} after ${previous}`);
      previous = wait;
    }
  }
});

test("the cap comes before jitter: clients at the cap are still spread", () => {
  const policy = new RetryPolicy({ retries: 10, backoff: { base: "1s", cap: "4s" } });
  const last = Array.from({ length: 200 }, () => policy.delays()[9]);
  assert.equal(new Set(last).size, 200);
  assert.ok(Math.max(...last) <= 4000 && Math.max(...last) > 3600);
  assert.ok(Math.min(...last) < 400);
});

test("every shape of backoff, without jitter", () => {
  const shapes = [
    [{ base: 100 }, [100, 200, 400, 800, 1600]],
    [{ base: 100, factor: 3, cap: 1000 }, [100, 300, 900, 1000, 1000]],
    [{ type: "linear", base: 100 }, [100, 200, 300, 400, 500]],
    [{ type: "linear", base: 100, step: 50, cap: 220 }, [100, 150, 200, 220, 220]],
    [{ type: "constant", base: "1s" }, [1000, 1000, 1000, 1000, 1000]],
    [{ type: "fibonacci", base: 100 }, [100, 100, 200, 300, 500]],
    [{ list: [5, "1s", 7] }, [5, 1000, 7, 7, 7]],
  ];
  for (const [backoff, waits] of shapes) {
    assert.deepEqual(new RetryPolicy({ retries: 5, jitter: "none", backoff }).delays(), waits, JSON.stringify(backoff));
  }
});

test("injected random: the same draw, the same waits", async () => {
  const sequence = () => {
    const numbers = [0.1, 0.9, 0.5];
    return () => numbers.shift();
  };
  const waits = async () => {
    const response = await fetchWithRetry(url, { backoff: { base: 4 }, random: sequence(), fetch: scripted(503) });
    return reportOf(response).attempts.map(({ wait }) => wait);
  };
  assert.deepEqual(await waits(), [0.4, 7.2, 8, undefined]);
  assert.deepEqual(await waits(), await waits());
});

test("injected now: times and deadlines go by it", async () => {
  let now = 1_900_000_000_000;
  const fetch = async () => {
    now += 4000;
    return answer(503);
  };
  const response = await fetchWithRetry(url, { ...QUICK, retries: 9, deadline: "10s", now: () => now, fetch });
  const { reason, elapsed, attempts } = reportOf(response);
  assert.equal(reason, "deadline");
  assert.equal(elapsed, 12_000);
  assert.deepEqual(
    attempts.map(({ startedAt }) => startedAt),
    [0, 4000, 8000],
  );
});

test("injected now: dates of hints are read by it where the server has no clock", async () => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 37);
  const dated = () => answer(503, { "retry-after": "Sun, 06 Nov 1994 08:50:07 GMT" });
  const response = await fetchWithRetry(url, { deadline: "10s", now: () => now, fetch: scripted(dated) });
  assert.equal(reportOf(response).attempts[0].retryAfter, 30_000);
});
