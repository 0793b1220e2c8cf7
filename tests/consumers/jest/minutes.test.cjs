const { fetchWithRetry, reportOf } = require("holdfast-fetch");

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("minutes pass in no time", async () => {
  const policy = {
    preset: "livePerson",
    log: false,
    onEvent: ({ type, delay }) => type === "wait" && jest.advanceTimersByTimeAsync(Math.ceil(delay)),
  };
  const response = await fetchWithRetry(process.env.SCENE, policy);
  expect(response.status).toBe(200);
  expect(reportOf(response).elapsed).toBeGreaterThan(6.5 * 60_000);
});
