// Renewals: one at a time for each function and origin, and never the answer of another one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

const { renewCredentials, renewals } = await shell("renewals");
const turn = () => new Promise((resolve) => setImmediate(resolve));
const renew = (refresh, { origin = "http://a.test", seen = renewals(), limit = Number.POSITIVE_INFINITY, signal } = {}) =>
  renewCredentials(refresh, origin, {}, seen, limit, signal);

/** A function that renews, when it is told to. */
function slow() {
  const answers = [];
  const refresh = () => new Promise((resolve) => answers.push(resolve));
  return { refresh, answers };
}

test("whoever comes meanwhile waits for the same", async () => {
  const { refresh, answers } = slow();
  const all = [renew(refresh), renew(refresh), renew(refresh)];
  assert.equal(answers.length, 1);
  answers[0]({ a: "1" });
  assert.deepEqual(await Promise.all(all), [{ a: "1" }, { a: "1" }, { a: "1" }]);
});

test("whose request was sent before the last renewal gets the answer of that", async () => {
  let asked = 0;
  const refresh = () => ({ a: `${++asked}` });
  const seen = renewals();
  await renew(refresh);
  assert.deepEqual(await renew(refresh, { seen }), { a: "1" });
  assert.deepEqual(await renew(refresh), { a: "2" });
  assert.deepEqual(await renew(refresh, { seen }), { a: "2" });
});

test("another function's renewal, or another origin's, is none of its own", async () => {
  let asked = 0;
  const refresh = () => ({ a: `${++asked}` });
  const seen = renewals();
  await renew(refresh, { seen });
  await renew(refresh, { seen, origin: "http://b.test" });
  await renew(() => ({ b: `${++asked}` }), { seen });
  assert.equal(asked, 3);
});

test("false renews nothing, and what it throws reaches all who wait", async () => {
  const seen = renewals();
  assert.equal(await renew(() => false), false);
  assert.equal(renewals(), seen);
  const broken = new Error("down");
  const throwing = async () => {
    throw broken;
  };
  for (const call of [renew(throwing), renew(throwing)]) await assert.rejects(call, broken);
});

test("one that hangs is given up with the last who waits for it", async () => {
  const { refresh, answers } = slow();
  const controller = new AbortController();
  const first = renew(refresh, { signal: controller.signal });
  const second = renew(refresh, { limit: 0 });
  assert.equal(await second, undefined);
  const third = renew(refresh, { signal: controller.signal });
  assert.equal(answers.length, 1, "the first still waits");
  controller.abort();
  assert.deepEqual(await Promise.all([first, third]), [undefined, undefined]);
  const fresh = renew(refresh);
  assert.equal(answers.length, 2);
  answers[1]({ a: "2" });
  assert.deepEqual(await fresh, { a: "2" });
  await turn();
});

test("one that was given up and comes late does not put its credentials over newer ones", async () => {
  const { refresh, answers } = slow();
  const seen = renewals();
  assert.equal(await renew(refresh, { seen, limit: 0 }), undefined);
  const fresh = renew(refresh, { seen });
  answers[1]({ a: "new" });
  assert.deepEqual(await fresh, { a: "new" });
  answers[0]({ a: "old" });
  await turn();
  assert.deepEqual(await renew(refresh, { seen }), { a: "new" });
});

test("not all the world's origins are remembered", async () => {
  let asked = 0;
  const refresh = () => ({ a: `${++asked}` });
  const seen = renewals();
  for (let i = 0; i < 101; i++) await renew(refresh, { seen, origin: `http://${i}.test` });
  await renew(refresh, { seen, origin: "http://100.test" });
  assert.equal(asked, 101, "the latest is");
  await renew(refresh, { seen, origin: "http://0.test" });
  assert.equal(asked, 102, "the oldest is not");
});
