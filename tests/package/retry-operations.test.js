// retry(): anything asynchronous, judged like a request.
import assert from "node:assert/strict";
import { test } from "node:test";
import { RetryError, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, never, QUICK } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

/** An operation that takes one step after the other, the last one again and again: an error to throw, or a value. */
function operation(...steps) {
  const contexts = [];
  const run = async (context) => {
    contexts.push(context);
    const step = steps[Math.min(contexts.length, steps.length) - 1];
    if (step instanceof Error) throw step;
    return typeof step === "function" ? step(context) : step;
  };
  return Object.assign(run, { contexts });
}

const failure = (traits, message = "failed") => Object.assign(new Error(message), traits);
const history = (error) => error.attempts.map(({ status, failure }) => status ?? failure);

test("what it returns is the result, whatever it is", async () => {
  for (const value of [undefined, null, 0, "", false, "text", { a: 1 }, [], new Map(), Symbol.iterator]) {
    assert.equal(await retry(operation(value)), value);
    assert.equal(await retry(() => value, QUICK), value, "without a promise, too");
    assert.equal(await retry(operation(failure(), value), QUICK), value);
  }
});

test("errors are retried, and the last one is the cause", async () => {
  const last = failure({}, "the socket is closed");
  const run = operation(failure(), failure(), failure(), last);
  const error = await rejection(retry(run, QUICK));
  assert.ok(error instanceof RetryError);
  assert.deepEqual([error.reason, error.cause, error.attempts.length, run.contexts.length], ["attempts", last, 4, 4]);
  assert.deepEqual(history(error), ["network", "network", "network", "network"]);
  assert.equal(reportOf(error).attempts[3].error, last);
});

test("what is thrown need not be an error", async () => {
  for (const thrown of ["text", 7, null, undefined, {}, Symbol.iterator]) {
    const throwing = async () => {
      throw thrown;
    };
    const error = await rejection(retry(throwing, { ...QUICK, retries: 1 }));
    assert.deepEqual([error.name, error.cause, error.attempts.length], ["RetryError", thrown, 2], String(thrown));
  }
});

test("one that throws before it makes a promise has failed like one that rejects", async () => {
  const error = await rejection(
    retry(() => {
      throw failure();
    }, QUICK),
  );
  assert.deepEqual([error.reason, error.attempts.length], ["attempts", 4]);
});

test("bugs end the call at once", async () => {
  for (const bug of [
    new TypeError("x is not a function"),
    new ReferenceError("x is not defined"),
    new RangeError("x"),
    new SyntaxError("x"),
  ]) {
    const error = await rejection(retry(operation(bug), QUICK));
    assert.deepEqual([error.reason, error.cause, error.attempts.length], ["error", bug, 1], `${bug}`);
  }
});

test("an error of fetch in it is a network error", async () => {
  const broken = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code: "ECONNREFUSED" }) });
  assert.equal((await rejection(retry(operation(broken), QUICK))).attempts.length, 4);
});

// The errors of other clients speak of the response.
const SHAPES = {
  "a status": (status) => failure({ status }),
  "axios-like": (status) => failure({ isAxiosError: true, response: { status, headers: { "retry-after": "0" }, data: {} } }),
  "ky-like": (status) => failure({ name: "HTTPError", response: answer(status) }),
};

for (const [name, make] of Object.entries(SHAPES)) {
  test(`errors with a status, ${name}, are judged by it`, async () => {
    for (const status of [429, 500, 503]) assert.equal(await retry(operation(make(status), "fine"), QUICK), "fine", `${status}`);
    for (const status of [400, 401, 404, 501]) {
      const cause = make(status);
      const error = await rejection(retry(operation(cause, "fine"), QUICK));
      assert.deepEqual([error.reason, error.cause, history(error)], ["status", cause, [status]]);
    }
    assert.deepEqual(history(await rejection(retry(operation(make(503)), QUICK))), [503, 503, 503, 503]);
  });
}

test("a status that is no failure's says nothing of an error", async () => {
  for (const status of [0, 200, 304, Number.NaN, "503", undefined]) {
    const cause = failure({ status });
    const error = await rejection(retry(operation(cause), QUICK));
    assert.deepEqual([error.reason, error.cause, history(error)], ["attempts", cause, Array(4).fill("network")], `${status}`);
  }
  const parsed = new SyntaxError("no JSON");
  const error = await rejection(retry(operation(Object.assign(parsed, { status: 200 })), QUICK));
  assert.deepEqual([error.reason, error.cause], ["error", parsed]);
});

test("its error carries the operation's own words, whatever it was judged by", async () => {
  const limited = failure({ status: 429 }, "too many");
  assert.match((await rejection(retry(operation(limited), QUICK))).message, /the last: 429: too many\)$/);
  const missing = failure({ response: { statusCode: 404 } }, "no such thing");
  assert.match((await rejection(retry(operation(missing), QUICK))).message, /1 attempt: 404: no such thing\)$/);
  const coded = failure({ code: "EVAULT" }, "the vault is shut");
  assert.match((await rejection(retry(operation(coded), QUICK))).message, /EVAULT: the vault is shut\)$/);
});

test("the Retry-After of an error's response is a floor", async (t) => {
  const time = virtualTime(t);
  const hinted = failure({ response: answer(503, { "retry-after": "30" }) });
  await time.until(retry(operation(hinted, "fine"), { ...QUICK, retryAfter: { jitter: "none" } }));
  assert.equal(time.passed, 30_000);
});

test("a Response that it returns is judged like one of fetch", async () => {
  const bad = answer(503);
  const response = await retry(
    operation(() => bad, answer(200, {}, "fine")),
    QUICK,
  );
  assert.equal(await response.text(), "fine");
  assert.equal(bad.bodyUsed, true);
  assert.deepEqual(
    reportOf(response).attempts.map(({ status }) => status),
    [503, 200],
  );
  const last = await retry(
    operation(() => answer(503)),
    QUICK,
  );
  assert.deepEqual([reportOf(last).reason, await last.text()], ["attempts", "status 503"]);
  const missing = await retry(
    operation(() => answer(404)),
    QUICK,
  );
  assert.equal(reportOf(missing).reason, "status");
  const error = await rejection(
    retry(
      operation(() => answer(404)),
      { ...QUICK, throwOnStatus: true },
    ),
  );
  assert.deepEqual([error.reason, error.response.status], ["status", 404]);
});

test("other things with a status are results, not responses", async () => {
  const job = { status: 503, name: "job" };
  const run = operation(job);
  assert.equal(await retry(run, { ...QUICK, throwOnStatus: true }), job);
  assert.equal(run.contexts.length, 1);
});

test("it is told its attempt, the time, and a signal", async (t) => {
  const time = virtualTime(t);
  const run = operation(failure(), failure(), "fine");
  await time.until(retry(run, { ...QUICK, backoff: { type: "constant", base: "1s" } }));
  assert.deepEqual(
    run.contexts.map(({ attempt, elapsed }) => [attempt, elapsed]),
    [
      [1, 0],
      [2, 1000],
      [3, 2000],
    ],
  );
  for (const { signal } of run.contexts) {
    assert.ok(signal instanceof AbortSignal);
    assert.equal(signal.aborted, false);
  }
  const unbounded = operation("fine");
  await retry(unbounded, { attemptTimeout: false, deadline: false });
  assert.ok(unbounded.contexts[0].signal instanceof AbortSignal);
});

test("attemptTimeout aborts its signal and goes on, though it heeds none", async (t) => {
  const time = virtualTime(t);
  const run = operation(never, "fine");
  assert.equal(await time.until(retry(run, { ...QUICK, attemptTimeout: "2s" })), "fine");
  const [{ signal }] = run.contexts;
  assert.deepEqual([signal.aborted, signal.reason.name], [true, "TimeoutError"]);
  const hanging = operation(never);
  await assert.rejects(time.until(retry(hanging, { ...QUICK, attemptTimeout: "2s", retries: 1 })), (error) => {
    assert.deepEqual([error.reason, history(error), error.cause.name], ["attempts", ["timeout", "timeout"], "TimeoutError"]);
    return true;
  });
  await assert.rejects(time.until(retry(operation(never), { ...QUICK, deadline: "5s" })), { reason: "deadline" });
});

test("an abort ends it with its own reason, at any point", async (t) => {
  const time = virtualTime(t);
  const points = {
    "before the start": { run: operation("fine"), when: () => true, attempts: 0 },
    "in an attempt": { run: operation(never), when: (run) => run.contexts.length === 1, attempts: 1 },
    "in a wait": { run: operation(failure()), when: (run) => run.contexts.length === 1, attempts: 1 },
  };
  for (const [name, { run, when, attempts }] of Object.entries(points)) {
    const controller = new AbortController();
    const reason = new Error("mine");
    if (attempts === 0) controller.abort(reason);
    const call = retry(run, { ...QUICK, backoff: { base: "1h" }, deadline: false }, { signal: controller.signal });
    call.catch(() => {});
    while (!when(run)) await turnOfTheLoop();
    for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
    controller.abort(reason);
    await assert.rejects(call, (error) => error === reason, name);
    assert.equal(run.contexts.length, attempts, name);
    if (name === "in an attempt") assert.equal(run.contexts[0].signal.reason, reason);
    assert.equal(time.pending.size, 0, name);
  }
});

test("a signal that is none is refused before the first attempt", async () => {
  const run = operation("fine");
  assert.equal((await rejection(retry(run, QUICK, { signal: "x" }))).name, "TypeError");
  assert.equal(run.contexts.length, 0);
});

test("what is no function is a TypeError", async () => {
  for (const given of [undefined, null, "http://server.test/", Promise.resolve(7), {}]) {
    const error = await rejection(retry(given, QUICK));
    assert.deepEqual([error.name, /operation must be a function/.test(error.message)], ["TypeError", true]);
  }
  assert.equal((await rejection(retry(() => 7, { retries: -1 }))).field, "retries");
});

test("a second tier of minutes: livePerson's preset", async (t) => {
  const time = virtualTime(t);
  const run = operation(failure());
  const policy = new RetryPolicy({ preset: "livePerson", random: () => 0, log: false });
  const call = time.until(retry(run, policy));
  await assert.rejects(call, (error) => {
    assert.deepEqual(
      error.attempts.map(({ tier, wait }) => [tier, wait && Math.floor(wait / 1000)]),
      [
        [1, 5],
        [1, 10],
        [1, 15],
        [1, 120],
        [2, 240],
        [2, 480],
        [2, undefined],
      ],
    );
    return true;
  });
  assert.deepEqual(
    run.contexts.map(({ elapsed }) => Math.floor(elapsed / 60_000)),
    [0, 0, 0, 0, 2, 6, 14],
  );
});

test("events: the method is operation, the address the function's name", async () => {
  const events = [];
  const onEvent = ({ type, method, url, attempt }) => events.push(`${type} ${method} ${url} ${attempt}`);
  async function login() {
    if (events.length < 2) throw failure();
  }
  await retry(login, { ...QUICK, onEvent });
  assert.deepEqual(events, [
    "attempt operation login 1",
    "failure operation login 1",
    "wait operation login 1",
    "attempt operation login 2",
    "response operation login 2",
    "end operation login 2",
  ]);
  const names = [];
  await retry(() => 7, { ...QUICK, onEvent: ({ url }) => names.push(url) });
  assert.deepEqual(new Set(names), new Set(["anonymous"]));
  const error = await rejection(
    retry(
      async function openSocket() {
        throw failure({ code: "ECONNRESET" });
      },
      { ...QUICK, retries: 1 },
    ),
  );
  assert.match(error.message, /^operation openSocket: failed \(2 attempts, the last: Error ECONNRESET: failed\)$/);
});

test("callbacks have their say: shouldRetry, a backoff function, a fallback", async () => {
  const outcomes = [];
  const shouldRetry = ({ error, wouldRetry }) => {
    outcomes.push([error.message, wouldRetry]);
    return error.message !== "for good";
  };
  const good = failure({}, "for good");
  const error = await rejection(
    retry(operation(failure({}, "a while"), new TypeError("a bug"), good), { ...QUICK, shouldRetry, backoff: () => 1 }),
  );
  assert.deepEqual([error.reason, error.cause], ["veto", good]);
  assert.deepEqual(outcomes, [
    ["a while", true],
    ["a bug", false],
    ["for good", true],
  ]);
  assert.equal(await retry(operation(failure()), { ...QUICK, fallback: ({ error }) => error.message }), "failed");
});

test("a circuit and a budget of their own: operations of a policy share them", async () => {
  const policy = new RetryPolicy({ ...QUICK, retries: 0, breaker: { minimum: 2 } });
  for (const run of [operation(failure()), operation(failure())]) await rejection(retry(run, policy));
  const run = operation("fine");
  const error = await rejection(retry(run, policy));
  assert.deepEqual([error.reason, run.contexts.length], ["circuit-open", 0]);
  assert.equal(policy.breaker.snapshot().length, 1);
});

test("headers, keys and bodies are no matter of theirs", async () => {
  const policy = { ...QUICK, idempotencyKey: true, until: "found", refresh: () => assert.fail("asked") };
  assert.equal(await retry(operation("fine"), policy), "fine");
  const { error } = await outcome(retry(operation(failure({ status: 401 })), { ...QUICK, refresh: () => ({ a: "b" }) }));
  assert.equal(error?.reason, "status");
});

test("what a function of the policy throws is not told as what the operation threw", async () => {
  class BoomError extends Error {
    name = "BoomError";
  }
  const bug = new RangeError("a bug in a function");
  const thrower = () => {
    throw bug;
  };
  for (const [name, policy] of Object.entries({
    shouldRetry: { shouldRetry: thrower },
    backoff: { backoff: thrower },
    fallback: { retries: 0, fallback: thrower },
  })) {
    const error = await rejection(retry(operation(new BoomError("boom")), { ...QUICK, ...policy }));
    assert.equal(error.message, `operation run: ${name} threw (1 attempt: BoomError: boom)`);
    assert.equal(error.cause, bug);
  }
});
