// Options of a policy that stand where nobody would heed them are refused before anything is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryPolicy, retry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";

for (const [name, value] of Object.entries({
  retries: 5,
  deadline: "5s",
  backoff: { base: 1 },
  attemptTimeout: 5,
  onEvent() {},
  idempotencyKey: true,
  preset: "standard",
  fetch: scripted(200),
  retry: { retries: 5 },
})) {
  test(`${name} is no member of an init`, async () => {
    const transport = scripted(200);
    const error = await rejection(fetchWithRetry(url, { ...QUICK, fetch: transport }, { method: "PUT", [name]: value }));
    assert.deepEqual([error.name, error.field, transport.sent.length], ["TypeError", name, 0]);
    assert.match(
      error.message,
      /^fetchWithRetry: init has \w+; allowed: what fetch takes; options of the policy are the second argument/,
    );
  });
}

test("nor is a whole policy an init", async () => {
  const message = "fetchWithRetry: init is a RetryPolicy; allowed: what fetch takes; a policy is the second argument";
  await assert.rejects(fetchWithRetry(url, undefined, new RetryPolicy()), { name: "TypeError", field: "policy", message });
});

test("an option that is undefined says nothing", async () => {
  for (const init of [{ retry: undefined }, { fetch: undefined }, { deadline: undefined }]) {
    assert.equal((await fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }, init)).status, 200);
    assert.equal(await retry(() => 1, QUICK, init), 1);
  }
  const both = { retries: undefined, deadline: 5 };
  await assert.rejects(fetchWithRetry(url, undefined, both), { name: "TypeError", field: "deadline" });
});

test("beside an operation there is room for a signal, and for no option", async () => {
  let done = 0;
  const operation = () => ++done;
  const message = "retry: options has deadline; allowed: signal; options of the policy are the second argument";
  await assert.rejects(retry(operation, {}, { deadline: 5 }), { name: "TypeError", field: "deadline", message });
  await assert.rejects(retry(operation, undefined, new RetryPolicy()), { name: "TypeError", field: "policy" });
  assert.equal(done, 0);
  assert.equal(await retry(operation, {}, { signal: new AbortController().signal }), 1);
});

test("a signal is a member of the third argument, not that argument", async () => {
  const transport = scripted(200);
  const operation = () => assert.fail("it was done");
  for (const signal of [new AbortController().signal, AbortSignal.abort()]) {
    for (const [call, place] of [
      [() => retry(operation, {}, signal), "retry: options"],
      [() => fetchWithRetry(url, { fetch: transport }, signal), "fetchWithRetry: init"],
    ]) {
      const message = `${place} is an AbortSignal; allowed: { signal }`;
      await assert.rejects(call, { name: "TypeError", field: "signal", message });
    }
  }
  for (const options of [5, "signal", true]) {
    const message = "retry: options is not an object; allowed: { signal }";
    await assert.rejects(retry(operation, {}, options), { name: "TypeError", field: "signal", message });
  }
  assert.equal(transport.sent.length, 0);
  // A controller has a signal.
  const controller = new AbortController();
  controller.abort("enough");
  await assert.rejects(retry(operation, {}, controller), (reason) => reason === "enough");
});

test("an init in the policy's place is told where it belongs", async () => {
  const error = await rejection(fetchWithRetry(url, { method: "POST", body: "x" }));
  assert.match(error.message, /method is not an option; allowed: .* the request's own options are the third argument/);
});

test("all that fetch takes may be there, and what platforms add to it", async () => {
  const all = {
    method: "GET",
    headers: {},
    mode: "cors",
    credentials: "omit",
    cache: "no-store",
    redirect: "follow",
    referrer: "",
  };
  const more = { referrerPolicy: "origin", integrity: "", keepalive: false, priority: "low", duplex: "half", window: null };
  const platforms = { next: { revalidate: 5 }, cf: {}, dispatcher: {}, tls: {}, proxy: "", verbose: true, agent: {} };
  const init = { ...all, ...more, ...platforms, signal: new AbortController().signal };
  assert.equal((await fetchWithRetry(url, { ...QUICK, fetch: scripted(200) }, init)).status, 200);
});

test("a created fetch heeds no options of other clients, as no fetch does", async () => {
  const send = createFetch({ ...QUICK, fetch: scripted(503, 200) });
  assert.equal((await send(url, { retries: 0, timeout: 5, retry: 3 })).status, 200);
});
