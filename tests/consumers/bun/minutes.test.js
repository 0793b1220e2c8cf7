import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import { fetchWithRetry, reportOf } from "holdfast-fetch";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("minutes pass in no time", async () => {
  const policy = {
    preset: "livePerson",
    log: false,
    // The event comes before the timer is set; Bun leaves setImmediate as it is.
    onEvent: ({ type }) => type === "wait" && setImmediate(() => jest.advanceTimersToNextTimer()),
  };
  const response = await fetchWithRetry(process.env.SCENE, policy);
  expect(response.status).toBe(200);
  expect(reportOf(response).elapsed).toBeGreaterThan(6.5 * 60_000);
});
