import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "holdfast-fetch";

test("minutes pass in no time", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const policy = {
    preset: "livePerson",
    log: false,
    // The event comes before the timer is set; setImmediate is not mocked.
    onEvent: ({ type, delay }) => type === "wait" && setImmediate(() => mock.timers.tick(Math.ceil(delay))),
  };
  const begun = Date.now();
  const response = await fetchWithRetry(process.env.SCENE, policy);
  assert.equal(response.status, 200);
  assert.ok(Date.now() - begun > 6.5 * 60_000);
  const waits = reportOf(response).attempts.map(({ wait = 0 }) => wait);
  assert.ok(waits.reduce((sum, wait) => sum + wait) > 6.5 * 60_000);
});
