// HTTP/2 has ways to fail that HTTP/1 lacks, and the engines make different things of them. WebKit sends a request whose
// stream was refused again without end, loses an answer that a GOAWAY follows, and waits for a body that ended too early.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { startHttp2 } from "./support/http2.js";
import { nameOf, PLACES, stage } from "./support/stage.js";

const parts = stage({ startServer: startHttp2 });

for (const where of PLACES) {
  const load = async (steps, policy, init) => {
    const id = randomUUID();
    const outcome = await parts.run(where, "load", `/steps/${id}?${steps}`, policy, init, true);
    return { ...outcome, seen: parts.server.seen(id).join() };
  };
  const bare = async (t, steps) => {
    if (where !== "page") return;
    const id = randomUUID();
    const outcome = await parts.run(where, "bare", `/steps/${id}?${steps}`, {}, 1000, `/next/${id}`);
    t.diagnostic(`the platform's own fetch: ${JSON.stringify(outcome)}`);
  };

  test(`${nameOf(where)}, a stream that is refused again and again ends by the attempt's time limit, and the call goes on`, async (t) => {
    const id = randomUUID();
    const outcome = await parts.run(where, "loadWithNext", `/steps/${id}?refused*,ok`, { attemptTimeout: 1000 }, `/next/${id}`);
    assert.equal(outcome.status, 200);
    assert.match(outcome.history, /^((network|timeout) )+200$/);
    const seen = parts.server.seen(id);
    assert.deepEqual([seen[0], seen.at(-1)], ["refused", "ok"]);
    await bare(t, "refused*");
  });

  test(`${nameOf(where)}, a refused stream has done nothing: some engines send it again by themselves`, async () => {
    const { status, body, seen } = await load("refused,ok", { attemptTimeout: 5000 });
    assert.deepEqual([status, body, seen], [200, 4, "refused,ok"]);
  });

  test(`${nameOf(where)}, a stream that is called off is a fault of the network`, async () => {
    const got = await load("cancel,ok");
    assert.deepEqual([got.status, got.history, got.seen], [200, "network 200", "cancel,ok"]);
    const post = await load("cancel,ok", {}, { method: "POST", body: "once" });
    assert.deepEqual([post.reason, post.history, post.seen], ["not-idempotent", "network", "cancel"]);
  });

  test(`${nameOf(where)}, an answer arrives although the connection is shut down after it`, async (t) => {
    const { status, body, history, seen } = await load("goaway,ok");
    assert.deepEqual([status, body], [200, 4]);
    // WebKit loses the first one.
    assert.ok(["200 of goaway", "network 200 of goaway,ok"].includes(`${history} of ${seen}`), `${history} of ${seen}`);
    await bare(t, "goaway,ok");
  });

  test(`${nameOf(where)}, a connection that is lost before the answer is survived`, async () => {
    const { status, body } = await load("lost,ok");
    assert.deepEqual([status, body], [200, 4]);
  });

  test(`${nameOf(where)}, an answer to be retried whose body ends too early holds nothing up`, async () => {
    const { status, history, seen } = await load("503-short,ok", { attemptTimeout: 5000 });
    assert.deepEqual([status, history, seen], [200, "503 200", "503-short,ok"]);
  });

  for (const step of ["short", "broken"]) {
    test(`${nameOf(where)}, a good answer whose body is ${step} is handed over, and can be given up`, async (t) => {
      const id = randomUUID();
      const outcome = await parts.run(where, "giveUpBody", `/steps/${id}?${step}`, `/next/${id}`);
      assert.equal(outcome.status, 200);
      assert.notEqual(outcome.body, undefined);
      await bare(t, step);
    });
  }
}
