// Never stuck: an abort ends a call at once, at any point, with the caller's own reason; nothing is sent after it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { soon } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const stage = await openStage();
const url = "http://server.test/";

const REASONS = [
  new Error("mine"),
  { why: "object" },
  "text",
  "",
  0,
  7,
  Number.NaN,
  null,
  false,
  10n,
  Symbol("reason"),
  () => "function",
  new DOMException("x", "TimeoutError"),
];

/** Aborts with each reason at one point of a call. `begin` starts the call, and calls `abort` or resolves when it is time. */
function abortsWithEveryReason(where, begin) {
  test(`${where}: the call ends with the caller's own reason, of any type`, async () => {
    for (const reason of REASONS) {
      const controller = new AbortController();
      const abort = () => controller.abort(reason);
      const transport = scripted(503);
      const { call, ready } = begin({ controller, abort, transport });
      call.catch(() => {});
      await ready;
      abort();
      const sent = transport.sent.length;
      const { error } = await soon(call);
      assert.ok(Object.is(error, reason), `${String(reason)} became ${String(error)}`);
      for (let turn = 0; turn < 3; turn++) await turnOfTheLoop();
      assert.equal(transport.sent.length, sent, "sent after the abort");
    }
  });
}

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

abortsWithEveryReason("before the start", ({ controller, abort, transport }) => {
  abort();
  const call = fetchWithRetry(url, { fetch: transport }, { signal: controller.signal });
  assert.equal(transport.sent.length, 0);
  return { call };
});

abortsWithEveryReason("before the start, with the signal of a Request", ({ controller, abort, transport }) => {
  const request = new Request(url, { signal: controller.signal });
  abort();
  return { call: fetchWithRetry(request, { fetch: transport, onEvent() {} }) };
});

abortsWithEveryReason("during a fetch that heeds no signal", ({ controller }) => {
  return { call: fetchWithRetry(url, { fetch: never }, { signal: controller.signal }), ready: idle() };
});

abortsWithEveryReason("during a second fetch that heeds no signal", ({ controller }) => {
  const transport = scripted(503, never);
  return { call: fetchWithRetry(url, { ...QUICK, fetch: transport }, { signal: controller.signal }), ready: idle() };
});

abortsWithEveryReason("during a wait", ({ controller, transport }) => {
  const policy = { backoff: { base: "1h" }, jitter: "none", deadline: false, fetch: transport };
  return { call: fetchWithRetry(url, policy, { signal: controller.signal }), ready: idle() };
});

abortsWithEveryReason("in shouldRetry", ({ controller, abort, transport }) => {
  return {
    call: fetchWithRetry(url, { ...QUICK, fetch: transport, shouldRetry: abort }, { signal: controller.signal }),
    ready: idle(),
  };
});

abortsWithEveryReason("while shouldRetry thinks, and never comes to an end", ({ controller, transport }) => {
  return {
    call: fetchWithRetry(url, { ...QUICK, fetch: transport, shouldRetry: never }, { signal: controller.signal }),
    ready: idle(),
  };
});

abortsWithEveryReason("in a shouldRetry that heeds the signal itself", ({ controller, transport }) => {
  const shouldRetry = () =>
    new Promise((_, reject) => controller.signal.addEventListener("abort", () => reject(new Error("gave up"))));
  return { call: fetchWithRetry(url, { ...QUICK, fetch: transport, shouldRetry }, { signal: controller.signal }), ready: idle() };
});

abortsWithEveryReason("in a shouldRetry that throws", ({ controller, abort, transport }) => {
  const shouldRetry = () => {
    abort();
    throw new Error("gave up");
  };
  return { call: fetchWithRetry(url, { ...QUICK, fetch: transport, shouldRetry }, { signal: controller.signal }), ready: idle() };
});

abortsWithEveryReason("in a backoff function", ({ controller, abort, transport }) => {
  const backoff = () => {
    abort();
    return 0;
  };
  return { call: fetchWithRetry(url, { fetch: transport, backoff }, { signal: controller.signal }), ready: idle() };
});

for (const when of ["attempt", "response", "wait"]) {
  abortsWithEveryReason(`in onEvent of ${when}`, ({ controller, abort, transport }) => {
    const onEvent = ({ type }) => type === when && abort();
    return { call: fetchWithRetry(url, { ...QUICK, fetch: transport, onEvent }, { signal: controller.signal }), ready: idle() };
  });
}

abortsWithEveryReason("while a body factory works", ({ controller, transport }) => {
  const init = { method: "PUT", body: never, signal: controller.signal };
  return { call: fetchWithRetry(url, { ...QUICK, fetch: transport }, init), ready: idle() };
});

abortsWithEveryReason("in the idempotency key's function", ({ controller, abort, transport }) => {
  const idempotencyKey = () => {
    abort();
    return "key";
  };
  return {
    call: fetchWithRetry(url, { ...QUICK, fetch: transport, idempotencyKey }, { method: "POST", signal: controller.signal }),
    ready: idle(),
  };
});

test("a body that comes after the abort is not sent, even by a transport that heeds no signal", async () => {
  const controller = new AbortController();
  const transport = scripted(200);
  let handOver;
  const body = () =>
    new Promise((resolve) => {
      handOver = resolve;
    });
  const call = fetchWithRetry(url, { fetch: transport }, { method: "PUT", body, signal: controller.signal });
  call.catch(() => {});
  await idle();
  controller.abort("enough");
  assert.equal((await soon(call)).error, "enough");
  handOver("too late");
  await idle();
  assert.equal(transport.sent.length, 0);
});

test("during a real fetch: the connection is closed", async () => {
  const { url, journal } = await stage.play("hang");
  const controller = new AbortController();
  const reason = { why: "closed" };
  const call = fetchWithRetry(url, QUICK, { signal: controller.signal });
  call.catch(() => {});
  await journal({ hits: 1 });
  controller.abort(reason);
  assert.equal((await soon(call)).error, reason);
  const { hits } = await journal({ open: 0 });
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed"],
  );
});

test("an abort reason that can carry it has the report", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const onEvent = ({ type }) => type === "wait" && controller.abort(reason);
  await assert.rejects(fetchWithRetry(url, { ...QUICK, fetch: scripted(503), onEvent }, { signal: controller.signal }), reason);
  const { reason: why, attempts } = reportOf(reason);
  assert.equal(why, "aborted");
  assert.deepEqual(
    attempts.map(({ status }) => status),
    [503],
  );
});

test("a response that comes too late is let go of", async () => {
  const controller = new AbortController();
  const late = answer(200);
  let arrive;
  const fetch = () =>
    new Promise((resolve) => {
      arrive = () => resolve(late);
    });
  const call = fetchWithRetry(url, { fetch }, { signal: controller.signal });
  call.catch(() => {});
  await idle();
  controller.abort("enough");
  await soon(call);
  arrive();
  await idle();
  assert.equal(late.bodyUsed, true, "its body was cancelled");
});

test("abort without a reason: the platform's AbortError", async () => {
  const error = (await soon(fetchWithRetry(url, { fetch: never }, { signal: AbortSignal.abort() }))).error;
  assert.equal(error.name, "AbortError");
  assert.ok(error instanceof DOMException);
});

test("AbortSignal.timeout of the caller: its TimeoutError, and no retry", async () => {
  const transport = scripted(never, 200);
  const signal = AbortSignal.timeout(20);
  await assert.rejects(
    fetchWithRetry(url, { ...QUICK, fetch: transport }, { signal }),
    (error) => error === signal.reason && error.name === "TimeoutError",
  );
  assert.equal(transport.sent.length, 1);
});

test("init.signal: null takes a Request's signal away, as with fetch", async () => {
  const controller = new AbortController();
  controller.abort("enough");
  const request = new Request(url, { signal: controller.signal });
  const response = await fetchWithRetry(request, { fetch: scripted(200) }, { signal: null });
  assert.equal(response.status, 200);
});
