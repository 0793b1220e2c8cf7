// No timer, listener, body or socket outlives a call.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { run } from "./support/child.js";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const url = "http://server.test/";

test("after 10,000 calls on one signal, it has no listener", async () => {
  const { signal } = new AbortController();
  // Without bodies: what may still be read may still be aborted, as long-lived-signals.test.js has it.
  const empty = (status) => answer(status, {}, null);
  const outcomes = [() => empty(200), () => empty(503), () => Promise.reject(networkError()), () => empty(404)];
  let sent = 0;
  const fetch = async () => outcomes[sent++ % outcomes.length]();
  const policy = new RetryPolicy({ ...QUICK, backoff: { base: 0 }, fetch });
  for (let batch = 0; batch < 100; batch++) {
    const calls = Array.from({ length: 100 }, () => fetchWithRetry(url, policy, { signal }));
    await Promise.allSettled(calls);
  }
  assert.ok(sent > 15_000, `${sent} attempts`);
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("hundreds of calls at once on one signal bring no warning about leaks", async (t) => {
  const warnings = [];
  const onWarning = (warning) => warnings.push(warning.name);
  process.on("warning", onWarning);
  t.after(() => process.off("warning", onWarning));
  const controller = new AbortController();
  const policy = new RetryPolicy({ ...QUICK, backoff: { base: "1h" }, deadline: false, fetch: scripted(503) });
  const calls = Array.from({ length: 300 }, () => fetchWithRetry(url, policy, { signal: controller.signal }));
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort("enough");
  const ends = await Promise.allSettled(calls);
  assert.equal(new Set(ends.map(({ reason }) => reason)).size, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
});

test("every timer that a call sets is cleared by its end", async (t) => {
  const controller = new AbortController();
  const unreadable = {
    get method() {
      throw new Error("unreadable");
    },
  };
  const aborting = ({ type }) => type === "wait" && controller.abort();
  const calls = [
    [scripted(200), {}],
    [scripted(503, networkError(), 200), {}],
    [scripted(networkError()), {}],
    [scripted(404), { onEvent() {} }],
    [scripted(503), { onEvent: aborting }, { signal: controller.signal }],
    [scripted(200), {}, { signal: "not a signal" }],
    [scripted(200), {}, unreadable],
    [
      () => {
        throw new Error("synchronously");
      },
      {},
    ],
  ];
  for (const [fetch, policy, init] of calls) {
    const time = virtualTime(t);
    await time.until(fetchWithRetry(url, { ...QUICK, ...policy, fetch }, init).catch(() => {}));
    assert.equal(time.pending.size, 0, `a timer of ${time.asked} ms is left`);
    t.mock.restoreAll();
  }
});

// A timer or a socket of theirs that were left would keep the process alive for an hour, or for ever: it would be killed.
test("nothing keeps a process alive once its calls are done", async () => {
  const good = await stage.play("503,200");
  const bad = await stage.play("503");
  const hangs = await stage.play("hang");
  const patient = await stage.play("503;retry-after=3600");
  const programs = [
    `await (await fetchWithRetry("${good.url}", { ...hours, backoff: { base: 1 } })).text();`,
    `await (await fetchWithRetry("${bad.url}", { ...hours, retries: 1, backoff: { base: 1 } })).text();`,
    `await fetchWithRetry("http://127.0.0.1:1/", { ...hours, retries: 1, backoff: { base: 1 } }).catch(() => {});`,
    `await fetchWithRetry("${hangs.url}", { ...hours, retries: 0, attemptTimeout: 100 }).catch(() => {});`,
    `await fetchWithRetry("${patient.url}", { ...hours, deadline: false }, { signal: AbortSignal.timeout(100) }).catch(() => {});`,
    `await fetchWithRetry("${hangs.url}", hours, { signal: AbortSignal.timeout(100) }).catch(() => {});`,
    `await fetchWithRetry("${good.url}", { ...hours, backoff: { base: 1 } }, { signal: "not a signal" }).catch(() => {});`,
  ];
  const HEAD = `
    import { fetchWithRetry } from "holdfast-fetch";
    const hours = { attemptTimeout: "1h", deadline: "1h" };`;
  const ends = await Promise.all(programs.map((program) => run(`${HEAD} ${program} console.log("done");`)));
  for (const [index, end] of ends.entries()) {
    assert.deepEqual(end, { code: 0, stdout: "done\n", stderr: "" }, programs[index]);
  }
});

test("a 503 with an endless body does not delay the retry, and its connection is let go", async () => {
  const { url, journal } = await stage.play("2*endless;every=5,200");
  const { value } = await outcome(fetchWithRetry(url, QUICK));
  assert.equal(value.status, 200);
  const { hits } = await journal({ hits: 3, open: 0 });
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed", "client-closed", "completed"],
  );
});

test("the endless body of the last response is the caller's, and left open", async () => {
  const { url, journal } = await stage.play("endless;every=5");
  const response = await fetchWithRetry(url, { ...QUICK, retries: 0 });
  assert.equal(response.bodyUsed, false);
  assert.equal((await journal({ hits: 1 })).openConnections, 1);
  await response.body.cancel();
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("a cancel that never settles, rejects or throws does not hold the call up", async () => {
  const cancels = [
    () => new Promise(() => {}),
    () => Promise.reject(new Error("cannot cancel")),
    () => {
      throw new Error("cannot cancel");
    },
  ];
  for (const cancel of cancels) {
    const failed = Object.defineProperty(answer(503), "body", { value: { cancel } });
    const call = fetchWithRetry(url, { ...QUICK, fetch: scripted(() => failed, 200) });
    const { value } = await outcome(call);
    assert.equal(value.status, 200, cancel.toString());
  }
});

test("a Request's body that was kept for a retry is let go when none is needed", async () => {
  let cancelled = 0;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024)),
    cancel: () => {
      cancelled++;
    },
  });
  const request = new Request(url, { method: "PUT", body, duplex: "half" });
  const fetch = async (input) => {
    // Cancelling one branch of a clone does nothing until the other one is cancelled too: the call must do that.
    input.body.cancel();
    return answer(200);
  };
  await fetchWithRetry(request, { ...QUICK, fetch });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(cancelled, 1);
});
