// A function of the caller's that reads a part of a clone keeps no connection open: cancelling the other branch ends nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";

const stage = await openStage();

/** Reads the first piece of a clone, and leaves it. */
async function peek(response) {
  const reader = response.clone().body.getReader();
  await reader.read();
  reader.releaseLock();
}

/** Peeks at two answers, saying so each time, and then says something else. */
function twice(say, then) {
  let asked = 0;
  return async (response) => {
    if (++asked > 2) return then;
    await peek(response);
    return say;
  };
}

const POLICIES = {
  statusOf: () => ({ statusOf: twice(503, undefined) }),
  shouldRetry: () => {
    const ask = twice(true, false);
    return { statuses: [200], shouldRetry: ({ response }) => ask(response) };
  },
  until: () => ({ until: { done: twice(false, true), backoff: QUICK.backoff } }),
};
const SIGNAL = { signal: new AbortController().signal };

for (const [name, policy] of Object.entries(POLICIES)) {
  for (const [limits, more] of Object.entries({ limits: {}, "no limits": { attemptTimeout: false, deadline: false } })) {
    test(`${name}, which peeks at answers that are not the last one, with ${limits}`, async () => {
      const { url, journal } = await stage.play("endless;200;every=10");
      const response = await fetchWithRetry(url, { ...QUICK, ...more, ...policy() }, SIGNAL);
      await response.body.cancel();
      assert.equal((await journal({ open: 0 })).hits.length, 3);
    });
  }
}

test("an operation's answers as well", async () => {
  const { url, journal } = await stage.play("endless;200;every=10");
  const response = await retry(({ signal }) => fetch(url, { signal }), { ...QUICK, ...POLICIES.statusOf() });
  await response.body.cancel();
  assert.equal((await journal({ open: 0 })).hits.length, 3);
});

test("one that throws while it reads", async () => {
  for (const more of [{}, { attemptTimeout: false, deadline: false }]) {
    const { url, journal } = await stage.play("endless;200;every=10");
    const broken = new Error("broken");
    const statusOf = async (response) => {
      await peek(response);
      throw broken;
    };
    const error = await rejection(fetchWithRetry(url, { ...QUICK, ...more, statusOf }, SIGNAL));
    assert.equal(error.cause, broken);
    assert.equal((await journal({ open: 0 })).hits.length, 1);
  }
});

test("one that still reads at the deadline, which cuts it short, and the answer with it", async () => {
  const { url, journal } = await stage.play("endless;200;every=10");
  let read;
  const statusOf = (response) => {
    read = response.clone().text();
    return read;
  };
  const response = await fetchWithRetry(url, { ...QUICK, deadline: "200ms", attemptTimeout: false, statusOf });
  assert.equal(response.status, 200);
  await rejection(response.text());
  await rejection(read);
  assert.equal((await journal({ open: 0 })).hits.length, 1);
});

test("one that reads nothing and is waited for until the deadline leaves the answer whole", async () => {
  const { url } = await stage.play("200");
  const policy = { ...QUICK, deadline: "100ms", attemptTimeout: false, statusOf: () => new Promise(() => {}) };
  const response = await fetchWithRetry(url, policy);
  assert.equal(response.status, 200);
  assert.ok((await response.text()).length > 0);
});
