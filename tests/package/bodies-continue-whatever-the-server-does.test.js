// A server that lies, changes and cuts: what `resuming` delivers are the first bytes of one version of the object, and all of them
// where their end could be noticed. undici's RetryAgent, asked for the same, fails this test: it has teeth.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { INSTALLED } from "./support/installed.js";

const { HOLDFAST_BODIES: COUNT = "150", HOLDFAST_SEED: SEED = "1" } = process.env;

const PROGRAM = `import ${JSON.stringify(import.meta.resolve("./support/random-run.js"))};`;

/** What came of random bodies, read by a client of random-run.js. */
function read(client, { seed, count }) {
  // A body that hangs is found out by the program itself.
  const limit = 600_000 + 5000 * count;
  return printed(PROGRAM, { limit, env: { HOLDFAST_INSTALLED: INSTALLED, CLIENT: client, SEED: `${seed}`, COUNT: `${count}` } });
}

test(`${COUNT} random bodies have no wrong byte, and none is cut short that could be noticed`, async (t) => {
  const count = Number(COUNT);
  const { faults, hung, errors, ...tally } = await read("resuming", { seed: Number(SEED), count });
  t.diagnostic(JSON.stringify({ ...tally, errors }));
  assert.deepEqual(faults, []);
  assert.deepEqual(hung, []);
  // There is nothing else that reading rejects with.
  const known = ["changed", "too-long", "fruitless", "expensive", "status", "attempts"];
  assert.deepEqual(
    Object.keys(errors).filter((why) => !known.includes(why)),
    [],
  );
  const least = Math.min(tally.done, tally.range, tally.proof, errors.changed);
  assert.ok(least > count / 40, JSON.stringify({ ...tally, errors }));
});

test("the same bodies show wrong bytes in what undici's RetryAgent delivers", async (t) => {
  const { faults, ...tally } = await read("agent", { seed: 1, count: 150 });
  t.diagnostic(JSON.stringify({ ...tally, faults: faults.length }));
  assert.ok(faults.length > 0);
});
