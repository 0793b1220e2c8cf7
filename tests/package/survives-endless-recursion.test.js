// A caller's code that recurses without end, and is caught, costs the calls in it: no later call, and nothing that was made before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { INSTALLED } from "./support/installed.js";

const from = (name) => JSON.stringify(new URL(`./support/${name}.js`, import.meta.url).href);

// Kilobytes, a quarter of what Node takes: its end is reached sooner.
const STACK = 240;

// The calls that were begun have ended or given up: nothing else keeps the process running.
const ENDS_BY_ITSELF = "setTimeout(() => process.exit(1), 25_000).unref();";

/** Runs it in a process of its own, where everything must work afterwards. */
async function survives(program, { stack = STACK, isFresh = false, end = ENDS_BY_ITSELF } = {}) {
  const whole = `
    import { core } from ${from("core")};
    import { CircuitBreaker, createFetch, fetchWithRetry, keepAlive, parseRetryAfter, RetryPolicy, retry } from ${from("installed")};
    import { outcome } from ${from("outcome")};
    import { atTheEnd, toTheEnd } from ${from("recursion")};
    import { answer, FREE, QUICK, scripted } from ${from("transport")};
    import { allWorks, madeBefore } from ${from("well")};
    const url = "http://server.test/";
    const ignore = () => {};
    const quick = { ...QUICK, fetch: async () => answer(503) };
    ${isFresh ? "" : "const before = madeBefore();"}
    ${program}
    ${isFresh ? "const before = madeBefore();" : ""}
    await allWorks(before);
    console.log(JSON.stringify({ used: core.afterTrap }));
    ${end}`;
  const flags = [`--stack-size=${stack}`];
  const result = await printed(whole, { flags, limit: 120_000, env: { HOLDFAST_INSTALLED: INSTALLED } });
  assert.deepEqual(result, { used: 0 }, "an instance was used again that an exception had left");
}

const STEPS = {
  "explain()": "before.policy.explain();",
  "new RetryPolicy()": "new RetryPolicy({ retries: 2, breaker: true, tiers: [{ retries: 1 }] });",
  "a policy that is refused": `try { new RetryPolicy({ retries: -1 }); } catch (error) { if (error instanceof RangeError) throw error; }`,
  "delays()": "before.policy.delays();",
  "toJSON() and with()": "before.policy.with({ retries: 1 }).toJSON();",
  "createFetch()": "createFetch({ ...QUICK, retries: 2 });",
  "fetchWithRetry()": "fetchWithRetry(url, quick).catch(ignore);",
  "fetchWithRetry() with all that calls share":
    "fetchWithRetry(url, { ...quick, budget: {}, breaker: true, throttle: true }).catch(ignore);",
  "fetchWithRetry() with events": "fetchWithRetry(url, { ...quick, onEvent: ignore }).catch(ignore);",
  "a fetch made before": "before.send(url).catch(ignore);",
  "retry()": "retry(() => 1, before.policy).catch(ignore);",
  "new CircuitBreaker()": "new CircuitBreaker({ minimum: 10 }).snapshot();",
  "a breaker made before": `before.breaker.isolate("x"); before.breaker.snapshot(); before.breaker.reset("x");`,
  "parseRetryAfter()": `parseRetryAfter("Wed, 21 Oct 2099 07:28:00 GMT");`,
  "budgets()": "before.policy.budgets();",
};

for (const [name, step] of Object.entries(STEPS)) {
  test(`with ${name} at every level, and where the stack ends`, () =>
    survives(`
      const step = () => { ${step} };
      toTheEnd(step);
      await allWorks(before);
      atTheEnd(step);`));
}

test("with keepAlive() at every level, and where the stack ends", () =>
  survives(
    `
    const sessions = [];
    const step = () => {
      const at = sessions.push(undefined) - 1;
      sessions[at] = keepAlive(() => 1, { interval: "1h" });
      sessions[at].stop();
    };
    toTheEnd(step);
    await allWorks(before);
    atTheEnd(step);
    // A stop for which there was no room has not stopped it, or not wholly.
    for (const session of sessions) session?.stop();
    for (const session of sessions) if (session && session.state !== "stopped") throw new Error(session.state);`,
    // Each sets a timer of its own, and Node counts one for ever for which the stack had room only to be counted.
    { end: "process.exit();" },
  ));

// Where an engine is asked for the first time to compile a pattern, or the core, it may find no room for that.
const FIRST = {
  "a policy": 'new RetryPolicy({ deadline: "5s", jitter: { add: [1, 2] }, statuses: ["5xx"], idempotencyKey: "key" });',
  "a policy that is refused": `try { new RetryPolicy({ retires: 1, jitter: "x" }); } catch (error) { if (error instanceof RangeError) throw error; }`,
  "a call": "fetchWithRetry(url, quick).catch(ignore);",
  "a call of a literal": "fetchWithRetry(url, { retries: 2, deadline: '5s', fetch: quick.fetch }).catch(ignore);",
  "a call with keys and events":
    'fetchWithRetry(url, { ...quick, idempotencyKey: { format: "quoted" }, onEvent: ignore, log: { info: ignore, error: ignore } }, { method: "post", body: "x" }).catch(ignore);',
  "a call to an address that is none":
    'fetchWithRetry("http://us er:x@host/", { ...quick, budget: {}, onEvent: ignore }).catch(ignore);',
};

for (const [name, step] of Object.entries(FIRST)) {
  test(`with ${name}, where nothing of the package was used before`, () =>
    survives(`toTheEnd(() => { ${step} }); atTheEnd(() => { ${step} });`, { stack: 600, isFresh: true }));

  test(`with ${name} only where the stack ends, where nothing of the package was used before`, () =>
    survives(`atTheEnd(() => { ${step} });`, { stack: 600, isFresh: true }));
}

const CALLBACKS = {
  onEvent: "undefined",
  shouldRetry: "undefined",
  random: "0.5",
  now: "1",
  backoff: "1",
  idempotencyKey: '"key"',
};

for (const [name, value] of Object.entries({ ...CALLBACKS, fetch: "answer(200)" })) {
  test(`in ${name}, caught or not: the call settles`, () =>
    survives(`
      const endless = () => endless();
      let isFirst = true;
      const caught = () => {
        try { endless(); } catch {}
        if (isFirst) {
          isFirst = false;
          toTheEnd(() => fetchWithRetry(url, quick).catch(ignore));
        }
        return ${value};
      };
      console.error = ignore;
      for (const callback of [caught, endless]) {
        const policy = { ...FREE, retries: 1, backoff: { base: 1 }, fetch: scripted(503, 200), ${name}: callback };
        const { value, error } = await outcome(fetchWithRetry(url, policy, { method: "PUT" }), 60_000);
        if (!value && !error) throw new Error("neither an answer nor an error");
      }`));
}

test("a clock and a generator are asked again afterwards", () =>
  survives(`
    let asked = 0;
    const source = () => ++asked;
    const policy = new RetryPolicy({ ...QUICK, jitter: "full", now: source, random: source, breaker: true, fetch: async () => answer(200) });
    const step = () => {
      fetchWithRetry(url, policy).catch(ignore);
      policy.delays();
    };
    toTheEnd(step);
    atTheEnd(step);
    for (const ask of [() => fetchWithRetry(url, policy), () => policy.delays()]) {
      const soFar = asked;
      await ask();
      if (asked === soFar) throw new Error("it is not asked any more: " + ask);
    }`));

test("waits and limits that were under way end", () =>
  survives(`
    const calls = [1, 40, 80, 200].map((base) => {
      const policy = { ...FREE, backoff: { type: "constant", base }, jitter: "none", fetch: scripted(503, 200) };
      return outcome(fetchWithRetry(url, policy), 60_000);
    });
    const never = () => new Promise(ignore);
    const limited = [5, 50, 150].map((attemptTimeout) => outcome(fetchWithRetry(url, { ...QUICK, retries: 0, attemptTimeout, fetch: never }), 60_000));
    const step = () => {
      for (const base of [1, 20, 60]) {
        const policy = { ...FREE, retries: 1, backoff: { type: "constant", base }, attemptTimeout: base + 1, fetch: quick.fetch };
        fetchWithRetry(url, policy).catch(ignore);
      }
    };
    toTheEnd(step);
    atTheEnd(step);
    // Those that knew the core that is gone may end with an error, and none may hang.
    await Promise.all([...calls, ...limited]);`));
