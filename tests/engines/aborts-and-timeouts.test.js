// Who gave up, and why: WebKit's fetch says AbortError for every abort, whatever its reason.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, PLACES, stage } from "./support/stage.js";

const parts = stage();
const hits = async (script, condition) => (await (await fetch(script.journal(condition))).json()).hits;

for (const where of PLACES) {
  for (const [when, steps, seen, history] of [
    ["the first attempt", "hang", "hits=1", "aborted"],
    ["a later attempt", "503,hang", "hits=2", "503 aborted"],
    ["a wait", "503;retry-after=60", undefined, "503"],
  ]) {
    test(`${nameOf(where)}, an abort during ${when} rejects with the caller's very reason`, async () => {
      const script = parts.script(steps);
      const outcome = await parts.run(where, "abortWithReason", script.url, seen && script.journal(seen));
      assert.deepEqual(outcome, { isReason: true, reason: "aborted", history });
      for (const { ended } of await hits(script, "open=0")) assert.notEqual(ended, "open");
    });
  }

  test(`${nameOf(where)}, the caller's own time limit rejects with its TimeoutError`, async (t) => {
    const outcome = await parts.run(where, "timeoutSignal", parts.script("hang").url, 300);
    assert.deepEqual(outcome, { isReason: true, name: "TimeoutError", reason: "aborted", history: "aborted" });
    const bare = await parts.run(where, "bareAborts", parts.script("hang").url, 300);
    t.diagnostic(`the platform's own fetch, aborted and out of time: ${JSON.stringify(bare)}`);
  });

  test(`${nameOf(where)}, an attempt that took too long is a timeout, told and retried as such`, async () => {
    const script = parts.script("hang,200");
    const outcome = await parts.run(where, "load", script.url, { attemptTimeout: 1_000 });
    // On a machine that is busy otherwise, the second attempt too may take too long.
    const timeouts = outcome.failures.length;
    assert.ok(timeouts > 0);
    assert.deepEqual(outcome, {
      status: 200,
      reason: "success",
      history: `${"timeout ".repeat(timeouts)}200`,
      failures: Array(timeouts).fill(["timeout", "TimeoutError"]),
    });
    const ends = (await hits(script, "open=0")).map(({ ended }) => ended);
    assert.deepEqual([ends[0], ends.at(-1)], ["client-closed", "completed"]);
  });

  test(`${nameOf(where)}, a call whose attempts all take too long ends with a TimeoutError`, async () => {
    const policy = { attemptTimeout: 200, retries: 1, timeouts: true };
    const outcome = await parts.run(where, "load", parts.script("hang").url, policy);
    assert.deepEqual(outcome, {
      name: "RetryError",
      cause: "TimeoutError",
      reason: "attempts",
      history: "timeout timeout",
      failures: Array(2).fill(["timeout", "TimeoutError"]),
    });
  });

  test(`${nameOf(where)}, the body of a good response is given up by the caller's signal`, async () => {
    const script = parts.script("200;endless;every=20");
    const { status, body } = await parts.run(where, "giveUpBody", script.url);
    assert.equal(status, 200);
    assert.equal(typeof body, "string", "reading ends with an error");
    const [hit] = await hits(script, "hits=1&open=0");
    assert.equal(hit.ended, "client-closed");
  });
}
