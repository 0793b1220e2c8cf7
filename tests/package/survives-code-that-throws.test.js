// Whatever a caller's objects throw when they are looked at, a thousand times over, later calls and what was made before still work.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import {
  CircuitBreaker,
  createFetch,
  fetchWithRetry,
  keepAlive,
  parseRetryAfter,
  RetryPolicy,
  retry,
} from "./support/installed.js";
import { QUICK, scripted } from "./support/transport.js";
import { allWorks, madeBefore } from "./support/well.js";

const url = "http://server.test/";
const TIMES = 1000;
const before = madeBefore();

afterEach(() => allWorks(before));

const broken = new Error("not to be looked at");
const throwing = () => {
  throw broken;
};
/** An object whose member throws when it is read, and one on which everything throws. */
const unreadable = (name) => Object.defineProperty({}, name, { enumerable: true, get: throwing });
const untouchable = new Proxy(
  {},
  Object.fromEntries(
    ["get", "has", "ownKeys", "getOwnPropertyDescriptor", "getPrototypeOf", "set"].map((trap) => [trap, throwing]),
  ),
);
const Money = Object.defineProperty(class {}, "name", { value: Symbol("money") });
const Nameless = Object.defineProperty(class {}, "name", { get: throwing });
const withoutPrototype = Object.assign(Object.create(null), { toString: throwing });
const unprintable = { toString: throwing, [Symbol.toPrimitive]: throwing, toJSON: throwing };
const strangeFunction = Object.defineProperties(() => {}, { toJSON: { get: throwing }, name: { get: throwing } });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

const STRANGE = {
  "a class with a strange name": () => new Money(),
  "a class whose name throws": () => new Nameless(),
  "no prototype": () => withoutPrototype,
  "no text": () => unprintable,
  "a proxy that throws": () => untouchable,
  "a revoked proxy": revoked,
  "a function whose name throws": () => strangeFunction,
  "a symbol": () => Symbol("x"),
  "a bigint": () => 10n,
};

/** Makes it a thousand times, whatever it throws. */
function athousandTimes(act) {
  for (let time = 0; time < TIMES; time++) {
    try {
      act();
    } catch {
      // What it throws is the business of other tests.
    }
  }
}

for (const [what, make] of Object.entries(STRANGE)) {
  test(`${what}, wherever an option is expected`, () => {
    const options = [
      "deadline",
      "retries",
      "backoff",
      "jitter",
      "tiers",
      "statuses",
      "breaker",
      "budget",
      "until",
      "onEvent",
      "log",
    ];
    let time = 0;
    athousandTimes(() => {
      const option = options[time++ % options.length];
      for (const given of [{ [option]: make() }, { backoff: { base: make() } }, make()]) {
        for (const use of [
          (it) => new RetryPolicy(it).toJSON(),
          createFetch,
          (it) => new CircuitBreaker(it),
          (it) => before.policy.with(it),
        ]) {
          try {
            use(given);
          } catch {
            // A TypeError, or what it throws itself.
          }
        }
      }
    });
  });
}

test("options that throw when read, of every constructor", () => {
  for (const name of [
    "preset",
    "retries",
    "fetch",
    "random",
    "now",
    "key",
    "minimum",
    "interval",
    "policy",
    "signal",
    "onEvent",
  ]) {
    athousandTimes(() => new RetryPolicy(unreadable(name)));
    athousandTimes(() => new CircuitBreaker(unreadable(name)));
    athousandTimes(() => keepAlive(url, { interval: "1h", ...unreadable(name) }).stop());
    athousandTimes(() => keepAlive(url, unreadable(name)).stop());
  }
});

test("delays() and toJSON() with functions that throw when looked at", () => {
  const policy = new RetryPolicy({ onEvent: strangeFunction, random: throwing, jitter: "full" });
  athousandTimes(() => policy.delays(unreadable("random")));
  athousandTimes(() => policy.delays({ random: throwing }));
  athousandTimes(() => policy.toJSON());
  athousandTimes(() => policy.with({ shouldRetry: strangeFunction }).toJSON());
  assert.equal(policy.delays().length, 3);
});

test("breakers as data that throw", () => {
  athousandTimes(() => CircuitBreaker.hydrate(unreadable("options")));
  athousandTimes(() => CircuitBreaker.hydrate({ options: {}, circuits: untouchable }));
  athousandTimes(() => CircuitBreaker.hydrate({ options: {}, circuits: [unreadable("state")] }));
  athousandTimes(() => before.breaker.isolate(unprintable));
});

test("inputs, inits and texts that throw", async () => {
  const inputs = [
    unreadable("url"),
    unprintable,
    untouchable,
    Symbol("x"),
    {
      clone() {},
      method: "GET",
      get url() {
        return throwing();
      },
    },
  ];
  const members = ["method", "headers", "body", "signal", "retry", "redirect"];
  const inits = [...members.map(unreadable), untouchable, { headers: untouchable }];
  const calls = [];
  athousandTimes(() => {
    for (const input of inputs) calls.push(fetchWithRetry(input, QUICK));
    for (const init of inits) calls.push(fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }, init), before.send(url, init));
    calls.push(retry(untouchable), retry(throwing, QUICK, unreadable("signal")));
    if (calls.length > 10_000) throw new Error("enough");
  });
  const ends = await Promise.allSettled(calls);
  assert.ok(ends.length > 10_000);
  athousandTimes(() => parseRetryAfter(unprintable));
  athousandTimes(() => parseRetryAfter("5", untouchable));
});
