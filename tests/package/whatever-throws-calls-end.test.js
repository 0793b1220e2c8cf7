// What a response or an answer of the caller's throws, or when it comes, is no reason for a call never to end, or to hold another one up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { never, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";

test("a response whose body throws is handed over as it is", async () => {
  const throwing = {
    status: 200,
    get body() {
      throw new Error("no body");
    },
  };
  const { signal } = new AbortController();
  const response = await fetchWithRetry(url, { fetch: () => throwing }, { signal });
  assert.equal(response, throwing);
  assert.equal(reportOf(response).reason, "success");
});

test("a signal that throws when it is listened to ends its own call, and no other that is due at that time", async () => {
  const broken = new Error("not listening");
  let asked = 0;
  const signal = {
    aborted: false,
    removeEventListener() {},
    // The first attempt and the wait hear it; the second attempt, which a timer begins, does not.
    addEventListener() {
      if (++asked === 3) throw broken;
    },
  };
  const call = (init) =>
    fetchWithRetry(url, { ...QUICK, backoff: { type: "constant", base: 20 }, fetch: scripted(503, 200) }, init);
  const [first, ...others] = await Promise.allSettled([call({ signal }), call(), call()]);
  assert.equal(first.reason.cause, broken);
  assert.deepEqual(
    others.map(({ value }) => value?.status),
    [200, 200],
  );
});

test("who gives up while the success is told still governs the body", async () => {
  const controller = new AbortController();
  const stream = new ReadableStream({ start() {} });
  let own;
  const send = (_, { signal }) => {
    own = signal;
    return new Response(stream);
  };
  const onEvent = ({ type }) => type === "end" && controller.abort(new Error("enough"));
  await fetchWithRetry(url, { fetch: send, onEvent, attemptTimeout: 5000 }, { signal: controller.signal });
  assert.equal(own.aborted, true);
  assert.equal(own.reason.message, "enough");
});

test("a fallback's answer that comes too late is let go", async () => {
  let late;
  const cancelled = new Promise((cancel) => {
    late = new Response(new ReadableStream({ cancel }));
  });
  const controller = new AbortController();
  let give;
  const fallback = () =>
    new Promise((resolve) => {
      give = resolve;
      queueMicrotask(() => controller.abort());
    });
  await assert.rejects(
    fetchWithRetry(url, { ...QUICK, retries: 0, fetch: scripted(503), fallback }, { signal: controller.signal }),
    { name: "AbortError" },
  );
  give(late);
  await cancelled;
});

test("a time limit needs no DOMException", async () => {
  const { DOMException } = globalThis;
  globalThis.DOMException = undefined;
  try {
    const call = fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout: 10, fetch: never });
    await assert.rejects(call, ({ attempts, cause }) => attempts[0].failure === "timeout" && cause.name === "TimeoutError");
  } finally {
    globalThis.DOMException = DOMException;
  }
});

test("a body that calls the package while it is let go changes nothing of what is told", async () => {
  const controller = new AbortController();
  const given = new AbortController();
  given.abort();
  const cancel = () => void fetchWithRetry(url, QUICK, { signal: given.signal }).catch(() => {});
  const send = () => new Response(new ReadableStream({ cancel }), { status: 503 });
  const ends = [];
  const shouldRetry = () => controller.abort();
  const onEvent = ({ type, attempt }) => type === "end" && ends.push(attempt);
  const call = fetchWithRetry(url, { ...QUICK, fetch: send, shouldRetry, onEvent }, { signal: controller.signal });
  await assert.rejects(call, { name: "AbortError" });
  assert.deepEqual(ends, [1]);
});
