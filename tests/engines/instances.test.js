// Instances of the package that know nothing of each other: they must not wait in step, and leave nothing behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, PLACES, stage } from "./support/stage.js";

const parts = stage();
const CALLS = 10_000;

for (const where of ["page", "dedicated"]) {
  test(`${nameOf(where)}, ${CALLS} calls have one listener on a signal between them, and leave none`, async () => {
    const { ended, most, left } = await parts.run(where, "listenersAfter", CALLS);
    assert.deepEqual([ended, most, left], [CALLS, 1, 0]);
  });
}

test("instances draw waits of their own, two in a page and one in each kind of worker", async () => {
  const waits = await parts.run("page", "waitsOf", 2);
  for (const where of PLACES.slice(1)) waits.push(...(await parts.run(where, "waits")));
  assert.equal(waits.length, PLACES.length + 1);
  assert.ok(waits.every((own) => own.length === 3));
  // 53 random bits each: two alike are no accident.
  assert.equal(new Set(waits.flat()).size, waits.flat().length, JSON.stringify(waits));
});
