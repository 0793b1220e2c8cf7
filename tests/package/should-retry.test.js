// shouldRetry: what it may answer, and that no answer of the server's is ever lost by it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const waits = (outcome) => reportOf(outcome).attempts.map(({ wait }) => wait);
const POST = { init: { method: "POST", body: "x" } };
const reason = (outcome) => reportOf(outcome).reason;

/** A call whose first attempt comes to this, and whose second would succeed. */
async function called(step, shouldRetry, { policy = {}, init } = {}) {
  const transport = scripted(step, 200);
  const outcome = await fetchWithRetry(url, { ...QUICK, ...policy, shouldRetry, fetch: transport }, init).catch((error) => error);
  return { outcome, sent: transport.sent.length };
}

test("a duration is a wait, and one below 0 is none", async () => {
  for (const [said, wait] of [
    [3, 3],
    ["4ms", 4],
    [0, 0],
    [-0, 0],
    [-5, 0],
    [-1e300, 0],
    [Number.NEGATIVE_INFINITY, 0],
  ]) {
    for (const step of [503, 404]) {
      const { outcome } = await called(step, () => said);
      assert.deepEqual([outcome.status, waits(outcome)[0]], [200, wait], `${said} after ${step}`);
    }
  }
});

for (const said of [undefined, null]) {
  test(`${said} leaves it to the policy`, async (t) => {
    const complained = t.mock.method(console, "error", () => {});
    assert.equal((await called(503, async () => said)).outcome.status, 200);
    assert.equal((await called(404, async () => said)).outcome.status, 404);
    assert.equal(complained.mock.callCount(), 0);
  });
}

const NONSENSE = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "a text": "soon",
  "a negative text": "-5s",
  "200 years": "73000d",
  "an empty object": {},
  "an object that says nothing of use": { retry: "yes", delay: "soon" },
  "an array": [5],
  "a bigint": 5n,
  "a function": () => true,
};
for (const [name, said] of Object.entries(NONSENSE)) {
  test(`${name} is told on the console, and the policy decides`, async (t) => {
    const complained = t.mock.method(console, "error", () => {});
    const { outcome } = await called(
      () => answer(404, {}, "not here"),
      () => said,
    );
    assert.deepEqual([outcome.status, await outcome.text(), reason(outcome)], [404, "not here", "status"]);
    assert.equal((await called(503, () => said)).outcome.status, 200);
    assert.equal(complained.mock.callCount(), 2);
    assert.match(`${complained.mock.calls[0].arguments[0]}`, /TypeError: shouldRetry: the function must return/);
  });
}

for (const delay of [Number.NaN, null, Number.POSITIVE_INFINITY, "soon", {}]) {
  test(`a retry that is sure stays sure with ${delay} for a delay, which is told on the console`, async (t) => {
    const complained = t.mock.method(console, "error", () => {});
    const { outcome, sent } = await called(404, () => ({ retry: true, delay }), POST);
    assert.deepEqual([outcome.status, sent, waits(outcome)[0], complained.mock.callCount()], [200, 2, 1, 1]);
  });
}

test("a retry that is sure may come at once", async () => {
  for (const delay of [0, -5, Number.NEGATIVE_INFINITY]) {
    const { outcome } = await called(404, () => ({ retry: true, delay }), POST);
    assert.deepEqual([outcome.status, waits(outcome)[0]], [200, 0], `${delay}`);
  }
});

test("false stops, also as an object", async () => {
  for (const said of [false, { retry: false }, { retry: false, delay: 5 }]) {
    const { outcome, sent } = await called(503, () => said);
    assert.deepEqual([outcome.status, reason(outcome), sent], [503, "veto", 1]);
  }
});

test("a duration repeats nothing that may have taken effect", async () => {
  for (const step of [503, 404]) {
    const { outcome, sent } = await called(step, () => 1, POST);
    assert.deepEqual([outcome.status, reason(outcome), sent], [step, "not-idempotent", 1]);
  }
  const { outcome, sent } = await called(networkError(), () => "1ms", POST);
  assert.deepEqual([outcome.reason, sent], ["not-idempotent", 1]);
  assert.match(outcome.message, /give it a key by idempotencyKey: true, or say idempotent: true/);
});

test("it does after a 429, by which the server says that it did not act, and with a key", async () => {
  assert.equal((await called(429, () => 1, POST)).outcome.status, 200);
  assert.equal((await called(503, () => 1, { ...POST, policy: { idempotencyKey: true } })).outcome.status, 200);
});

test("true, and { retry: true, delay }, repeat even that: the caller says so", async () => {
  for (const [said, wait] of [
    [true, 1],
    [{ retry: true }, 1],
    [{ retry: true, delay: 7 }, 7],
    [{ retry: true, delay: "2ms" }, 2],
    [{ retry: true, delay: -1 }, 0],
  ]) {
    const { outcome, sent } = await called(503, async () => said, POST);
    assert.deepEqual([outcome.status, sent, waits(outcome)[0]], [200, 2, wait], JSON.stringify(said));
  }
});

test("it is asked after every failed attempt that another one could follow, and after no other", async () => {
  const asked = async (step, policy, init) => {
    const numbers = [];
    const shouldRetry = ({ attempt }) => {
      numbers.push(attempt);
      return true;
    };
    await fetchWithRetry(url, { ...QUICK, retries: 2, ...policy, shouldRetry, fetch: scripted(step) }, init).catch(() => {});
    return numbers;
  };
  for (const step of [404, 503, networkError(), new RangeError("a bug")]) assert.deepEqual(await asked(step), [1, 2], `${step}`);
  assert.deepEqual(await asked(404, { retries: 0 }), []);
  assert.deepEqual(await asked(200), []);
  assert.deepEqual(await asked(503, {}, { method: "POST", body: new Blob(["x"]).stream(), duplex: "half" }), []);
});
