// An hour of calls under resilientIntegrations, while the server stumbles, breaks and recovers: what a listener hears of the whole
// package is, line by line, what tests/core/golden_hour.rs writes of the core alone. Only clocks, timers and the server are not real.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { answer, line, method, SEED, starts } from "./support/hour.js";
import { fetchWithRetry, RetryPolicy } from "./support/installed.js";
import { splitMix64 } from "./support/random.js";
import { virtualTime } from "./support/virtual-time.js";

const GOLDEN = readFileSync(new URL("../vectors/golden-hour.txt", import.meta.url), "utf8");

const numberOf = (url) => Number(url.slice(url.lastIndexOf("/") + 1));

// A transport with the hour's server behind it. Without a status: what Node says of a refused connection.
function server(time, keys) {
  return (url, init, context) => {
    const call = numberOf(url);
    keys.push([call, new Headers(init?.headers).get("Idempotency-Key")]);
    const { after, status, retryAfter } = answer(time.passed, call, context.attempt);
    const headers = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
    return new Promise((resolve, reject) => {
      setTimeout(() => {
        if (status) resolve(new Response(null, { status, headers }));
        else reject(new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }));
      }, after);
    });
  };
}

// All calls of the hour. `told` hears of each event, and when: at what time, of which call.
async function run(time, told) {
  const keys = [];
  let made = 0;
  const policy = new RetryPolicy({
    preset: "resilientIntegrations",
    idempotencyKey: { key: () => `order-${made++}` },
    fallback: () => new Response(),
    random: splitMix64(SEED),
    onEvent: (event) => told(time.passed, numberOf(event.url), event),
    fetch: server(time, keys),
  });
  const calls = starts().map(
    (start, call) =>
      new Promise((resolve) => {
        setTimeout(() => resolve(fetchWithRetry(`https://hour.example/${call}`, policy, { method: method(call) })), start);
      }),
  );
  const responses = await time.until(Promise.all(calls));
  return { keys, responses };
}

const WRITTEN = GOLDEN.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

// A line without the fraction of the millisecond at which a call ended.
const inWhole = (line) => line.replace(/( after \d+)\.\d+/, "$1");

function assertSame(found, expected) {
  const differs = expected.findIndex((line, index) => line !== found[index]);
  assert.equal(found[differs], expected[differs], `the first of the lines that differ is number ${differs + 1}`);
  assert.equal(found.length, expected.length);
}

test("each wait by a timer of its own: the whole package does what is written of the core alone", async (t) => {
  const time = virtualTime(t);
  // So the package knows fake timers, which get a timer for each wait.
  setTimeout.clock = {};
  const lines = [];
  const { keys, responses } = await run(time, (...told) => lines.push(line(...told)));
  assertSame(lines, WRITTEN);
  assert.equal(responses.length, starts().length);
  // The keys are counted, and every third call is a write.
  for (const [call, key] of keys)
    assert.equal(key, method(call) === "POST" ? `order-${Math.floor(call / 3)}` : null, `call ${call}`);
});

test("all by the timer that calls share: the same, to the millisecond", async (t) => {
  const lines = [];
  await run(virtualTime(t), (...told) => lines.push(line(...told)));
  assertSame(lines.map(inWhole), WRITTEN);
});
