// What calls share is measured when it is asked for: tokens and circuits, of policies that are in use.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { CircuitBreaker, createFetch as createPlainFetch, RetryPolicy, retry } from "./support/installed.js";
import { metering, pointOf, said } from "./support/metering.js";
import { createFetch, metricsListener, observePolicy } from "./support/tracing.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "https://api.test/orders";
const SERVER = { "server.address": "api.test", "server.port": 443 };
const TOKENS = "holdfast.retry.tokens";
const CIRCUITS = "holdfast.circuit.state";

test("the tokens that are left, for each server", async () => {
  const { meterProvider, collected } = metering();
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 5, ratio: 0, cap: 10 }, retries: 2, fetch: scripted(503) });
  const fetch = createFetch(policy, { meterProvider });
  assert.equal((await collected())[TOKENS], undefined, "no call, no server");
  await fetch(url);
  const [before] = policy.budgets();
  const { [TOKENS]: tokens } = await collected();
  assert.equal(tokens.unit, "{token}");
  assert.deepEqual(said(tokens), [{ ...SERVER, value: before.credit + before.earned }]);
  await fetch(url);
  assert.ok(pointOf((await collected())[TOKENS], SERVER) < before.credit);
});

test("each circuit is in one state, and its change is seen though no call is made", async () => {
  const { meterProvider, collected } = metering();
  const breaker = new CircuitBreaker({ failureRate: 0.5, minimum: 2, open: "1h" });
  const policy = new RetryPolicy({ ...QUICK, retries: 0, breaker, fetch: scripted(500) });
  const fetch = createFetch(policy, { meterProvider });
  const stateOf = async () => {
    const states = said((await collected())[CIRCUITS]).filter(({ "holdfast.circuit.key": key }) => key === "https://api.test");
    assert.deepEqual(
      states.map((state) => state["holdfast.circuit.state"]),
      ["closed", "half-open", "open", "isolated"],
    );
    const [one, ...others] = states.filter(({ value }) => value === 1);
    assert.deepEqual(others, []);
    return one["holdfast.circuit.state"];
  };
  await fetch(url);
  assert.equal(await stateOf(), "closed");
  await fetch(url);
  assert.equal(await stateOf(), "open");
  breaker.isolate();
  assert.equal(await stateOf(), "isolated");
  breaker.reset();
  assert.equal(await stateOf(), "closed");
});

for (const where of ["Node", "a page"]) {
  test(`what operations share is no server's, in ${where}`, async (t) => {
    if (where === "a page") {
      globalThis.location = { href: "https://page.test/app", origin: "https://page.test" };
      t.after(() => delete globalThis.location);
    }
    const { meterProvider, collected } = metering();
    const breaker = new CircuitBreaker({ consecutive: 2, open: "1h" });
    const base = new RetryPolicy({ ...QUICK, retries: 1, breaker, budget: { initial: 5, ratio: 0, cap: 10 } });
    observePolicy(base, { meterProvider });
    const busy = async () => {
      throw new Error("busy");
    };
    await retry(busy, base.with({ onEvent: metricsListener({ meterProvider }) })).catch(() => {});
    const all = await collected();
    const [{ credit }] = base.budgets();
    assert.ok(credit < 5);
    assert.deepEqual(said(all[TOKENS]), [{ value: credit }]);
    assert.deepEqual(
      said(all[CIRCUITS]),
      ["closed", "half-open", "open", "isolated"].map((state) => ({
        "holdfast.circuit.state": state,
        value: state === "open" ? 1 : 0,
      })),
    );
    assert.deepEqual(said(all["holdfast.circuit.changes"]), [{ "holdfast.circuit.state": "open", value: 1 }]);
  });
}

test("policies that share are not added up: the one that is worst off is told of", async () => {
  const { meterProvider, collected } = metering();
  const base = { ...QUICK, retries: 1, budget: { initial: 4, ratio: 0, cap: 4 } };
  const good = new RetryPolicy({ ...base, fetch: scripted(200) });
  const bad = new RetryPolicy({ ...base, fetch: scripted(503) });
  for (const policy of [good, bad, bad.with({ retries: 2 })]) {
    observePolicy(policy, { meterProvider });
    await createPlainFetch(policy)(url);
  }
  const least = Math.min(...[good, bad].map((policy) => policy.budgets()[0].credit));
  assert.deepEqual(said((await collected())[TOKENS]), [{ ...SERVER, value: least }]);
});

test("observing twice is observing once, and ends when it is told to", async () => {
  const { meterProvider, collected } = metering({ anew: true });
  const policy = new RetryPolicy({ ...QUICK, fetch: scripted(503), budget: { initial: 3 } });
  observePolicy(policy, { meterProvider });
  const stop = observePolicy(policy, { meterProvider });
  await createPlainFetch(policy)(url);
  assert.equal(said((await collected())[TOKENS]).length, 1);
  stop();
  assert.deepEqual(said((await collected())[TOKENS]), []);
});

test("a policy is observed while the fetch is there that was made of it, and not for ever", async () => {
  const program = `
    import { AggregationTemporality, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
    import { RetryPolicy } from "holdfast-fetch";
    import { createFetch } from "holdfast-fetch/opentelemetry";
    class Reader extends MetricReader { async onForceFlush() {} async onShutdown() {} }
    const reader = new Reader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
    const meterProvider = new MeterProvider({ readers: [reader] });
    const seen = async () => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics)
        .filter(({ descriptor }) => descriptor.name === "${TOKENS}").flatMap(({ dataPoints }) => dataPoints).length;
    };
    const make = () => createFetch(new RetryPolicy({ fetch: async () => new Response(null) }), { meterProvider });
    let fetch = make();
    await fetch("http://api.test/");
    const collect = async () => { for (let i = 0; i < 5; i++) { gc(); await new Promise((resolve) => setImmediate(resolve)); } };
    await collect();
    const inUse = await seen();
    await fetch("http://api.test/");
    fetch = undefined;
    await collect();
    console.log(JSON.stringify({ inUse, after: await seen() }));`;
  assert.deepEqual(await printed(program, { flags: ["--expose-gc"] }), { inUse: 1, after: 0 });
});

test("what is no policy is refused", () => {
  for (const given of [undefined, "standard", { retries: 1 }]) {
    assert.throws(() => observePolicy(given), { name: "TypeError", message: /: policy must be a RetryPolicy/ });
  }
});
