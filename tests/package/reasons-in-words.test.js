// What a call that ended says of why: in its error, its report, its last event and its log line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { answer, never, scripted } from "./support/transport.js";

const url = "http://server.test/";
const CALM = { backoff: { type: "constant", base: 1 }, jitter: "none", throwOnStatus: true };

/** The error of a call that fails, its report, its last event and its last line. */
async function ending(policy, call = (policy) => fetchWithRetry(url, policy)) {
  const [events, lines] = [[], []];
  const keep = (line) => lines.push(line);
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  const error = await rejection(call(new RetryPolicy({ ...CALM, ...policy, log, onEvent: (event) => events.push(event) })));
  return { error, report: reportOf(error), last: events.at(-1), line: lines.at(-1) };
}

/** Of one token, which the first retry that fails takes. */
const ONE = { initial: 1, ratio: 0, cap: 1 };

test("a budget without a token says so, and what helps", async () => {
  const { error, report, last, line } = await ending({ budget: ONE, fetch: scripted(503) });
  const words = "no retry token left: too many retries failed lately";
  assert.equal(error.message, `GET ${url}: ${words} (2 attempts, the last: 503)`);
  assert.ok(line.includes(`ended: budget (${words}); `), line);
  assert.deepEqual(["unvouched" in report, "unvouched" in last], [false, false]);
});

const unvouched = { timeouts: "vouched", attemptTimeout: 5, budget: { initial: 5, cap: 5 } };
const UNVOUCHED = "a timeout, and no recent good answer; timeouts: true needs none";

test("a timeout that no good answer vouches for is another cause of the same reason", async () => {
  const { error, report, last, line } = await ending({ ...unvouched, fetch: never });
  assert.equal(error.reason, "budget");
  // The first one is granted to a client that has had no answer yet.
  assert.equal(error.message, `GET ${url}: ${UNVOUCHED} (2 attempts, the last: timeout)`);
  assert.ok(line.includes(`ended: budget (${UNVOUCHED}); `), line);
  assert.deepEqual([report.unvouched, last.unvouched], [true, true]);
});

test("so is a 504, whose status alone does not tell", async () => {
  const { error, report } = await ending({ ...unvouched, fetch: scripted(504) });
  assert.equal(error.message, `GET ${url}: ${UNVOUCHED} (2 attempts, the last: 504)`);
  assert.equal(report.unvouched, true);
});

test("after a timeout without a token, the token is what is missing", async () => {
  const { error, report } = await ending({ ...unvouched, budget: ONE, fetch: never });
  assert.match(error.message, /: no retry token left: /);
  assert.equal("unvouched" in report, false);
});

test("a hint that leads beyond the deadline is named", async () => {
  const fetch = scripted(() => answer(503, { "retry-after": "7200" }));
  const { error, line } = await ending({ deadline: "1m", fetch });
  assert.equal(error.message, `GET ${url}: no time left before the deadline; the server asks for 2 h (1 attempt: 503)`);
  assert.ok(line.includes("ended: deadline (no time left before the deadline; the server asks for 2 h); "), line);
});

test("and so is one that is beyond what is allowed", async () => {
  const fetch = scripted(() => answer(503, { "retry-after": "90" }));
  const { error, line } = await ending({ retryAfter: { cap: "1m" }, fetch });
  assert.equal(error.message, `GET ${url}: a wait above retryAfter.cap; the server asks for 1.5 min (1 attempt: 503)`);
  assert.ok(line.includes("ended: hint-too-long (a wait above retryAfter.cap; the server asks for 1.5 min); "), line);
});

test("a deadline without a hint speaks of none", async () => {
  const { error, line } = await ending({ deadline: 1000, backoff: { type: "constant", base: 2000 }, fetch: scripted(503) });
  assert.equal(error.message, `GET ${url}: no time left before the deadline (1 attempt: 503)`);
  assert.ok(line.includes("ended: deadline (no time left before the deadline); "), line);
});

test("what an operation returns has no status, and its line none that is made up", async () => {
  const lines = [];
  const keep = (line) => lines.push(line.replace(/\d+ ms/g, "N ms").replace(/#\d+/, "#N"));
  const log = { debug: keep, info: keep, warn: keep, error: keep };
  await retry(async function load() {}, new RetryPolicy({ log }));
  await retry(async function load() {
    return answer(204, {}, null);
  }, new RetryPolicy({ log }));
  const opaque = { status: 0, type: "opaque", ok: false, headers: new Headers(), body: null };
  await fetchWithRetry(url, new RetryPolicy({ log, fetch: async () => opaque }));
  assert.deepEqual(
    lines.filter((line) => !line.endsWith("sent")),
    [
      "holdfast #N operation load attempt 1 of 4: done after N ms; ended: success; N ms in all",
      "holdfast #N operation load attempt 1 of 4: 204 after N ms; ended: success; N ms in all",
      `holdfast #N GET ${url} attempt 1 of 4: opaque after N ms; ended: success; N ms in all`,
    ],
  );
});
