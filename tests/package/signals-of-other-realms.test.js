// A signal that the platform's fetch would refuse is watched, and left out of the request.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { createFetch, fetchWithRetry, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const stage = await openStage();

// As browsers are: Node's takes whatever has the right members.
const { fetch: platform } = globalThis;
globalThis.fetch = async (input, init) => {
  const { signal } = init ?? {};
  if (signal && Object.getPrototypeOf(signal) !== AbortSignal.prototype)
    throw new TypeError("member signal is not of type AbortSignal");
  return platform(input, init);
};

/** As a context of node:vm, a frame or jsdom has them: a class of its own, to which the platform's fetch says that it is none. */
function foreignController() {
  return runInNewContext(`
    class AbortSignal {
      aborted = false;
      listeners = new Set();
      addEventListener(type, listener) { if (type === "abort") this.listeners.add(listener); }
      removeEventListener(type, listener) { this.listeners.delete(listener); }
      throwIfAborted() { if (this.aborted) throw this.reason; }
      get [Symbol.toStringTag]() { return "AbortSignal"; }
    }
    ({
      signal: new AbortSignal(),
      abort(reason) {
        Object.assign(this.signal, { aborted: true, reason });
        for (const listener of [...this.signal.listeners]) listener.call(this.signal, { type: "abort" });
      },
    })`);
}

/** One that looks like the platform's own to whoever asks for its class. */
function imitationController() {
  const { signal } = foreignController();
  const members = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(signal));
  Object.setPrototypeOf(signal, Object.create(AbortSignal.prototype, members));
  Object.defineProperty(signal, "reason", { writable: true, value: undefined });
  return {
    signal,
    abort(reason) {
      signal.aborted = true;
      signal.reason = reason;
      for (const listener of [...signal.listeners]) listener.call(signal, { type: "abort" });
    },
  };
}

// With limits, an attempt has a signal of its own; without, the caller's goes along where it can.
const POLICIES = { "with limits": {}, "without limits": { attemptTimeout: false, deadline: false } };

for (const [name, make] of Object.entries({ "of another realm": foreignController, "that imitates one": imitationController })) {
  for (const [how, policy] of Object.entries(POLICIES)) {
    test(`a signal ${name}, ${how}: the request is sent`, async () => {
      const { url, journal } = await stage.play("503,200");
      const { signal } = make();
      await rejection(fetch(url, { signal }));
      for (const send of [
        (init) => fetchWithRetry(url, { ...QUICK, ...policy }, init),
        (init) => createFetch({ ...QUICK, ...policy })(url, init),
      ]) {
        assert.equal((await outcome(send({ signal }))).value?.status, 200);
      }
      assert.ok((await journal({ hits: 3 })).hits.length >= 3);
    });

    test(`a signal ${name}, ${how}: it ends the call with its reason`, async () => {
      const { url, journal } = await stage.play("hang");
      const controller = make();
      const reason = { why: "enough" };
      const call = fetchWithRetry(url, { ...QUICK, ...policy }, { signal: controller.signal });
      call.catch(() => {});
      await journal({ hits: 1 });
      controller.abort(reason);
      assert.equal(await rejection(call), reason);
      await journal({ open: 0 });
      assert.equal(controller.signal.listeners.size, 0);
    });

    test(`a signal ${name}, ${how}: it ends the reading of a body`, async () => {
      const { url, journal } = await stage.play("endless;200;every=10");
      const controller = make();
      const response = await fetchWithRetry(url, { ...QUICK, ...policy }, { signal: controller.signal });
      const text = rejection(response.text());
      controller.abort("seen enough");
      assert.equal(await text, "seen enough");
      assert.equal((await journal({ open: 0 })).openConnections, 0);
    });
  }
}

test("between attempts, in callbacks and in operations as well", async () => {
  const policy = { ...QUICK, backoff: { base: "1h" }, deadline: false, jitter: "none" };
  const calls = [
    (signal) => fetchWithRetry("http://server.test/", { ...policy, fetch: scripted(503) }, { signal }),
    (signal) =>
      fetchWithRetry(
        "http://server.test/",
        { ...policy, shouldRetry: () => new Promise(() => {}), fetch: scripted(503) },
        { signal },
      ),
    (signal) => retry(() => new Promise(() => {}), policy, { signal }),
  ];
  for (const begin of calls) {
    const controller = foreignController();
    const call = begin(controller.signal);
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    controller.abort("enough");
    assert.equal(await rejection(call), "enough");
  }
});

test("the platform's own signal goes along where there is no limit", async () => {
  const { signal } = new AbortController();
  const seen = [];
  const fetch = async (_, init) => {
    seen.push(init.signal);
    return answer(200);
  };
  await fetchWithRetry("http://server.test/", { ...POLICIES["without limits"], fetch }, { signal });
  assert.ok(seen[0] === signal || seen[0] instanceof AbortSignal);
});
