// What wraps a created fetch that stands in the platform's place, however it does so, is one layer of retries, or an error: no loop.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryError } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/";
const REMEDY = /createFetch\(\{ fetch: globalThis\.fetch \}\)/;

/** Puts a created fetch and what wraps it in the platform's place until the test ends. */
function wrap(test, platform, wrapper, policy = QUICK) {
  test.mock.method(globalThis, "fetch", platform);
  globalThis.fetch = createFetch(policy);
  const made = globalThis.fetch;
  globalThis.fetch = (...given) => wrapper(made, ...given);
  return made;
}

// As tracing, mock libraries, caches and clients of all kinds do it.
const WRAPPERS = {
  "passes everything on": (made, ...given) => made(...given),
  "passes everything on later": async (made, ...given) => {
    await null;
    return made(...given);
  },
  "makes a new Request at once": (made, input, init) => made(new Request(input, init)),
  "waits, and makes a new Request": async (made, input, init) => {
    const request = new Request(input, init);
    await null;
    return made(request);
  },
  "waits for a turn of the loop, and makes a new Request": async (made, input, init) => {
    await turnOfTheLoop();
    return made(new Request(input, init));
  },
  "makes a Request of a Request": async (made, input, init) => made(new Request(new Request(input, init))),
  "drops the signal": async (made, input, init) => {
    await null;
    return made(input, { ...init, signal: undefined });
  },
  "puts a signal of its own in its place": async (made, input, init) => {
    await turnOfTheLoop();
    return made(input, { ...init, signal: new AbortController().signal });
  },
  "names the address alone": async (made, input) => {
    await turnOfTheLoop();
    return made(`${input.url ?? input}`);
  },
  "makes a URL of the address": async (made, input, init) => {
    await turnOfTheLoop();
    return made(new URL(input.url ?? input), { ...init, signal: null });
  },
  "adds a header": async (made, input, init) => {
    const request = new Request(input, init);
    const headers = new Headers(request.headers);
    headers.set("x-trace", "1");
    await null;
    return made(request.url, { method: request.method, headers });
  },
};

// As callers write them: what a Request makes of an address is not always what was written.
const ADDRESSES = [
  "http://server.test",
  "http://SERVER.test:80/a/../b?c=d#e",
  new URL(url),
  new Request(url),
  " http://server.test/x ",
];

for (const [name, wrapper] of Object.entries(WRAPPERS)) {
  test(`a wrapper that ${name} is one layer of retries`, async (t) => {
    for (const address of ADDRESSES) {
      const platform = scripted(503, 200, 503);
      wrap(t, platform, wrapper);
      const { value } = await outcome(fetch(address));
      assert.equal(value?.status, 200);
      assert.equal(platform.sent.length, 2, `${address}`);

      const { value: second } = await outcome(fetchWithRetry(address, { ...QUICK, retries: 2 }));
      assert.equal(second.status, 503);
      assert.equal(platform.sent.length, 5, `${address}`);
      t.mock.restoreAll();
    }
  });
}

test("a thousand calls at once, through one that waits, are a thousand calls", async (t) => {
  const seen = new Map();
  const platform = async (input) => {
    const address = input.url ?? `${input}`;
    seen.set(address, (seen.get(address) ?? 0) + 1);
    await turnOfTheLoop();
    return answer(200);
  };
  wrap(t, platform, async (made, input, init) => {
    const request = new Request(input, init);
    for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
    return made(request);
  });
  for (const addressOf of [() => url, (index) => `${url}${index}`]) {
    seen.clear();
    const ends = await Promise.all(Array.from({ length: 1000 }, (_, index) => outcome(fetch(addressOf(index)), 60_000)));
    for (const { value, error } of ends) assert.equal(value?.status, 200, `${error}`);
    assert.equal(
      [...seen.values()].reduce((sum, count) => sum + count),
      1000,
    );
  }
});

// What an attempt becomes on its way is no longer known for one: each of them would be a call of its own, and so on.
const CHANGING = {
  "the method": (request) => made(request.url, request.method === "GET" ? "PUT" : "GET"),
  "the address, by something new each time": (request) => made(`${request.url}x`, request.method),
};
const made = (address, method) => new Request(address, { method });

for (const [what, change] of Object.entries(CHANGING)) {
  test(`a wrapper that changes ${what}, and waits, ends in an answer or in an error that says what to do`, async (t) => {
    let passed = 0;
    const platform = scripted(200);
    wrap(t, platform, async (created, input, init) => {
      passed++;
      const request = change(new Request(input, init));
      await null;
      return created(request);
    });
    const { value, error } = await outcome(fetch(url), 120_000);
    if (value) assert.equal(value.status, 200);
    else assert.match(deepest(error).message, REMEDY);
    assert.ok(passed < 20_000);
    assert.ok(platform.sent.length <= 4);
  });
}

test("one that never reaches the transport ends in an error that says what to do", async (t) => {
  // It calls what stands in the platform's place by then, which is itself.
  t.mock.method(globalThis, "fetch", scripted(200));
  globalThis.fetch = createFetch(QUICK);
  let passed = 0;
  globalThis.fetch = async (input, init) => {
    passed++;
    const request = new Request(input, init);
    await null;
    return fetchWithRetry(`${request.url}?${passed}`, QUICK);
  };
  const { error } = await outcome(fetch(url), 120_000);
  assert.ok(error instanceof RetryError);
  assert.match(deepest(error).message, REMEDY);
});

test("after a loop that ended, calls work", async (t) => {
  const platform = scripted(503, 200);
  wrap(t, platform, async (made, input, init) => {
    const request = new Request(input, init);
    await null;
    return made(request);
  });
  const { value } = await outcome(fetch(url));
  assert.equal(value.status, 200);
  assert.equal(platform.sent.length, 2);
});

function deepest(error) {
  let cause = error;
  while (cause instanceof RetryError && cause.cause) cause = cause.cause;
  return cause;
}
