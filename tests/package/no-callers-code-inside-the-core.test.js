// No code of a caller's runs while the core is on the stack: an exception that crossed it would leave it half done.
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { test } from "node:test";
import { newCaches } from "./support/caches.js";
import { core, crossings } from "./support/core.js";
import { CircuitBreaker, createFetch, fetchWithRetry, keepAlive, RetryPolicy, reportOf, retry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { newProbes } from "./support/probes.js";
import { answer, FREE, networkError, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";

const url = "http://server.test/";
const settled = (promise) => outcome(promise, 60_000);

/** Runs it with probes; each name must have been heard, and none of them inside the core. */
function outside(what, names, run) {
  test(what, async (t) => {
    const probes = newProbes();
    const before = crossings();
    await run(probes, t);
    assert.ok(crossings() > before, "the core was not asked");
    assert.deepEqual([...probes.inside], [], "heard inside the core");
    for (const name of names.split(" "))
      assert.ok(probes.heard.has(name), `${name} was not heard of: ${[...probes.heard.keys()]}`);
  });
}

const WHOLE = {
  preset: "resilientIntegrations",
  retries: 2,
  backoff: { type: "list", list: [1, "2ms"] },
  jitter: { add: [0, 1] },
  tiers: [{ retries: 1, backoff: { base: 1 }, jitter: "full" }],
  statuses: { include: ["5xx", 429], except: [501] },
  unprocessed: [425],
  idempotencyKey: { header: "x-key", methods: ["POST", "PUT"] },
  retryAfter: { headers: ["retry-after", "x-wait"] },
  budget: { initial: [5, 10] },
  breaker: { failureRate: 0.5, open: { base: "1s" } },
  throttle: { k: 2 },
  fallback: { cache: "mine" },
  until: { not: [404], backoff: { base: 1 } },
};

outside(
  "a policy and all that is in it, however it is handed over",
  "policy policy.backoff policy.backoff.list policy.tiers.0",
  async ({ watched }) => {
    const options = () => watched("policy", { ...WHOLE, fetch: scripted(503, 200) });
    const policy = new RetryPolicy(options());
    policy.with(options());
    policy.toJSON();
    policy.explain();
    policy.delays(watched("policy", { random: () => 0.5 }));
    const send = createFetch(options());
    for (const call of [
      fetchWithRetry(url, options()),
      send(url, { retry: watched("policy", { retries: 1 }) }),
      retry(() => 1, options(), watched("policy", {})),
    ])
      await settled(call);
    new CircuitBreaker(watched("policy", { minimum: 5 })).toJSON();
    CircuitBreaker.hydrate(watched("policy", new CircuitBreaker().toJSON()));
    keepAlive(url, watched("policy", { interval: "1h", policy: options() })).stop();
  },
);

outside("what is no policy, and the sentence that refuses it", "toPrimitive class toJSON value", ({ note, noted, watched }) => {
  class Money {
    static get name() {
      note("class");
      return "Money";
    }
    get [Symbol.toStringTag]() {
      return "Money";
    }
  }
  const text = { toString: noted("toString", () => "x"), [Symbol.toPrimitive]: noted("toPrimitive", () => "x") };
  const json = Object.defineProperty(() => {}, "toJSON", { get: noted("toJSON") });
  const bad = [
    new Money(),
    text,
    json,
    watched("value", {}),
    watched("value", []),
    watched("value", () => {}),
    watched("value", new Date()),
  ];
  for (const value of bad) {
    for (const option of [
      "deadline",
      "retries",
      "backoff",
      "jitter",
      "tiers",
      "statuses",
      "fallback",
      "breaker",
      "onEvent",
      "nonsense",
      value,
    ]) {
      for (const make of [
        (it) => new RetryPolicy(it),
        (it) => createFetch(it),
        (it) => new CircuitBreaker(it),
        (it) => new RetryPolicy().with(it),
      ]) {
        try {
          make(typeof option === "string" ? { [option]: value } : value).toJSON();
        } catch {
          // As it should be: that is another test's.
        }
      }
    }
  }
  `${text}`;
  new RetryPolicy().explain();
});

outside(
  "every function of a policy",
  "fetch onEvent log random now shouldRetry backoff tier refresh until fallback idempotencyKey breaker.key onChange",
  async ({ noted }) => {
    let time = 1000;
    const shared = {
      ...FREE,
      retries: 1,
      onEvent: noted("onEvent"),
      log: { debug: noted("log"), info: noted("log"), warn: noted("log"), error: noted("log") },
      random: noted("random", () => 0.25),
      now: noted("now", () => time++),
      shouldRetry: noted("shouldRetry"),
      backoff: noted("backoff", () => 1),
      jitter: "full",
      tiers: [{ retries: 1, backoff: noted("tier", () => 1) }],
      refresh: noted("refresh", () => ({ authorization: "new" })),
      until: noted("until", () => true),
      fallback: noted("fallback"),
      idempotencyKey: noted("idempotencyKey", () => "key"),
      breaker: { minimum: 10, key: noted("breaker.key", () => "one") },
    };
    for (const steps of [[401, 200], [503, 200], [503], [networkError(), 200], [networkError()], [404], [200]]) {
      const fetch = noted("fetch", scripted(...steps));
      const policy = new RetryPolicy({ ...shared, fetch });
      policy.breaker.onChange(noted("onChange"));
      for (let call = 0; call < 3; call++) await settled(fetchWithRetry(url, policy, { method: "POST", body: "x" }));
      policy.delays({ random: noted("random", () => 0.5) });
      policy.breaker.isolate("one");
      policy.breaker.reset("one");
    }
  },
);

outside(
  "the functions of operations, circuits and sessions",
  "operation key now onChange target onEvent random",
  async ({ noted }, t) => {
    const breaker = new CircuitBreaker({ minimum: 10, key: noted("key", () => "k"), now: noted("now", () => Date.now()) });
    breaker.onChange(noted("onChange"));
    const operation = noted("operation", () => Promise.reject(networkError()));
    const policy = { ...QUICK, breaker, random: noted("random", () => 0.5), jitter: "full" };
    for (let call = 0; call < 3; call++) await settled(retry(operation, policy));
    breaker.snapshot();
    breaker.reset();
    await new Promise((resolve) => {
      const session = keepAlive(noted("target"), {
        interval: "1h",
        immediately: true,
        policy,
        onEvent: noted("onEvent", resolve),
      });
      t.after(() => session.stop());
    });
  },
);

outside("a signal, whatever it is made of", "signal signal.addEventListener()", async ({ watched, noted }) => {
  const listeners = new Set();
  const imitation = {
    aborted: false,
    reason: undefined,
    addEventListener: (_, listener) => listeners.add(listener),
    removeEventListener: (_, listener) => listeners.delete(listener),
    throwIfAborted() {},
  };
  const signal = new Proxy(imitation, {
    get(target, name) {
      noted("signal")();
      return typeof target[name] === "function" ? noted(`signal.${name}()`, target[name]) : target[name];
    },
  });
  for (const steps of [[200], [503, 200]])
    await settled(fetchWithRetry(url, { ...QUICK, fetch: scripted(...steps) }, { signal }));
  const hanging = settled(fetchWithRetry(url, { ...QUICK, fetch: () => new Promise(() => {}) }, watched("signal", { signal })));
  Object.assign(imitation, { aborted: true, reason: "enough" });
  for (const listener of [...listeners]) listener({ type: "abort" });
  assert.equal((await hanging).error, "enough");
});

outside(
  "a request, its init, its headers and its body",
  "input init header iterator body Request cancel",
  async ({ note, noted, watched }) => {
    const policy = () => ({ ...QUICK, idempotencyKey: true, until: "done", fetch: scripted(503, 200) });
    const record = {};
    Object.defineProperty(record, "x-a", { enumerable: true, get: noted("header", () => "a") });
    const pairs = {
      *[Symbol.iterator]() {
        note("iterator");
        yield ["x-b", "b"];
      },
    };
    const input = { toString: noted("input", () => url) };
    for (const headers of [record, pairs, watched("header", [["x-c", "c"]])]) {
      const init = watched("init", { method: "POST", headers, body: noted("body", () => "x") });
      await settled(fetchWithRetry(input, policy(), init));
    }
    const stream = new ReadableStream({ cancel: noted("cancel") });
    await settled(fetchWithRetry(url, policy(), { method: "PUT", body: stream, duplex: "half", signal: AbortSignal.abort() }));
    const imitation = {};
    const request = new Request(url, { method: "PUT", body: "x" });
    for (const name of ["url", "method", "headers", "body", "bodyUsed", "signal", "mode", "referrer", "clone"]) {
      const value = typeof request[name] === "function" ? () => request.clone() : request[name];
      Object.defineProperty(imitation, name, { get: noted("Request", () => value) });
    }
    await settled(fetchWithRetry(imitation, policy()));
  },
);

outside("what a transport comes back with", "then response headers error cause", async ({ noted }) => {
  const looked = (name, target, names) => {
    for (const key of names) {
      const value = typeof target[key] === "function" ? target[key].bind(target) : target[key];
      Object.defineProperty(target, key, { configurable: true, get: noted(name, () => value) });
    }
    return target;
  };
  const response = (status) => {
    const made = looked("response", answer(status, { "retry-after": "0", location: "/x" }), [
      "status",
      "type",
      "redirected",
      "body",
      "url",
      "ok",
    ]);
    const { headers } = made;
    const heard = { get: noted("headers", (name) => headers.get(name)), has: noted("headers", (name) => headers.has(name)) };
    return Object.defineProperty(made, "headers", { get: noted("headers", () => Object.setPrototypeOf(heard, headers)) });
  };
  const error = () =>
    looked("error", networkError(), ["name", "message", "code"]) && looked("cause", networkError(), ["cause", "name", "message"]);
  const steps = [
    () => response(503),
    () => Promise.reject(error()),
    () => Promise.reject(looked("error", networkError(), ["name", "message", "code"])),
    // biome-ignore lint/suspicious/noThenProperty: this is what is tested.
    () => ({ then: noted("then", (resolve) => resolve(response(202))) }),
    () => response(200),
  ];
  const policy = { ...QUICK, retries: 5, until: "done", breaker: true };
  await settled(fetchWithRetry(url, { ...policy, fetch: scripted(...steps) }));
  await settled(fetchWithRetry(url, { ...policy, retries: 1, fetch: scripted(() => Promise.reject(error())) }));
  const { value } = await settled(fetchWithRetry(url, { ...policy, retries: 0, fetch: scripted(() => response(503)) }));
  reportOf(value);
});

outside("those who listen to a signal of an attempt, or to the channel", "abort channel", async ({ noted }, t) => {
  const onMessage = noted("channel");
  subscribe("holdfast-fetch", onMessage);
  t.after(() => unsubscribe("holdfast-fetch", onMessage));
  const fetch = (_, { signal }) => new Promise(() => signal.addEventListener("abort", noted("abort")));
  await settled(fetchWithRetry(url, { ...QUICK, retries: 1, timeouts: true, attemptTimeout: 5, fetch }));
});

outside("what renews, falls back and is kept", "renewed iterator fallback caches", async ({ note, noted, watched }, t) => {
  const pairs = {
    *[Symbol.iterator]() {
      note("iterator");
      yield ["authorization", "new"];
    },
  };
  for (const headers of [watched("renewed", { authorization: "new" }), pairs])
    await settled(fetchWithRetry(url, { ...QUICK, refresh: () => headers, fetch: scripted(401, 503, 200) }));
  const second = {
    headers: new Headers(),
    get status() {
      note("fallback");
      return 200;
    },
  };
  await settled(fetchWithRetry(url, { ...QUICK, retries: 0, fallback: () => second, fetch: scripted(503) }));
  const { open } = newCaches();
  globalThis.caches = { open: noted("caches", open) };
  t.after(() => delete globalThis.caches);
  const fetch = scripted(() => answer(200, { "cache-control": "max-age=60" }), 503);
  for (let call = 0; call < 2; call++) {
    await settled(fetchWithRetry(url, { ...QUICK, retries: 0, fallback: "cache", fetch }));
    await turnOfTheLoop();
  }
});

outside(
  "the platform, which may be a mock",
  "setTimeout clearTimeout performance Date crypto AbortController onLine document",
  async ({ note, noted }, t) => {
    for (const [object, name, heard] of [
      [globalThis, "setTimeout"],
      [globalThis, "clearTimeout"],
      [performance, "now", "performance"],
      [Date, "now", "Date"],
      [crypto, "getRandomValues", "crypto"],
      [crypto, "randomUUID", "crypto"],
    ]) {
      const real = object[name];
      t.mock.method(
        object,
        name,
        noted(heard ?? name, (...given) => real.apply(object, given)),
      );
    }
    const { AbortController } = globalThis;
    globalThis.AbortController = class extends AbortController {
      constructor() {
        note("AbortController");
        super();
      }
    };
    const define = (object, name, get) => {
      const before = Object.getOwnPropertyDescriptor(object, name);
      Object.defineProperty(object, name, { configurable: true, get });
      t.after(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
    };
    t.after(() => Object.assign(globalThis, { AbortController }));
    define(
      globalThis,
      "document",
      noted("document", () => ({ baseURI: url })),
    );
    const navigator = {
      get onLine() {
        note("onLine");
        return true;
      },
    };
    define(globalThis, "navigator", () => navigator);
    const policy = { ...QUICK, budget: {}, idempotencyKey: true, breaker: true, fetch: scripted(networkError(), 503, 200) };
    await settled(fetchWithRetry("/orders", policy, { method: "POST" }));
    new RetryPolicy({ jitter: "full" }).delays();
  },
);

test("what the core is told in text is what it reads, whoever uses the core before it does", async () => {
  const { parseRetryAfter } = await import("./support/installed.js");
  for (const name of ["now", "random"]) {
    let time = 1000;
    const meddling = () => {
      parseRetryAfter("Wed, 21 Oct 2099 07:28:00 GMT, and much more than any header says");
      fetchWithRetry("http://other.test/", { ...QUICK, retries: 0, fetch: scripted(200) });
      return name === "now" ? time++ : 0;
    };
    const policy = {
      ...FREE,
      retryAfter: { jitter: "none", headers: ["retry-after-ms"] },
      backoff: { base: 0 },
      [name]: meddling,
    };
    const fetch = scripted(() => answer(503, { "retry-after-ms": "20" }), networkError("CERT_HAS_EXPIRED"), 200);
    const { error } = await settled(fetchWithRetry(url, { ...policy, fetch: scripted(networkError("CERT_HAS_EXPIRED"), 200) }));
    assert.equal(error?.attempts[0].failure, "permanent", name);
    const { error: second } = await settled(fetchWithRetry(url, { ...policy, fetch }));
    assert.equal(second.attempts[0].retryAfter, 20, name);
  }
  assert.equal(core.depth, 0);
});
