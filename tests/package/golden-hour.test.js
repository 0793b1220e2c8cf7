// An hour of calls under resilientIntegrations, while the server stumbles, breaks and recovers: what a listener hears of the whole
// package is, line by line, what tests/core/golden_hour.rs writes of the core alone. Only clocks, timers and the server are not real.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inWhole, line, method, starts } from "./support/hour.js";
import { hourOf } from "./support/hour-of-calls.js";
import * as installed from "./support/installed.js";
import { virtualTime } from "./support/virtual-time.js";

const GOLDEN = readFileSync(new URL("../vectors/golden-hour.txt", import.meta.url), "utf8");

const WRITTEN = GOLDEN.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

function assertSame(found, expected) {
  const differs = expected.findIndex((line, index) => line !== found[index]);
  assert.equal(found[differs], expected[differs], `the first of the lines that differ is number ${differs + 1}`);
  assert.equal(found.length, expected.length);
}

test("each wait by a timer of its own: the whole package does what is written of the core alone", async (t) => {
  const time = virtualTime(t);
  // So the package knows fake timers, which get a timer for each wait.
  setTimeout.clock = {};
  const lines = [];
  const { keys, responses } = await hourOf(installed, time, (...told) => lines.push(line(...told)));
  assertSame(lines, WRITTEN);
  assert.equal(responses.length, starts().length);
  // The keys are counted, and every third call is a write.
  for (const [call, key] of keys)
    assert.equal(key, method(call) === "POST" ? `order-${Math.floor(call / 3)}` : null, `call ${call}`);
});

test("all by the timer that calls share: the same, to the millisecond", async (t) => {
  const lines = [];
  await hourOf(installed, virtualTime(t), (...told) => lines.push(line(...told)));
  assertSame(lines.map(inWhole), WRITTEN);
});
