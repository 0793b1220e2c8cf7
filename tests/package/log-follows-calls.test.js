// `log: console` and its like: lines of real calls, without secrets, and without effect on the call.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const CALM = { ...QUICK, budget: false, retryAfter: { jitter: "none" } };
const url = "http://api.test/orders";
const LEVELS = ["debug", "info", "warn", "error"];

/** A logger with a state of its own. */
class Keeper {
  lines = [];
  debug = this.#by("debug");
  info = this.#by("info");
  warn = this.#by("warn");
  error = this.#by("error");
  #by(level) {
    return (line) => {
      this.lines.push(`${level}: ${line}`);
    };
  }
}

/** Lines that do not depend on time, nor on what other tests did before. */
const timeless = (lines) =>
  lines.map((line) => line.replace(/#\d+/, "#1").replace(/(after|;) [\d.]+ (ms|s)( in all)?/g, "$1 T$3"));

test("a call in lines", async () => {
  const log = new Keeper();
  const hint = () => answer(503, { "retry-after-ms": "2" });
  await fetchWithRetry(url, { ...CALM, log, fetch: scripted(hint, networkError(), 200) });
  assert.deepEqual(timeless(log.lines), [
    "debug: holdfast #1 GET http://api.test/orders attempt 1 of 4: sent",
    "warn: holdfast #1 GET http://api.test/orders attempt 1 of 4: 503 after T; next attempt in 2 ms (server asked for 2 ms)",
    "debug: holdfast #1 GET http://api.test/orders attempt 2 of 4: sent",
    "warn: holdfast #1 GET http://api.test/orders attempt 2 of 4: network TypeError ECONNRESET after T; next attempt in 1 ms",
    "debug: holdfast #1 GET http://api.test/orders attempt 3 of 4: sent",
    "info: holdfast #1 GET http://api.test/orders attempt 3 of 4: 200 after T; ended: success; T in all",
  ]);
});

test("console itself will do", async (t) => {
  const said = LEVELS.map((level) => t.mock.method(console, level, () => {}).mock);
  await fetchWithRetry(url, { ...CALM, log: console, fetch: scripted(503, 200) });
  assert.deepEqual(
    said.map((mock) => mock.callCount()),
    [2, 1, 1, 0],
  );
});

test("20 calls at once can be followed by their numbers", async () => {
  const log = new Keeper();
  const policy = new RetryPolicy({ ...CALM, log });
  const scripts = Array.from({ length: 20 }, (_, index) => (index % 2 ? "503,200" : "drop,503,200"));
  const scenes = await Promise.all(scripts.map((script) => stage.play(script)));
  await Promise.all(scenes.map(({ url }) => fetchWithRetry(url, policy)));
  const calls = Map.groupBy(log.lines, (line) => /#\d+/.exec(line)[0]);
  assert.equal(calls.size, 20);
  for (const lines of calls.values()) {
    const [address] = /http\S+/.exec(lines[0]);
    const retries = scripts[scenes.findIndex(({ url }) => url === address)].split(",").length - 1;
    assert.equal(lines.length, 2 * retries + 2);
    for (const line of lines) assert.ok(line.includes(` ${address} `), line);
    assert.match(lines.at(-1), /200 after .*ended: success/);
  }
});

const SECRET = "hunter2";
const ADDRESSES = [
  `http://api.test/orders?key=${SECRET}#${SECRET}`,
  `http://${SECRET}:${SECRET}@api.test/orders`,
  new Request(`http://api.test/orders?${SECRET}`),
  `/orders?key=${SECRET}`,
  `//${SECRET}@api.test/orders`,
  `data:text/plain,${SECRET}`,
];

test("secrets are in no line: not of the address, the headers, the body, a key, an error", async () => {
  const broken = new TypeError("fetch failed", {
    cause: Object.assign(new Error(`no route to ?${SECRET}`), { code: "ECONNRESET" }),
  });
  const bug = new TypeError(`Failed to parse URL from ${SECRET}`);
  for (const address of ADDRESSES) {
    for (const failure of [broken, bug]) {
      const log = new Keeper();
      const headers = { authorization: SECRET, cookie: SECRET };
      const init = { method: "POST", headers, body: SECRET };
      const fetch = scripted(() => answer(503, { "set-cookie": SECRET }, SECRET), failure);
      await outcome(fetchWithRetry(address, { ...CALM, retries: 1, log, idempotencyKey: SECRET, fetch }, init));
      assert.equal(log.lines.length, 4);
      assert.equal(log.lines.join().includes(SECRET), false, log.lines.join("\n"));
    }
  }
});

test("what a logger throws, or rejects with, is heard of but changes nothing", async (t) => {
  const complaints = t.mock.method(console, "error", () => {});
  const loggers = [
    () => {
      throw new Error("disk full");
    },
    () => Promise.reject(new Error("disk full")),
  ];
  for (const print of loggers) {
    const log = Object.fromEntries(LEVELS.map((level) => [level, print]));
    const response = await fetchWithRetry(url, { ...CALM, log, fetch: scripted(503, 200) });
    assert.equal(response.status, 200);
  }
  assert.equal(complaints.mock.callCount(), 8);
});

test("log and onEvent are told both, whichever throws", async (t) => {
  t.mock.method(console, "error", () => {});
  const log = new Keeper();
  const onEvent = t.mock.fn(() => {
    throw new Error("a bug");
  });
  await fetchWithRetry(url, { ...CALM, log, onEvent, fetch: scripted(200) });
  assert.deepEqual([onEvent.mock.callCount(), log.lines.length], [3, 2]);
});

test("a logger is kept as it is, by `with` too, and is no data", async () => {
  const lines = [];
  const log = {
    lines,
    warn(line) {
      this.lines.push(line);
    },
    info() {},
    error() {},
  };
  log.itself = log;
  const policy = new RetryPolicy({ ...CALM, retries: 1, log });
  for (const own of [policy, policy.with({ deadline: "1m" })]) {
    await fetchWithRetry(url, own.with({ fetch: scripted(503, 200) }));
  }
  assert.equal(lines.length, 2);
  assert.equal("log" in policy.toJSON(), false);
});

test("what is no logger is refused, by name", async () => {
  for (const log of [true, "console", 5, {}, { log() {} }, console.log, []]) {
    const error = await rejection(fetchWithRetry(url, { log, fetch: scripted(200) }));
    assert.equal(error.name, "TypeError");
    assert.equal(error.field, "log");
  }
});
