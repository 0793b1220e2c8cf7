// Whoever runs a Node program can watch its calls by diagnostics_channel, without a change to it.
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { test } from "node:test";
import { printed } from "./support/child.js";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const CALM = { ...QUICK, budget: false };
const url = "http://api.test/orders";

/** What is published while `action` runs. */
async function published(action) {
  const events = [];
  const subscriber = (event, name) => events.push({ event, name });
  subscribe("holdfast-fetch", subscriber);
  try {
    await action();
  } finally {
    unsubscribe("holdfast-fetch", subscriber);
  }
  return events;
}

test("what is published is what onEvent is told", async () => {
  const told = [];
  const policy = { ...CALM, onEvent: (event) => told.push(event), fetch: scripted(503, networkError(), 200) };
  const events = await published(() => fetchWithRetry(url, policy));
  assert.ok(told.length > 6);
  assert.deepEqual(
    events,
    told.map((event) => ({ event, name: "holdfast-fetch" })),
  );
});

const FORMS = {
  "no policy": () => undefined,
  "a preset's name": () => "statusCodes",
  options: () => CALM,
  "a RetryPolicy": () => new RetryPolicy(CALM),
};

for (const [form, make] of Object.entries(FORMS)) {
  test(`calls with ${form} are watched without onEvent, the first attempt included`, async (t) => {
    t.mock.method(globalThis, "fetch", scripted(200));
    const policy = make();
    await fetchWithRetry(url, policy); // known as a fast one, if it can be
    const events = await published(() => fetchWithRetry(url, policy));
    assert.deepEqual(
      events.map(({ event: { type, attempt } }) => [type, attempt]),
      [
        ["attempt", 1],
        ["response", 1],
        ["end", 1],
      ],
    );
  });
}

test("the events of 20 calls at once are told apart by id", async () => {
  const policy = new RetryPolicy(CALM);
  const events = await published(() =>
    Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const { url } = await stage.play(index % 2 ? "503,200" : "drop,503,200");
        await fetchWithRetry(url, policy);
      }),
    ),
  );
  const calls = Map.groupBy(events, ({ event }) => event.id);
  assert.equal(calls.size, 20);
  for (const [id, call] of calls) {
    assert.equal(typeof id, "number");
    assert.equal(new Set(call.map(({ event }) => event.url)).size, 1);
    const attempts = call.filter(({ event }) => event.type === "attempt").map(({ event }) => event.attempt);
    assert.deepEqual(attempts, attempts.length === 2 ? [1, 2] : [1, 2, 3]);
    assert.equal(call.at(-1).event.type, "end");
  }
});

test("after the last subscriber has left, nothing is published", async () => {
  const events = await published(() => fetchWithRetry(url, { ...CALM, fetch: scripted(200) }));
  const before = events.length;
  assert.ok(before > 0);
  await fetchWithRetry(url, { ...CALM, fetch: scripted(503, 200) });
  assert.equal(events.length, before);
});

test("a subscriber that throws is Node's affair, not the call's", async () => {
  const program = `
    import { subscribe } from "node:diagnostics_channel";
    import { fetchWithRetry } from "holdfast-fetch";
    let uncaught = 0;
    process.on("uncaughtException", () => uncaught++);
    subscribe("holdfast-fetch", () => { throw new Error("a bug of the subscriber's"); });
    const response = await fetchWithRetry("http://api.test/", { fetch: async () => new Response("fine") });
    const text = await response.text();
    setImmediate(() => console.log(JSON.stringify({ uncaught, text })));`;
  assert.deepEqual(await printed(program), { uncaught: 3, text: "fine" });
});

const ABSENCES = {
  "no process, as in a browser": "delete globalThis.process",
  "a process without getBuiltinModule, as in old Nodes": "process.getBuiltinModule = undefined",
  "a process that is an imitation": "process.getBuiltinModule = () => ({ channel: undefined })",
  "a process that cannot be looked at": "globalThis.process = new Proxy({}, { get() { throw new Error('no') } })",
};

for (const [what, absence] of Object.entries(ABSENCES)) {
  test(`${what}: calls work, and the log too`, async () => {
    const program = `
      import { fetchWithRetry } from "holdfast-fetch";
      const { log } = console;
      ${absence};
      const lines = [];
      const print = (line) => lines.push(line);
      const logger = { debug: print, info: print, warn: print, error: print };
      const fetch = async () => new Response("fine");
      const texts = [];
      for (const policy of [{ fetch }, { fetch, log: logger }]) {
        texts.push(await (await fetchWithRetry("http://api.test/", policy)).text());
      }
      log(JSON.stringify({ texts, lines: lines.length }));`;
    assert.deepEqual(await printed(program), { texts: ["fine", "fine"], lines: 2 });
  });
}
