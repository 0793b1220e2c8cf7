// The hour that tests/core/golden_hour.rs writes of the core alone, through the whole package in a page and in a worker. Each wait has a
// timer of its own: by one that calls share, some end on another's fraction of a millisecond.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nameOf, stage } from "./support/stage.js";

const GOLDEN = readFileSync(new URL("../vectors/golden-hour.txt", import.meta.url), "utf8");
const WRITTEN = GOLDEN.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const parts = stage();

for (const where of ["page", "dedicated"]) {
  test(`${nameOf(where)}, each wait by a timer of its own: what is written of the core alone`, async () => {
    assertSame(await parts.run(where, "goldenHour"), WRITTEN);
  });
}

function assertSame(found, expected) {
  const differs = expected.findIndex((line, index) => line !== found[index]);
  assert.equal(found[differs], expected[differs], `the first of the lines that differ is number ${differs + 1}`);
  assert.equal(found.length, expected.length);
}
