// Logs, the channel, tracing: nothing of it costs a call that does not use it.
import assert from "node:assert/strict";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://api.test/orders";
const CALLS = 100;

/** Runs `action` some times, and counts how often the channel was asked for subscribers and an address was taken apart. */
async function counted(test, action) {
  await action(); // what is done once for a policy or an origin
  const own = channel("holdfast-fetch");
  const counts = { asked: 0, published: 0, addresses: 0 };
  const { hasSubscribers } = own;
  Object.defineProperty(own, "hasSubscribers", { configurable: true, get: () => counts.asked++ < 0 || hasSubscribers });
  test.mock.method(own, "publish", () => counts.published++);
  const { URL: OwnURL } = globalThis;
  globalThis.URL = class extends OwnURL {
    constructor(...given) {
      super(...given);
      counts.addresses++;
    }
  };
  try {
    for (let call = 0; call < CALLS; call++) await action();
  } finally {
    globalThis.URL = OwnURL;
    delete own.hasSubscribers;
  }
  return counts;
}

test("a success that nobody watches reads one property for it", async (t) => {
  const policy = new RetryPolicy({ fetch: async () => new Response(null) });
  assert.deepEqual(await counted(t, () => fetchWithRetry(url, policy)), { asked: CALLS, published: 0, addresses: 0 });
});

test("the counts would show it: with a subscriber, events are made and published", async (t) => {
  const policy = new RetryPolicy({ fetch: async () => new Response(null) });
  const subscriber = () => {};
  subscribe("holdfast-fetch", subscriber);
  t.after(() => unsubscribe("holdfast-fetch", subscriber));
  const { published, addresses } = await counted(t, () => fetchWithRetry(url, policy));
  assert.equal(published, 3 * CALLS);
  assert.ok(addresses >= CALLS);
});

test("retries that nobody watches publish nothing and make no event", async (t) => {
  const fetch = scripted(...Array.from({ length: CALLS + 1 }, () => [503, 200]).flat());
  const policy = new RetryPolicy({ ...QUICK, budget: false, fetch });
  const { published, addresses } = await counted(t, () => fetchWithRetry(url, policy));
  assert.deepEqual([published, addresses], [0, 0]);
  assert.equal(fetch.sent.length, 2 * (CALLS + 1));
});

test("a logger is read for what it prints, and not once more", async () => {
  const reads = [];
  const read = (level) => ({ get: () => reads.push(level) && (() => {}) });
  const log = Object.defineProperties({}, { debug: read("debug"), info: read("info"), warn: read("warn"), error: read("error") });
  const policy = new RetryPolicy({ ...QUICK, budget: false, log, fetch: scripted(503, 200) });
  reads.length = 0; // whether it is a logger was asked once
  await fetchWithRetry(url, { ...QUICK, budget: false, fetch: scripted(503, 200) });
  assert.deepEqual(reads, []);
  await fetchWithRetry(url, policy);
  assert.deepEqual(reads, ["debug", "warn", "debug", "info"]);
});

test("without the tracing entry the transport gets what it always got, and nothing is loaded for it", async () => {
  const transport = scripted(503, 200);
  await fetchWithRetry(url, { ...QUICK, budget: false, fetch: transport }, { method: "PUT" });
  for (const { init } of transport.sent) assert.deepEqual(Reflect.ownKeys(init).sort(), ["method", "signal"]);
  const program = `
    const { fetchWithRetry } = require("holdfast-fetch");
    fetchWithRetry("http://api.test/", { fetch: async () => new Response("fine") }).then(() => {
      const loaded = Object.keys(require.cache).filter((file) => file.includes("opentelemetry"));
      const registered = Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes("opentelemetry"));
      console.log(JSON.stringify([...loaded, ...registered]));
    });`;
  assert.deepEqual(await printed(program, { type: "commonjs" }), []);
});
