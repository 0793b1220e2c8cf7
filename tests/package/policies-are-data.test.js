// Policies are data: they survive JSON, can be changed, and mean the same again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { GOOD } from "./support/policies.js";
import { QUICK, scripted } from "./support/transport.js";

const PRESETS = ["standard", "fleet", "livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect"];
const url = "http://server.test/";

test("toJSON is what was written, and means the same policy again", () => {
  for (const { policy: input } of GOOD.filter(({ isData }) => isData)) {
    const policy = new RetryPolicy(input);
    const text = JSON.stringify(policy);
    assert.deepEqual(JSON.parse(text), typeof input === "string" ? { preset: input } : input);
    const again = new RetryPolicy(JSON.parse(text));
    assert.equal(again.explain(), policy.explain(), text);
    assert.equal(JSON.stringify(again), text);
  }
});

test("two ways to write the same are the same", () => {
  for (const { policy, sameAs } of GOOD) {
    if (sameAs !== undefined) assert.equal(new RetryPolicy(policy).explain(), new RetryPolicy(sameAs).explain());
  }
});

test("what toJSON gives is the caller's to change", () => {
  const policy = new RetryPolicy({ statuses: [503], backoff: { list: [1, 2] } });
  const data = policy.toJSON();
  data.statuses.push(500);
  data.backoff.list.length = 0;
  assert.deepEqual(policy.toJSON(), { statuses: [503], backoff: { list: [1, 2] } });
});

test("the options that a policy was made from can be changed without changing it", async () => {
  const transport = scripted(503);
  const options = { ...QUICK, retries: 1, fetch: transport, statuses: [503] };
  const policy = new RetryPolicy(options);
  options.retries = 9;
  options.statuses.length = 0;
  options.fetch = () => assert.fail("the transport given later");
  await fetchWithRetry(url, policy);
  assert.equal(transport.sent.length, 2);
});

test("with() changes some options of a new policy and keeps the rest", () => {
  const first = new RetryPolicy({ preset: "zDirect", retries: 5, deadline: "1m" });
  const second = first.with({ retries: 2, jitter: "none" });
  assert.deepEqual(second.toJSON(), { preset: "zDirect", retries: 2, deadline: "1m", jitter: "none" });
  assert.deepEqual(first.toJSON(), { preset: "zDirect", retries: 5, deadline: "1m" });
  assert.deepEqual(second.delays(), [2000, 4000]);
  assert.deepEqual(first.with({}).toJSON(), first.toJSON());
  assert.throws(() => first.with({ retries: -1 }), { name: "TypeError", field: "retries" });
  assert.throws(() => first.with("zDirect"), { name: "TypeError" });
  assert.throws(() => first.with({ attemptTimeout: "2m" }), { field: "attemptTimeout" }, "contradicts what was written before");
});

test("callbacks are kept by with() and left out of toJSON", async () => {
  const events = [];
  const asked = [];
  const transport = scripted(503, 200);
  const policy = new RetryPolicy({
    jitter: "none",
    backoff: (retry) => {
      asked.push(retry);
      return 1;
    },
    fetch: transport,
    random: () => 0.5,
    now: () => Date.now(),
    shouldRetry: () => undefined,
    onEvent: ({ type }) => events.push(type),
    idempotencyKey: { key: () => "order-7", header: "X-Key" },
    tiers: [{ retries: 1, backoff: () => 1 }],
  });
  const changed = policy.with({ retries: 2 });
  assert.deepEqual(changed.toJSON(), {
    jitter: "none",
    retries: 2,
    idempotencyKey: { header: "X-Key" },
    tiers: [{ retries: 1 }],
  });
  await fetchWithRetry(url, changed, { method: "POST" });
  assert.deepEqual(asked, [1]);
  assert.equal(events.at(-1), "end");
  assert.equal(new Headers(transport.sent[1].init.headers).get("x-key"), "order-7");
});

test("a policy made from a policy is the same policy, callbacks included", async () => {
  const transport = scripted(503, 200);
  const copy = new RetryPolicy(new RetryPolicy({ ...QUICK, fetch: transport }));
  assert.equal((await fetchWithRetry(url, copy)).status, 200);
  assert.deepEqual(copy.toJSON(), QUICK);
});

test("presets go by their names", () => {
  for (const name of PRESETS) {
    assert.deepEqual(new RetryPolicy(name).toJSON(), { preset: name });
    assert.equal(new RetryPolicy({ preset: name }).explain(), new RetryPolicy(name).explain());
  }
  assert.equal(new Set(PRESETS.map((name) => new RetryPolicy(name).explain())).size, PRESETS.length);
  assert.equal(new RetryPolicy().explain(), new RetryPolicy("standard").explain());
});

test("init.retry: a name or a policy stands in, options change", async () => {
  const transport = scripted(503);
  const send = createFetch({ ...QUICK, fetch: transport, retries: 1 });
  const attempts = async (retry) => reportOf(await send(url, { retry })).attempts.length;
  assert.equal(await attempts(undefined), 2);
  assert.equal(await attempts({ retries: 3 }), 4);
  assert.equal(await attempts(new RetryPolicy({ fetch: transport, retries: 0 })), 1);
  assert.equal(transport.sent.length, 7);
});

// free() is not in the types, but the glue of WebAssembly has it, and so do tools that dispose of what they can.
test("a policy that was freed works, or is refused in plain words", async () => {
  const policy = new RetryPolicy({ fetch: scripted(200) });
  const neighbour = new RetryPolicy({ retries: 7 });
  policy.free?.();
  const uses = [
    () => policy.explain(),
    () => policy.toJSON(),
    () => policy.delays(),
    () => policy.with({}),
    () => new RetryPolicy(policy),
    () => createFetch(policy),
  ];
  const refusals = await Promise.all(uses.map(refusalOf));
  refusals.push((await outcome(fetchWithRetry(url, policy))).error?.message);
  for (const refusal of refusals) assert.match(refusal ?? "used after free()", /used after free\(\)/);
  assert.equal(neighbour.toJSON().retries, 7);
});

test("a fetch made from a policy goes on when the policy is freed", async () => {
  const policy = new RetryPolicy({ ...QUICK, fetch: scripted(503, 200) });
  const send = createFetch(policy);
  policy.free?.();
  assert.equal((await send(url)).status, 200);
});

test("a call under way goes on when its policy is freed", async () => {
  const policy = new RetryPolicy({ ...QUICK, fetch: scripted(503, 200) });
  const call = fetchWithRetry(url, policy);
  policy.free?.();
  assert.equal((await call).status, 200);
});

async function refusalOf(use) {
  try {
    await use();
    return undefined;
  } catch (error) {
    return error.message;
  }
}
