// Bodies that break, in a page: what is delivered are the first bytes of one version of the object, and all of them where their end
// could be noticed. The engines have no words in common for a body that breaks, and each of them must be taken for a fault of the network.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./support/stage.js";

const { HOLDFAST_BODIES = "40", HOLDFAST_SEED = "1" } = process.env;
const COUNT = Number(HOLDFAST_BODIES);
// As many as an engine reads in less time than it is given for one answer.
const AT_ONCE = 20;

// What engines do not notice: none sees every cut of what is encoded, and WebKitGTK takes a close in the midst of chunks for their end.
const MORE = ["stall", "close", "coded", ...(process.env.ENGINE === "webkit" ? ["chunked"] : [])];

const parts = stage();

test(`${COUNT} random bodies have no wrong byte, and none is cut short that could be noticed`, async (t) => {
  const all = { done: 0, range: 0, proof: 0, next: 0, faults: [], hung: [], errors: {} };
  for (let from = 0; from < COUNT; from += AT_ONCE) {
    const [seed, count] = [Number(HOLDFAST_SEED) * 10_000 + from, Math.min(AT_ONCE, COUNT - from)];
    const tally = await parts.page.evaluate(
      async (...given) => (await import("/bodies.js")).readRandomBodies(...given),
      seed,
      count,
      MORE,
    );
    for (const name of ["done", "range", "proof", "next"]) all[name] += tally[name];
    for (const [why, times] of Object.entries(tally.errors)) all.errors[why] = (all.errors[why] ?? 0) + times;
    all.faults.push(...tally.faults);
    all.hung.push(...tally.hung);
    all.readers = tally.readers;
  }
  t.diagnostic(JSON.stringify(all));
  assert.deepEqual(all.faults, []);
  assert.deepEqual(all.hung, []);
  const known = ["changed", "too-long", "fruitless", "expensive", "status", "attempts"];
  assert.deepEqual(
    Object.keys(all.errors).filter((why) => !known.includes(why)),
    [],
  );
  assert.ok(Math.min(all.done, all.range, all.proof) > 0);
});

// Firefox keeps the connection of a body that is cancelled while it is silent, and has six of them for a server.
test("no connection is left of a body that fell silent", async () => {
  const silent = "object=7:20000;cut=0.5;how=stall";
  for (const steps of [
    [silent, "object=7:20000"],
    [silent, "object=7:20000:1", "200"],
  ]) {
    const left = await parts.page.evaluate(async (steps) => (await import("/bodies.js")).connectionsLeft(steps), steps);
    assert.deepEqual(
      Object.values(left),
      Object.values(left).map(() => 0),
      JSON.stringify(left),
    );
  }
});
