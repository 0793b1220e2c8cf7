// A body that nobody will read is let go, whoever made it: what holds it would stay open.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/";

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

/** Bodies that can be read once, and whether they were let go. */
const STREAMS = {
  "a ReadableStream": () => {
    const seen = { released: false };
    const cancel = () => {
      seen.released = true;
    };
    return { seen, body: new ReadableStream({ cancel }) };
  },
  "a Node stream": () => {
    const body = new Readable({ read() {} });
    return {
      body,
      seen: {
        get released() {
          return body.destroyed;
        },
      },
    };
  },
  "an async generator": () => {
    const seen = { released: false };
    const body = {
      [Symbol.asyncIterator]: () => body,
      next: async () => ({ done: false, value: new Uint8Array(1) }),
      return: async () => {
        seen.released = true;
        return { done: true };
      },
    };
    return { seen, body };
  },
};

// Calls that end before anything is sent.
const NOT_SENT = {
  "aborted before it began": { signal: AbortSignal.abort() },
  "a key that is none": {},
  "a circuit that is open": {},
};

for (const [kind, make] of Object.entries(STREAMS)) {
  for (const [why, more] of Object.entries(NOT_SENT)) {
    test(`${kind} of a call that sends nothing: ${why}`, async () => {
      const { seen, body } = make();
      const send = createFetch({
        ...QUICK,
        fetch: scripted(200),
        ...(why.includes("key") && { idempotencyKey: () => "" }),
        ...(why.includes("circuit") && {
          breaker: {
            key: () => {
              throw new Error("no circuit");
            },
          },
        }),
      });
      await outcome(send(url, { method: "POST", body, duplex: "half", ...more }));
      await idle();
      assert.equal(seen.released, true);
    });
  }

  test(`${kind} of a call whose init cannot be sent`, async () => {
    const { seen, body } = make();
    const init = { method: "POST", body, duplex: "half", headers: { "not a name": "x" }, signal: AbortSignal.abort() };
    await outcome(fetchWithRetry(url, QUICK, init));
    await idle();
    assert.equal(seen.released, true);
  });
}

test("answers that give way to another attempt, a fallback or an abort", async () => {
  const controller = new AbortController();
  const ways = [
    [{ retries: 1 }, [503, 200]],
    [{ retries: 0, fallback: () => answer(200) }, [503]],
    [{ retries: 1, shouldRetry: () => controller.abort() }, [503, 200], { signal: controller.signal }],
    [{ refresh: () => ({}) }, [401, 200]],
    [{ until: "found" }, [404, 200]],
    [{ retries: 1 }, [503, networkError()]],
  ];
  for (const [policy, [status, then], init] of ways) {
    const first = answer(status);
    await outcome(fetchWithRetry(url, { ...QUICK, ...policy, fetch: scripted(() => first, then ?? 200) }, init));
    await idle();
    assert.equal(first.bodyUsed, true, JSON.stringify(policy));
  }
});

test("a body function that throws is asked once, and the call ends with what it threw", async () => {
  const missing = new Error("no such file");
  for (const make of [
    () => {
      throw missing;
    },
    async () => {
      throw missing;
    },
  ]) {
    let made = 0;
    const body = () => {
      made++;
      return make();
    };
    const transport = scripted(200);
    const { error } = await outcome(fetchWithRetry(url, { ...QUICK, fetch: transport }, { method: "PUT", body }));
    assert.equal(error.cause, missing);
    assert.equal(made, 1);
    assert.equal(transport.sent.length, 0);
  }
});
