// "fleet": in an outage, most of a hundred thousand clients make no retry before the server has answered them again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { calls } from "./support/circuit.js";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { answer, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/";
const QUICKLY = { backoff: { type: "constant", base: 1 }, jitter: "none" };

/** One client of many, with a budget of its own. */
const client = (fetch, more) => new RetryPolicy({ preset: "fleet", ...QUICKLY, fetch, ...more });

test("a client that has heard nothing good of the server makes no retry", async () => {
  const transport = scripted(503);
  const clients = Array.from({ length: 500 }, () => client(transport));
  const responses = await Promise.all(clients.map((policy) => fetchWithRetry(url, policy)));
  assert.equal(transport.sent.length, 500, "one request for each call");
  for (const response of responses) assert.equal(reportOf(response).reason, "budget");
  assert.equal(await responses[0].text(), "status 503");
});

test("how many good answers it takes until a retry is left to chance, so that not all begin at once", async () => {
  const needed = Array(11).fill(0);
  for (let number = 0; number < 1000; number++) {
    const transport = scripted(200);
    const policy = client(transport);
    await fetchWithRetry(url, policy);
    const [{ credit, earned }] = policy.budgets();
    assert.ok(credit >= 0 && credit < 1 && earned === 0.1);
    needed[Math.ceil((1 - credit) * 10)]++;
  }
  // 100 are expected in each. 4.5 standard deviations away is 57 or 143.
  for (const count of needed.slice(1)) assert.ok(count > 57 && count < 143, `${needed}`);
});

test("it is drawn once for each origin", async () => {
  const policy = client(scripted(200));
  await calls(policy, 1);
  const [{ credit }] = policy.budgets();
  await calls(policy, 5);
  await calls(policy.with({ deadline: "1m" }), 5);
  assert.equal(policy.budgets()[0].credit, credit);
  await calls(policy, 1, "http://other.test/");
  assert.notEqual(policy.budgets()[1].credit, credit);
});

test("ten good answers are a retry for everybody", async () => {
  for (let number = 0; number < 50; number++) {
    const policy = client(scripted(...Array(10).fill(200), 503, 200));
    await calls(policy, 10);
    const response = await fetchWithRetry(url, policy);
    assert.deepEqual(
      reportOf(response).attempts.map(({ status }) => status),
      [503, 200],
    );
  }
});

test("a hundred clients in an outage of half a minute: hardly more requests than calls", async (t) => {
  const time = virtualTime(t);
  const isDown = () => time.passed >= 30_000 && time.passed < 60_000;
  let sent = 0;
  const fetch = async () => {
    if (isDown()) sent++;
    return answer(isDown() ? 503 : 200);
  };
  let made = 0;
  const ends = [];
  for (let number = 0; number < 100; number++) {
    const policy = new RetryPolicy({ preset: "fleet", fetch });
    // A call each ten seconds, at another moment for each client.
    for (let at = number * 100; at < 90_000; at += 10_000) {
      const call = new Promise((resolve) => setTimeout(resolve, at)).then(() => {
        if (isDown()) made++;
        return fetchWithRetry(url, policy);
      });
      ends.push(call);
    }
  }
  await time.until(Promise.all(ends));
  assert.equal(made, 300);
  assert.ok(sent <= made * 1.3, `${sent} requests for ${made} calls`);
});

test("in all else it is the default", () => {
  const lines = (preset) => new RetryPolicy(preset).explain().split("\n");
  const [fleet, standard] = [lines("fleet"), lines("standard")];
  assert.equal(fleet.length, standard.length);
  const other = fleet.filter((line, index) => line !== standard[index]);
  assert.equal(other.length, 1, other.join("\n"));
  assert.match(other[0], /token/);
});
