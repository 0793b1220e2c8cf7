// What the first page's words say of each scene holds, whatever the seed.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { recordedInNode } from "./support/scenes.js";

const SEEDS = [1, 2, 3, 4, 5];

const byScene = new Map();
before(async () => {
  const ids = ["fails", "retry", "wait", "longer", "random", "hint", "budget", "breaker", "key", "deadline"];
  const all = await recordedInNode(ids.flatMap((id) => SEEDS.map((seed) => ({ id, seed }))));
  for (const id of ids)
    byScene.set(
      id,
      all.filter((one) => one.id === id),
    );
});

/** For each seed, the recordings by the value of the scene's knob. */
function each(id, check) {
  for (const seed of SEEDS) {
    const some = byScene.get(id).filter((one) => one.seed === seed);
    check(Object.fromEntries(some.map((one) => [Object.values(one.settings)[0], one])));
  }
}

const succeeded = ({ reasons }) => reasons.filter((reason) => reason === "success").length;
const arrivals = ({ arrived }, from, to) => arrived.filter((at) => at >= from && at < to).length;

/** The most arrivals within so many milliseconds, from that moment on. */
function peak({ arrived }, span, from) {
  const times = arrived.filter((at) => at >= from);
  return Math.max(...times.map((first) => times.filter((at) => at >= first && at < first + span).length));
}

test("a request fails: the call ends with the reason attempts", () => {
  each("fails", ({ well, busy }) => {
    assert.deepEqual(well.reasons, ["success"]);
    assert.deepEqual(busy.reasons, ["attempts"]);
  });
});

test("a retry: the more, the more calls succeed", () => {
  const total = { 0: 0, 1: 0, 3: 0 };
  each("retry", (by) => {
    for (const retries of [0, 1, 3]) total[retries] += succeeded(by[retries]);
    assert.ok(succeeded(by[0]) < succeeded(by[3]));
  });
  const calls = SEEDS.length * 20;
  // 60, 84 and 97 of 100 are expected.
  assert.ok(total[0] < 0.72 * calls && total[1] > 0.74 * calls && total[3] > 0.92 * calls, JSON.stringify(total));
});

test("a wait: without one all fail, with one all succeed", () => {
  each("wait", (by) => {
    assert.deepEqual([succeeded(by[0]), succeeded(by[1_000])], [0, 8]);
  });
});

test("longer waits: with as many requests, all succeed instead of none", () => {
  each("longer", ({ constant, exponential }) => {
    assert.deepEqual([succeeded(constant), succeeded(exponential)], [0, 8]);
    assert.equal(constant.sent.length, exponential.sent.length);
  });
});

test("jitter: a wave becomes a stream, and all succeed", () => {
  each("random", ({ none, full }) => {
    assert.equal(succeeded(full), 200);
    assert.ok(succeeded(none) < 100, `${succeeded(none)}`);
    assert.ok(
      peak(none, 100, 1_000) >= 150 && peak(full, 100, 1_000) < 30,
      `${peak(none, 100, 1_000)}, ${peak(full, 100, 1_000)}`,
    );
  });
});

test("a hint: who obeys is never early, and succeeds with one retry", () => {
  each("hint", ({ ignored, obeyed }) => {
    assert.equal(succeeded(obeyed), 8);
    assert.equal(obeyed.sent.length, 16);
    assert.equal(arrivals(obeyed, 0, 5_000), 8, "only the first requests came before the server was back");
    assert.ok(succeeded(ignored) < 4);
  });
});

test("a budget: without it the trouble never ends, with it the server recovers", () => {
  each("budget", ({ none, tokens }) => {
    const late = (one) => arrivals(one, 28_000, 37_000) / 9;
    assert.match(none.told, / 0 % of calls succeed/);
    assert.match(tokens.told, / (9\d|100) % of calls succeed/);
    assert.ok(late(none) > 200 && late(tokens) < 80, `${late(none)}, ${late(tokens)}`);
  });
});

test("a breaker: fewer requests to a server that is away, and users know sooner", () => {
  each("breaker", ({ none, on }) => {
    assert.ok(arrivals(on, 4_000, 24_000) * 2.5 < arrivals(none, 4_000, 24_000));
    assert.ok(on.reasons.includes("circuit-open") && !none.reasons.includes("circuit-open"));
    assert.equal(on.reasons.at(-1), "success", "it closes again");
  });
});

test("a key: no order twice, and every user knows", () => {
  each("key", (by) => {
    assert.deepEqual([by.blind.numbers.orders, by.default.numbers.orders, by.key.numbers.orders], [10, 5, 5]);
    assert.deepEqual([succeeded(by.blind), succeeded(by.default), succeeded(by.key)], [5, 0, 5]);
    assert.deepEqual(new Set(by.default.reasons), new Set(["not-idempotent"]));
  });
});

test("a deadline is kept", () => {
  each("deadline", (by) => {
    assert.ok(by.none.numbers.longest > 20_000);
    // The package sets timers of whole milliseconds.
    assert.ok(by["8s"].numbers.longest < 8_001, `${by["8s"].numbers.longest}`);
    assert.deepEqual(new Set(by["8s"].reasons), new Set(["deadline"]));
  });
});

test("a seed repeats itself, and another one is another", async () => {
  const wanted = (seed) => [{ id: "random", seed, settings: { jitter: "full" } }];
  const [[one], [again], [other]] = [
    await recordedInNode(wanted(7)),
    await recordedInNode(wanted(7)),
    await recordedInNode(wanted(8)),
  ];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one.sent, other.sent);
});
