import { fetchWithRetry, reportOf } from "holdfast-fetch";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("minutes pass in no time", async () => {
  const policy = {
    preset: "livePerson",
    log: false,
    onEvent: ({ type, delay }) => type === "wait" && vi.advanceTimersByTimeAsync(Math.ceil(delay)),
  };
  const response = await fetchWithRetry(import.meta.env.SCENE, policy);
  expect(response.status).toBe(200);
  expect(reportOf(response).elapsed).toBeGreaterThan(6.5 * 60_000);
});
