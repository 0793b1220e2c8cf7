// Circuits by their keys: what is kept of them here, and what becomes of it when the core is lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CORE } from "./support/cores.js";
import { shell } from "./support/shell.js";

const POLICY =
  "import { Circuits } from './circuits.js'; export const make = () => ({ sharing: { circuits: new Circuits({ handle: () => 1, cells: [] }, {}) } });";
const INSTEAD = {
  core: CORE,
  policy: POLICY,
  compiled: "export const unused = () => ({ register() {} });",
  "generated/cells": "export const BREAKER = 0;",
};
const { CircuitBreaker, breakerWith, circuitsOf, numberOf } = await shell("breaker", INSTEAD, ["circuits"]);
const { cores } = globalThis;
const make = () => {
  const breaker = new CircuitBreaker();
  return { breaker, circuits: circuitsOf(breaker) };
};
const statesOf = (breaker) => breaker.snapshot().map(({ key, state }) => `${key} ${state}`);

test("a key has one circuit, and it is the same breaker that stands for them", () => {
  const { breaker, circuits } = make();
  assert.equal(circuits.of("a"), circuits.of("a"));
  assert.notEqual(circuits.of("a").handle, circuits.of("b").handle);
  assert.equal(breakerWith(circuits), breaker);
  assert.notEqual(numberOf(breaker), numberOf(make().breaker));
});

test("another core has new circuits, but what was shut by hand stays shut", () => {
  const { breaker, circuits } = make();
  for (const key of ["a", "b", "c"]) circuits.of(key).handle;
  breaker.isolate("b");
  cores.core().open(circuits.of("c").handle);
  const heard = [];
  breaker.onChange(({ key }) => heard.push(key));
  cores.lose();
  assert.deepEqual(statesOf(breaker), ["a closed", "b isolated", "c closed"]);
  assert.deepEqual(heard, []);
  breaker.isolate();
  cores.lose();
  assert.equal(circuits.of("d").isIsolated, true);
  assert.deepEqual(statesOf(breaker), ["a isolated", "b isolated", "c isolated", "d isolated"]);
  breaker.reset("a");
  cores.lose();
  assert.deepEqual(statesOf(breaker)[0], "a closed");
});

test("all were shut before there was any: that is a change as well", () => {
  const { breaker, circuits } = make();
  const heard = [];
  breaker.onChange((change) => heard.push(change));
  breaker.reset();
  for (const _ of [1, 2]) breaker.isolate();
  breaker.reset();
  assert.deepEqual(heard, [
    { key: "", from: "closed", to: "isolated" },
    { key: "", from: "isolated", to: "closed" },
  ]);
  circuits.of("a");
  breaker.isolate();
  assert.deepEqual(heard.at(-1), { key: "a", from: "closed", to: "isolated" });
});

test("of more than a thousand those are forgotten of which nothing is lost, and none that was shut by hand", () => {
  const { breaker, circuits } = make();
  for (let i = 0; i < 1000; i++) circuits.of(`${i}`).handle;
  breaker.isolate("0");
  cores.core().open(circuits.of("1").handle);
  circuits.of("new");
  assert.deepEqual(statesOf(breaker), ["0 isolated", "1 open", "new closed"]);
  for (let i = 2; i < 999; i++) cores.core().open(circuits.of(`${i}`).handle);
  cores.core().open(circuits.of("new").handle);
  circuits.of("newer");
  assert.deepEqual(statesOf(breaker).slice(0, 2), ["0 isolated", "new open"], "then the oldest goes");
});

test("as data: times as dates, and failures in a row, as whole numbers, of what is closed", (t) => {
  t.mock.method(Date, "now", () => 1000);
  const circuits = [
    { key: "a", state: "open", opened: 1, probeAt: 6000 },
    { key: "b", state: "closed", opened: 0, consecutive: 2 },
    { key: "c", state: "isolated", opened: 0 },
  ];
  const data = { options: {}, circuits };
  assert.deepEqual(JSON.parse(JSON.stringify(CircuitBreaker.hydrate(data))), data);
  for (const consecutive of ["2", Number.NaN, -1, null]) {
    assert.throws(() => CircuitBreaker.hydrate({ options: {}, circuits: [{ ...circuits[1], consecutive }] }), TypeError);
  }
});
