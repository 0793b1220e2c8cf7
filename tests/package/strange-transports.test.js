// Whatever a transport does, the call settles, and the next one works.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fetchWithRetry, RetryError, reportOf } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const SOON = 500;

// The ways in which a call can run: without a future at first, with one, and without any time limit.
const WAYS = {
  plainly: {},
  "with onEvent": { onEvent() {} },
  "without limits": { attemptTimeout: false, deadline: false },
};

afterEach(async () => {
  const { value } = await outcome(fetchWithRetry(url, { ...QUICK, fetch: scripted(503, 200) }), SOON);
  assert.equal(value.status, 200, "the core is broken for later calls");
});

/** Runs a transport in every way, as the first attempt and as the second. */
async function everyWay(makeStep, check) {
  for (const [way, policy] of Object.entries(WAYS)) {
    for (const before of [[], [503]]) {
      const fetch = scripted(...before, makeStep(), 200);
      await check(await outcome(fetchWithRetry(url, { ...QUICK, ...policy, fetch }), SOON), {
        where: `${way}, after ${before}`,
        fetch,
      });
    }
  }
}

for (const value of [undefined, null, 0, 42, "text", Symbol("x"), true]) {
  test(`a transport that resolves with ${String(value)}, which is no response`, async () => {
    await everyWay(
      () => () => value,
      ({ error, value: given }, { where }) => {
        // Either it is handed on as it is, or it is an error; it is never a crash.
        if (error === undefined) assert.ok(Object.is(given, value), where);
        else assert.ok(error instanceof RetryError, `${where}: ${error}`);
      },
    );
  });
}

test("a transport that throws synchronously has failed like one that rejects", async () => {
  for (const policy of Object.values(WAYS)) {
    let sent = 0;
    const fetch = () => {
      if (++sent < 3) throw networkError();
      return Promise.resolve(answer(200));
    };
    const { value } = await outcome(fetchWithRetry(url, { ...QUICK, ...policy, fetch }), SOON);
    assert.equal(value.status, 200);
    assert.equal(sent, 3);
  }
});

test("a transport that returns a response without a promise", async () => {
  for (const policy of Object.values(WAYS)) {
    let sent = 0;
    const fetch = () => answer(++sent < 3 ? 503 : 200);
    const { value } = await outcome(fetchWithRetry(url, { ...QUICK, ...policy, fetch }), SOON);
    assert.equal(value.status, 200);
    assert.equal(reportOf(value).attempts.length, 3);
  }
});

test("a transport that returns a thenable of another make", async () => {
  for (const [way, policy] of Object.entries(WAYS)) {
    let sent = 0;
    const fetch = () => ({
      // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
      then(resolve) {
        resolve(answer(++sent < 3 ? 503 : 200));
      },
    });
    const call = async () => fetchWithRetry(url, { ...QUICK, ...policy, fetch });
    const { value } = await outcome(call(), SOON);
    assert.equal(value?.status, 200, way);
  }
});

for (const thrown of ["sad", "", 42, null, undefined, Symbol("x"), { code: 7 }, Object.create(null)]) {
  test(`a transport that rejects with ${typeof thrown === "object" ? JSON.stringify(thrown) : String(thrown)}`, async () => {
    await everyWay(
      () => () => Promise.reject(thrown),
      ({ error, value }, { where, fetch }) => {
        // An unknown failure is taken for one of the network.
        assert.equal(error, undefined, where);
        assert.equal(value.status, 200, where);
        assert.ok(fetch.sent.length >= 2, where);
      },
    );
    const error = await rejection(fetchWithRetry(url, { ...QUICK, retries: 1, fetch: () => Promise.reject(thrown) }), SOON);
    assert.ok(Object.is(error.cause, thrown));
    assert.ok(Object.is(error.attempts[0].error, thrown));
    assert.equal(error.reason, "attempts");
  });
}

const trap = new Error("trap");
const throwing = () => {
  throw trap;
};

test("errors whose every property throws", async () => {
  const errors = [
    new Proxy({}, { get: throwing, getPrototypeOf: throwing, has: throwing, set: throwing, defineProperty: throwing }),
    Object.defineProperty(new Error("x"), "message", { get: throwing }),
    Object.defineProperty(new Error("x"), "cause", { get: throwing }),
    Object.defineProperty({}, "name", { get: throwing }),
  ];
  for (const evil of errors) {
    await everyWay(
      () => () => Promise.reject(evil),
      (settled, { where }) => assert.ok("value" in settled || settled.error instanceof RetryError, where),
    );
  }
});

test("responses whose properties throw", async () => {
  for (const name of ["headers", "body", "status", "type", "redirected"]) {
    const make = () => () => Object.defineProperty(answer(503), name, { get: throwing });
    await everyWay(make, (settled, { where }) => assert.ok("value" in settled || "error" in settled, `${name}, ${where}`));
  }
});

test("frozen responses and errors go without a report", async () => {
  for (const policy of Object.values(WAYS)) {
    const frozen = Object.freeze(answer(200));
    assert.equal(await fetchWithRetry(url, { ...policy, fetch: async () => frozen }), frozen);
    assert.equal(reportOf(frozen), undefined);
  }
});

test("a mock with nothing but a status will do", async () => {
  await everyWay(
    () => () => ({ status: 503 }),
    ({ value }) => assert.equal(value.status, 200),
  );
});

test("a transport that settles twice, or calls back late, is heard once", async () => {
  const fetch = () =>
    new Promise((resolve, reject) => {
      resolve(answer(200));
      reject(new Error("late"));
    });
  assert.equal((await fetchWithRetry(url, { fetch })).status, 200);
});

test("an input that cannot be read is an error of the call, as with fetch", async () => {
  const inputs = [undefined, null, 7, { toString: throwing }, { [Symbol.toPrimitive]: throwing }, Symbol("url")];
  for (const policy of Object.values(WAYS)) {
    for (const input of inputs) {
      const call = async () => fetchWithRetry(input, { ...QUICK, ...policy, retries: 1 });
      await rejection(call(), SOON);
    }
  }
});

test("an init that cannot be read is an error of the call, as with fetch", async () => {
  const inits = ["signal", "method", "body", "headers"].map((name) =>
    Object.defineProperty({}, name, { get: throwing, enumerable: true }),
  );
  inits.push(
    { method: Symbol("x") },
    { headers: 7 },
    { headers: [["a"]] },
    { method: "NOT A METHOD" },
    { signal: {} },
    { signal: "x" },
  );
  for (const policy of Object.values(WAYS)) {
    for (const init of inits) {
      const call = async () => fetchWithRetry("http://127.0.0.1:1/", { ...QUICK, ...policy, retries: 1 }, init);
      await rejection(call(), SOON);
    }
  }
});
