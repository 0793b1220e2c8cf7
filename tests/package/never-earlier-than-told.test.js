// Never early: a server's hint is a floor. Jitter only lengthens it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { answer, FREE, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const EXACT = { ...QUICK, retryAfter: { jitter: "none", headers: ["retry-after-ms", "ratelimit", "retry-after"] } };
const url = "http://server.test/";

// Each asks for a second, in real time, by the server's own clock. All at once: a second is long for a test.
const FORMS = [
  "503;retry-after=1",
  "429;retry-after=imf:1",
  "503;retry-after=rfc850:1",
  "503;retry-after=asctime:1",
  "429;retry-after-ms=1000",
  "503;retry-after-ms=1000;retry-after=3",
  "429;ratelimit=0/1",
  "503;clock-skew=-3600;retry-after=imf:1",
  "503;clock-skew=86400;retry-after=asctime:1",
];

test("seconds, all dates, milliseconds and RateLimit are floors, whatever the server's clock says", async () => {
  const gaps = FORMS.map(async (step) => {
    const { url, journal } = await stage.play(`${step},200`);
    const response = await fetchWithRetry(url, EXACT);
    assert.equal(response.status, 200);
    const [first, second] = (await journal({ hits: 2 })).hits;
    return { step, gap: second.at - first.at, wait: reportOf(response).attempts[0].wait };
  });
  for (const { step, gap, wait } of await Promise.all(gaps)) {
    assert.ok(gap >= 1000, `${step}: sent again after ${gap} ms`);
    assert.equal(wait, 1000, step);
  }
});

async function waitAfter(t, headers, policy = {}) {
  const time = virtualTime(t);
  const transport = scripted(() => answer(503, headers), 200);
  const call = fetchWithRetry(url, { ...FREE, deadline: false, ...policy, fetch: transport });
  const [attempt] = reportOf(await time.until(call)).attempts;
  // Timers count whole milliseconds, and do not wait for another one because of the thousandth that sums may be wrong by. What is
  // reported is rounded to the microsecond.
  const [least, most] = [-5e-4, 5e-4].map((off) => Math.max(0, Math.ceil(attempt.wait + off - 1e-3)));
  const says = `${attempt.wait} ms are reported, and ${time.passed} passed`;
  assert.ok(least <= time.passed && time.passed <= most, says);
  t.mock.restoreAll();
  return attempt;
}

test("jitter only lengthens a hint: by up to half of it, between 1 s and 60 s", async (t) => {
  const spreads = [
    ["0", 0, 1000],
    ["1", 1000, 2000],
    ["10", 10_000, 15_000],
    ["3600", 3_600_000, 3_660_000],
  ];
  for (const [value, least, most] of spreads) {
    const headers = { "retry-after": value };
    const base = { backoff: { base: 0 } };
    assert.equal((await waitAfter(t, headers, { ...base, random: () => 0 })).wait, least);
    const longest = (await waitAfter(t, headers, { ...base, random: () => 1 - 2 ** -53 })).wait;
    assert.ok(longest > most - 2 && longest <= most, `${value}: ${longest}`);
    for (let i = 0; i < 20; i++) {
      const { wait } = await waitAfter(t, headers, base);
      assert.ok(wait >= least && wait <= most, `${value}: ${wait}`);
    }
  }
});

test("the backoff is a floor as well", async (t) => {
  assert.equal(
    (await waitAfter(t, { "retry-after": "1" }, { backoff: { base: "7s" }, jitter: "none", retryAfter: { jitter: "none" } }))
      .wait,
    7000,
  );
  const past = { "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT" };
  assert.equal(
    (await waitAfter(t, past, { backoff: { base: "7s" }, jitter: "none", retryAfter: { jitter: "none" } })).wait,
    7000,
  );
});

test("shouldRetry and backoff functions cannot undercut a hint", async (t) => {
  const headers = { "retry-after": "9" };
  const retryAfter = { jitter: "none" };
  assert.equal((await waitAfter(t, headers, { shouldRetry: () => 5, retryAfter })).wait, 9000);
  assert.equal(
    (await waitAfter(t, headers, { shouldRetry: () => true, retryAfter, backoff: { base: 1 }, jitter: "none" })).wait,
    9000,
  );
  assert.equal((await waitAfter(t, headers, { backoff: () => 1, retryAfter })).wait, 9000);
  assert.equal((await waitAfter(t, headers, { shouldRetry: () => "20s", retryAfter })).wait, 20_000);
});

test("what cannot be read waits for the whole backoff at least, and the report says so", async (t) => {
  for (const value of ["", "-5", "+5", "1e3", "0x10", "soon", "Sun, 31 Feb 2030 08:49:37 GMT", "5 s", "NaN", "2, 5x"]) {
    const attempt = await waitAfter(
      t,
      { "retry-after": value },
      { ...QUICK, backoff: { type: "constant", base: "2s" }, jitter: "full" },
    );
    assert.ok(attempt.wait >= 2000 && attempt.wait <= 4000, `${value}: ${attempt.wait}`);
    assert.deepEqual([attempt.retryAfter, attempt.hint], [undefined, "unreadable"], value);
  }
});

test("what servers write in its place is a floor", async (t) => {
  // The virtual clock starts with 2030.
  const start = Date.UTC(2030, 0, 1) / 1000;
  for (const value of [
    "30s",
    "0m29.9999s",
    "30000ms",
    "2030-01-01T00:00:30Z",
    "2029-12-31T19:00:30-05:00",
    "Tue, 01 Jan 2030 00:00:30 UTC",
    "Mon, 31 Dec 2029 19:00:30 -0500",
    `${start + 30}`,
    `${(start + 30) * 1000}`,
    "10, 30, 20s",
    "Tue, 01 Jan 2030 00:00:30 GMT, Tue, 01 Jan 2030 00:00:10 GMT",
  ]) {
    const attempt = await waitAfter(t, { "retry-after": value }, { ...QUICK, retryAfter: { jitter: "none" } });
    assert.deepEqual([attempt.wait, attempt.retryAfter, attempt.hint], [30_000, 30_000, undefined], value);
  }
});

test("headers that come several times are read together", async (t) => {
  const headers = new Headers([
    ["retry-after", "Tue, 01 Jan 2030 00:00:30 GMT"],
    ["retry-after", "10"],
  ]);
  const attempt = await waitAfter(t, headers, { ...QUICK, retryAfter: { jitter: "none" } });
  assert.equal(attempt.wait, 30_000);
});

test("a header may be named with the unit of its numbers", async (t) => {
  const wait = async (header) => {
    const retryAfter = { jitter: "none", headers: [header] };
    return (await waitAfter(t, { "x-wait": "7000" }, { ...QUICK, retryAfter })).wait;
  };
  assert.equal(await wait("x-wait"), 7_000_000);
  assert.equal(await wait("X-Wait:ms"), 7000);
  assert.equal(await wait("x-wait:m"), 420_000_000);
});

test("retryAfter: false ignores hints", async (t) => {
  const attempt = await waitAfter(t, { "retry-after": "60" }, { ...QUICK, retryAfter: false });
  assert.equal(attempt.wait, 1);
  assert.equal(attempt.retryAfter, undefined);
});

test("dateHeader: false trusts the local clock", async (t) => {
  // The virtual clock starts with 2030; the server's is an hour behind.
  const headers = { date: "Mon, 31 Dec 2029 23:00:00 GMT", "retry-after": "Mon, 31 Dec 2029 23:00:30 GMT" };
  const exact = { ...QUICK, retryAfter: { jitter: "none" } };
  assert.equal((await waitAfter(t, headers, exact)).wait, 30_000);
  assert.equal((await waitAfter(t, headers, { ...QUICK, retryAfter: { jitter: "none", dateHeader: false } })).wait, 1);
});

test("a hint above retryAfter.cap ends the call; it is never shortened", async () => {
  const transport = scripted(() => answer(503, { "retry-after": "61" }), 200);
  const response = await fetchWithRetry(url, { ...QUICK, fetch: transport, retryAfter: { cap: "60s" } });
  assert.equal(reportOf(response).reason, "hint-too-long");
  assert.equal(reportOf(response).attempts[0].retryAfter, 61_000);
  assert.equal(await response.text(), "status 503");
  assert.equal(transport.sent.length, 1);
});

test("a wait without a hint is never shorter than its backoff, in real time", async () => {
  const { url, journal } = await stage.play("503,200");
  await fetchWithRetry(url, { backoff: { type: "constant", base: 150 }, jitter: "none" });
  const [first, second] = (await journal({ hits: 2 })).hits;
  assert.ok(second.at - first.at >= 150, `${second.at - first.at} ms`);
});

test("what the wall clock rounds up ends no wait", async (t) => {
  const time = virtualTime(t, { early: 1.5 });
  for (let fraction = 0; fraction < 1; fraction += 0.01) {
    time.passed = Math.ceil(time.passed) + fraction;
    const times = [];
    const transport = scripted(
      () => answer(times.push(time.passed) && 503, { "retry-after-ms": "40.5" }),
      () => answer(times.push(time.passed) && 200),
    );
    await time.until(fetchWithRetry(url, { ...EXACT, attemptTimeout: false, fetch: transport }));
    assert.ok(times[1] - times[0] >= 40.49, `${times[1] - times[0]} ms, begun ${fraction} ms after a whole one`);
  }
});

// Node's own may be early by another millisecond, and what fires more than two before its time is no timer of a platform's.
test("a timer that fires a little early, as platforms' do, ends no wait", async (t) => {
  const { setTimeout } = globalThis;
  t.mock.method(globalThis, "setTimeout", (callback, delay, ...rest) => setTimeout(callback, delay - 1, ...rest));
  const times = [];
  const transport = scripted(
    () => answer(times.push(performance.now()) && 503, { "retry-after-ms": "40.5" }),
    () => answer(times.push(performance.now()) && 200),
  );
  await fetchWithRetry(url, { ...EXACT, fetch: transport });
  assert.ok(times[1] - times[0] >= 40.5, `${times[1] - times[0]} ms`);
});
