// What was written is copied before it is read: once, as it was, however odd it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { reader } from "./support/reader.js";

const { DEADLINE, KEY_HEADER, KEY_METHODS, KEY_SOURCE, KEEP_ALIVE, LOGS, ROOT, block, copy, durationOf, read, retriesOf } =
  await reader();
const none = () => false;
const cells = (written) => read(copy(written, none), ROOT);
const refusal = (written) => {
  try {
    cells(written);
  } catch (error) {
    return error;
  }
  throw new Error("it is accepted");
};
const given = (value) => refusal({ retries: value }).message.replace(/.* is (.*); allowed: .*/, "$1");

test("accessors run once, and what is changed later changes nothing", () => {
  let asked = 0;
  const waits = { base: 100 };
  const written = {
    get retries() {
      return ++asked;
    },
    backoff: waits,
  };
  const copied = copy(written, none);
  waits.base = 5;
  assert.deepEqual(copied, { retries: 1, backoff: { base: 100 } });
  assert.equal(asked, 1);
});

test("what is undefined is not written", () => {
  assert.deepEqual(copy({ retries: undefined, backoff: { base: undefined } }, none), { backoff: {} });
  assert.deepEqual(block(cells({ deadline: undefined })), block(cells({})));
});

test("a logger and a circuit breaker are kept as they are, where they may stand", () => {
  const breaker = { window: 5 };
  const kept = copy({ log: console, breaker, tiers: [{ breaker }] }, (value) => value === breaker);
  assert.equal(kept.log, console);
  assert.equal(kept.breaker, breaker);
  assert.notEqual(kept.tiers[0].breaker, breaker);
});

test("objects without an end are refused like any other", () => {
  const endless = { retries: 3 };
  endless.backoff = endless;
  assert.equal(refusal(endless).field, "backoff.retries");
  const list = [];
  list.push(list);
  assert.equal(given(list), "an array");
});

test("objects of a class are none of options", () => {
  assert.equal(given(new Date(0)), "of class Date");
  assert.equal(given(new Map()), "of class Map");
  assert.equal(refusal({ backoff: new Date(0) }).message.includes("backoff is of class Date"), true);
  assert.equal(refusal(new (class Options {})()).message.includes("the policy is of class Options"), true);
});

test("no class is so odd that its name throws", () => {
  const named = (name) => Object.setPrototypeOf({}, { constructor: { name }, __proto__: { __proto__: {} } });
  assert.equal(given(named(Symbol("x"))), "of class Symbol(x)");
  assert.equal(given(named({ toString: undefined, valueOf: undefined })), "of class unknown");
  const thrower = Object.setPrototypeOf(
    {},
    {
      __proto__: {},
      get constructor() {
        throw new RangeError("never");
      },
    },
  );
  assert.equal(given(thrower), "of class unknown");
  assert.equal(given(Object.create(Object.create(Object.create(null)))), "of class unknown");
});

test("objects of another realm are as good", () => {
  const theirs = runInContext("({ retries: 2, statuses: [503], until: { not: 404 } })", createContext());
  assert.deepEqual(block(cells(theirs)), block(cells({ retries: 2, statuses: [503], until: { not: 404 } })));
});

test("everything is told by what it is", () => {
  for (const [value, name] of [
    [undefined, undefined],
    [null, "null"],
    [5n, "a bigint"],
    [Symbol("x"), "a symbol"],
    [() => 1, "a function"],
    [{}, "an object"],
    [[], "an empty array"],
    ["x".repeat(99), `"${"x".repeat(60)}"`],
    ["\u{1f980}".repeat(99), `"${"\u{1f980}".repeat(60)}"`],
    [-0.0001, "-0"],
    [1e13, "9000000000000 or more"],
  ]) {
    if (name) assert.equal(given(value), name);
  }
  assert.equal(refusal({ statuses: [undefined] }).message.includes("statuses[0] is undefined"), true);
});

test("a logger has methods; a function is none", () => {
  assert.equal(cells({ log: console })[LOGS], 2);
  assert.equal(cells({ log: { info() {}, error() {} } })[LOGS], 2);
  assert.match(refusal({ log: console.log }).message, /^retry policy: log is a function; allowed: an object with the methods/);
});

test("names that objects have by themselves are no options", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    assert.equal(refusal({ [name]: 1 }).field, name);
  }
  assert.equal(refusal(JSON.parse('{ "__proto__": 1 }')).field, "__proto__");
});

test("a refusal is a TypeError with its field and what is allowed", () => {
  const error = refusal({ tiers: [{ retries: 3 }, { retries: "many" }] });
  assert.ok(error instanceof TypeError);
  assert.equal(error.field, "tiers[1].retries");
  assert.equal(error.allowed, "a whole number from 1 to 1000");
  assert.equal(error.message, 'retry policy: tiers[1].retries is "many"; allowed: a whole number from 1 to 1000');
});

test("cells hold what the shell needs by name", () => {
  const written = {
    idempotencyKey: { header: "X-Key", methods: ["PUT"], key: "order 5" },
    deadline: "5m",
    retries: 2,
    tiers: [{ retries: 4 }],
  };
  const read = cells(written);
  assert.deepEqual(
    [read[KEY_HEADER], read[KEY_METHODS], read[KEY_SOURCE], read[DEADLINE]],
    ["X-Key", ["PUT"], "order 5", 300_000],
  );
  assert.equal(retriesOf(read), 6);
  assert.equal(retriesOf(cells("livePerson")), 6);
});

test("durations are read as they are in policies", () => {
  for (const [written, milliseconds] of [
    [250, 250],
    ["1.5s", 1500],
    ["1d", 864e5],
    ["5", undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [null, undefined],
    ["99999999d", undefined],
  ]) {
    assert.equal(durationOf(written), milliseconds, `${written}`);
  }
});

test("the options of a keep-alive are read by the same rules", () => {
  const keepAlive = (options) => read(copy(options, none), KEEP_ALIVE);
  assert.deepEqual(keepAlive({ interval: "30s", hidden: "pause" }), [30_000, 0.1, 1, 0]);
  const refused = (options) => assert.throws(() => keepAlive(options));
  refused({ interval: 999 });
  for (const [options, message, field] of [
    [{}, "keepAlive: options is an object; allowed: an object with interval", "options"],
    ["30s", 'keepAlive: options is "30s"; allowed: an object with interval', "options"],
    [{ interval: "30s", jitter: 0.51 }, "keepAlive: jitter is 0.51; allowed: a number from 0 to 0.5", "jitter"],
    [{ interval: "30s", signal: {} }, "keepAlive: signal is an object; allowed: an AbortSignal", "signal"],
    [{ interval: "30s", jiter: 1 }, "keepAlive: jiter is not an option; allowed: jitter (did you mean that?)", "jiter"],
  ]) {
    assert.throws(() => keepAlive(options), { name: "TypeError", message, field });
  }
});
