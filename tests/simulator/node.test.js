// The simulator's wasm in Node: the same seed gives the same run as natively, to the last bit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { repeat } from "./golden.js";
import * as simulator from "./support.js";

const { Fleet, golden, nameOf, scenes } = simulator;

for (const run of golden) {
  test(`repeats the native run of ${nameOf(run)}`, () => {
    const { outcome, series, slices, progress } = repeat(simulator, run);
    assert.deepEqual(outcome, run.outcome);
    assert.deepEqual(series, run.outcome.series);
    assert.deepEqual([slices, progress], [Math.floor(run.scenario.duration / 7_000), 1]);
  });
}

test("another seed gives another run", () => {
  const [run] = golden;
  const { outcome } = repeat(simulator, { ...run, scenario: { ...run.scenario, seed: 8 } });
  assert.notDeepEqual(outcome.series.offered, run.outcome.series.offered);
});

test("scenes are plain data that can be run", () => {
  const all = scenes();
  assert.deepEqual(
    all.map(({ name }) => name),
    ["flaky", "brownout", "restart", "herd", "login", "outage"],
  );
  for (const { scenario, policies } of structuredClone(all)) {
    for (const { policy } of policies) {
      const fleet = new Fleet({ ...scenario, clients: 100 }, policy, 1);
      assert.equal(fleet.advance(10_000), false);
      assert.equal(fleet.series("offered").constructor, Uint32Array);
      assert.equal(fleet.series("no such list"), undefined);
      fleet.free();
    }
  }
});

test("a queue without end may be null, as it is in JSON", () => {
  const scenario = { ...scenes().find(({ name }) => name === "outage").scenario, duration: 100_000 };
  const outcomes = [null, Number.POSITIVE_INFINITY].map((queue) => {
    const fleet = new Fleet({ ...scenario, server: { ...scenario.server, queue } }, "standard", 1);
    fleet.advance(100_000);
    return fleet.outcome();
  });
  assert.deepEqual(...outcomes);
});

test("what is wrong is said", () => {
  const [{ scenario }] = scenes();
  assert.throws(() => new Fleet(scenario, { retries: -1 }, 1), {
    message: "retry policy: retries is -1; allowed: a whole number from 0 to 1000",
  });
  assert.throws(() => new Fleet(scenario, "no such policy", 1), /retry policy: preset/);
  assert.throws(() => new Fleet({ clients: 5 }, "standard", 1), /missing field/);
});
