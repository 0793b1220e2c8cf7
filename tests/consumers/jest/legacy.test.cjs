const { fetchWithRetry, reportOf } = require("holdfast-fetch");

const realTimeout = setTimeout;
beforeEach(() => jest.useFakeTimers({ legacyFakeTimers: true }));
afterEach(() => jest.useRealTimers());

test("minutes pass in no time, though no clock moves", async () => {
  const policy = {
    preset: "livePerson",
    log: false,
    // These timers have no advance that lets promises go first.
    onEvent: ({ type, delay }) => type === "wait" && realTimeout(() => jest.advanceTimersByTime(Math.ceil(delay))),
  };
  const response = await fetchWithRetry(process.env.SCENE, policy);
  expect(response.status).toBe(200);
  const waits = reportOf(response).attempts.map(({ wait = 0 }) => wait);
  expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(6.5 * 60_000);
});
