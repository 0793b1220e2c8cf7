// The history of a call, from the numbers that the core gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { shell } from "./support/shell.js";

const { attemptOf, attemptsOf, note, attach, reportOf } = await shell("report");
const from = 10;
const io = (...row) => Float64Array.from([...Array(from).fill(9), ...row]);
const HISTORY = { reason: 2, elapsed: 70, doubts: 0, fallback: false, probeIn: -1, rows: [], errors: undefined };

test("a row is an attempt, without what there was not", () => {
  const rows = [];
  const errors = [];
  note(rows, io(1, 1, 0, 30, 503, -1, 2000, 1, -1), from);
  note(rows, io(2, 1, 90, 5, -1, 0, -1, 0, -1), from);
  note(rows, io(3, 1, 99, 5, 503, -1, -1, 2, -1), from);
  errors[2] = new TypeError("fetch failed");
  note(rows, io(1, 1, 0, 30, 503, -1, 2000, 1, 60), from);
  assert.deepEqual(attemptsOf(rows, errors), [
    { number: 1, tier: 1, startedAt: 0, duration: 30, status: 503, retryAfter: 2000, hintHidden: true, wait: 60 },
    { number: 2, tier: 1, startedAt: 90, duration: 5, failure: "network", error: errors[2] },
    { number: 3, tier: 1, startedAt: 99, duration: 5, status: 503, hint: "unreadable" },
  ]);
  assert.deepEqual(attemptOf(rows, 1, errors), attemptsOf(rows, errors)[1]);
});

test("a report says what there is to say, and is made once", () => {
  const response = new Response();
  attach(response, HISTORY);
  assert.deepEqual(reportOf(response), { reason: "attempts", attempts: [], elapsed: 70 });
  assert.equal(reportOf(response), reportOf(response));
  attach(response, { ...HISTORY, doubts: 3, fallback: true, probeIn: 0 });
  assert.deepEqual(reportOf(response), {
    reason: "attempts",
    attempts: [],
    elapsed: 70,
    ambiguous: true,
    unvouched: true,
    fallback: true,
    probeIn: 0,
  });
});

test("of a success at once, the time is all that is kept", () => {
  for (const [response, status] of [
    [new Response(null, { status: 204 }), 204],
    [{}, 0],
  ]) {
    attach(response, 25);
    const attempts = [{ number: 1, tier: 1, startedAt: 0, duration: 25, status }];
    assert.deepEqual(reportOf(response), { reason: "success", attempts, elapsed: 25 });
  }
});

test("nobody sees it, and nothing takes it along", () => {
  for (const outcome of [new Response(), { ok: true }, new Error("x"), () => {}, new Proxy({}, {})]) {
    const before = Reflect.ownKeys(outcome);
    attach(outcome, HISTORY);
    assert.equal(reportOf(outcome).elapsed, 70);
    assert.deepEqual(Reflect.ownKeys(outcome), before);
    assert.doesNotMatch(inspect(outcome, { showHidden: true, depth: 3 }), /elapsed/);
  }
  const response = new Response();
  attach(response, HISTORY);
  assert.equal(reportOf(response.clone()), undefined);
});

test("what is no object, or closed, goes without, and strangers have none", () => {
  for (const outcome of [undefined, null, 7, "x", Object.freeze({})]) {
    attach(outcome, HISTORY);
    assert.equal(reportOf(outcome), undefined);
  }
  for (const stranger of [{}, new Response(), Object.create(null)]) assert.equal(reportOf(stranger), undefined);
});
