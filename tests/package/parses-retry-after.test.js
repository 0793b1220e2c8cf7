// parseRetryAfter reads Retry-After to the letter, as the test vectors of the crate have it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseRetryAfter } from "./support/installed.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/retry-after.json", import.meta.url), "utf8"));

test("every vector, through the package", () => {
  assert.ok(vectors.cases.length > 20);
  for (const { value, wait_ms: wait, wait_ms_at_least: least, why } of vectors.cases) {
    const parsed = parseRetryAfter(value, vectors.now_ms);
    if (least !== undefined) assert.ok(parsed >= least, `${value}: ${parsed} (${why})`);
    else assert.equal(parsed, wait, `${value} (${why})`);
  }
});

test("without a time, a date is read by the platform's clock", (t) => {
  t.mock.method(Date, "now", () => Date.UTC(1994, 10, 6, 8, 49, 37));
  assert.equal(parseRetryAfter("Sun, 06 Nov 1994 08:50:07 GMT"), 30_000);
  assert.equal(parseRetryAfter("Sunday, 06-Nov-94 08:50:07 GMT"), 30_000);
  assert.equal(parseRetryAfter("Sun Nov  6 08:50:07 1994"), 30_000);
  assert.equal(parseRetryAfter("Sun, 06 Nov 1994 08:49:00 GMT"), 0, "the past asks for no wait");
});

test("a header that is not there asks for nothing", () => {
  // What headers.get gives.
  assert.equal(parseRetryAfter(null), null);
  assert.equal(parseRetryAfter(undefined), null);
  assert.equal(parseRetryAfter(""), null);
});

test("a time that is not a number does not become a wait", () => {
  assert.equal(parseRetryAfter("30", Number.NaN), 30_000);
  assert.equal(parseRetryAfter("Sun, 06 Nov 1994 08:50:07 GMT", Number.NaN), null);
});
