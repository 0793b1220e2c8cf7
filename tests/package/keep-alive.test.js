// keepAlive touches a session at its interval, retries each beat, and ends at once.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { run } from "./support/child.js";
import { keepAlive, RetryPolicy } from "./support/installed.js";
import { session } from "./support/sessions.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, never, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/session";

const idle = async () => {
  for (let turn = 0; turn < 5; turn++) await turnOfTheLoop();
};

for (const [name, seconds] of [
  ["chatAgentApi.refresh", 300],
  ["messagingAgentSdk.getClock", 30],
  ["messagingWindowApi.getClock", 30],
  ["serverChatApi.retrieveChatInformation", 30],
]) {
  test(`${name} beats every ${seconds} s, as LivePerson's guide has it`, async (t) => {
    const time = virtualTime(t);
    const { told } = session(t, url, { interval: name, policy: { fetch: scripted(200) } });
    const beats = await time.until(told("beat", 3));
    const at = beats.map(({ elapsed }) => elapsed / 1000);
    assert.deepEqual(at, [seconds, 2 * seconds, 3 * seconds]);
  });
}

test("each beat is retried by the policy, and told of once", async (t) => {
  const time = virtualTime(t);
  const good = answer(200);
  const transport = scripted(503, networkError(), () => good, 404);
  const { kept, events, told } = session(t, url, { policy: { ...QUICK, fetch: transport } });
  await time.until(told("failed"));
  const [beat, failed] = events;
  assert.deepEqual(Object.entries(beat), [
    ["type", "beat"],
    ["beat", 1],
    ["elapsed", 30_002],
    ["response", good],
  ]);
  assert.deepEqual([failed.beat, failed.response.status, "error" in failed], [2, 404, false]);
  assert.deepEqual([events.length, kept.beats, kept.state, transport.sent.length], [2, 2, "waiting", 4]);
});

test("a beat without an answer has failed, with the error", async (t) => {
  const time = virtualTime(t);
  const { told } = session(t, url, { policy: { ...QUICK, retries: 1, fetch: scripted(networkError()) } });
  const [{ error, response }] = await time.until(told("failed"));
  assert.deepEqual([error.name, error.attempts.length, response], ["RetryError", 2, undefined]);
});

test("a function is retried like a request, and given a signal", async (t) => {
  const time = virtualTime(t);
  const signals = [];
  const target = async (signal) => {
    signals.push(signal);
    if (signals.length < 3) throw networkError();
  };
  const { told, events } = session(t, target, { policy: QUICK });
  await time.until(told("beat"));
  assert.deepEqual(Object.keys(events[0]), ["type", "beat", "elapsed"]);
  assert.equal(signals.length, 3);
  assert.ok(signals.every((signal) => signal instanceof AbortSignal && !signal.aborted));
});

test("an address is taken as it is now", async (t) => {
  const time = virtualTime(t);
  const transport = scripted(200);
  const target = new URL(url);
  const { told } = session(t, target, { policy: { fetch: transport } });
  target.pathname = "/elsewhere";
  await time.until(told("beat"));
  assert.equal(transport.sent[0].input, url);
});

test("waits are drawn between nine tenths of the interval and all of it", async (t) => {
  const time = virtualTime(t);
  const { told } = session(t, url, { jitter: undefined, policy: { fetch: scripted(200) } });
  const beats = await time.until(told("beat", 200));
  const waits = beats.map(({ elapsed }, index) => elapsed - (beats[index - 1]?.elapsed ?? 0)).sort((a, b) => a - b);
  assert.ok(waits[0] >= 27_000 && waits[0] < 27_300, `${waits[0]}`);
  assert.ok(waits.at(-1) > 29_700 && waits.at(-1) <= 30_001, `${waits.at(-1)}`);
});

test("a policy's own generator and clock are used", async (t) => {
  const time = virtualTime(t);
  const policy = { random: () => 0.5, now: () => 7 * time.passed, fetch: scripted(200) };
  const { told } = session(t, url, { jitter: 0.5, policy });
  const [{ elapsed }] = await time.until(told("beat"));
  assert.deepEqual([time.passed, elapsed], [22_500, 7 * 22_500]);
});

test("a beat that hangs is given up in time for the next, whatever limits were written", async (t) => {
  for (const policy of [
    {},
    { deadline: false, attemptTimeout: "1h" },
    { deadline: "1d", tiers: [{ retries: 3, backoff: { base: "1h" } }] },
    new RetryPolicy({ attemptTimeout: false, deadline: false }),
  ]) {
    const time = virtualTime(t);
    const fetch = { fetch: never };
    const { told, types } = session(t, url, {
      policy: policy instanceof RetryPolicy ? policy.with(fetch) : { ...policy, ...fetch },
    });
    const failed = await time.until(told("failed", 2));
    assert.deepEqual(
      failed.map(({ elapsed }) => elapsed),
      [57_000, 87_000],
    );
    assert.equal(types(), "failed failed");
    t.mock.restoreAll();
  }
});

test("beats draw on the policy's own budget", async (t) => {
  const time = virtualTime(t);
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 3 }, fetch: scripted(503) });
  const { told } = session(t, url, { policy });
  await time.until(told("failed"));
  const [{ key, credit }] = policy.budgets();
  assert.deepEqual([key, credit], ["http://server.test", 0]);
});

test("what a listener throws or rejects with is printed, and changes nothing", async (t) => {
  const time = virtualTime(t);
  const printed = t.mock.method(console, "error", () => {});
  const faults = [
    () => {
      throw new Error("thrown");
    },
    async () => {
      throw new Error("rejected");
    },
  ];
  for (const onEvent of faults) {
    const { kept, told } = session(t, url, { onEvent, policy: { fetch: scripted(200) } });
    await time.until(told("beat", 2));
    kept.stop();
    await idle();
  }
  const messages = printed.mock.calls.map(({ arguments: [error] }) => error.message);
  assert.equal(messages.join(" "), "thrown thrown thrown rejected rejected rejected");
});

/** A response whose body is endless, and how often that was cancelled. */
function endless() {
  const seen = { cancelled: 0 };
  const pull = (controller) => controller.enqueue(new Uint8Array(8));
  const cancel = () => {
    seen.cancelled++;
  };
  return { seen, response: new Response(new ReadableStream({ pull, cancel })) };
}

test("a body that a listener has begun to read is left to it", async (t) => {
  const time = virtualTime(t);
  const { seen, response } = endless();
  const onEvent = async ({ type, response }) => {
    if (type !== "beat") return;
    const reader = response.body.getReader();
    await reader.read();
    reader.releaseLock();
  };
  const { kept, told } = session(t, url, { onEvent, policy: { fetch: scripted(() => response) } });
  await time.until(told("beat"));
  kept.stop();
  await idle();
  assert.equal(seen.cancelled, 0);
});

test("no body stays open, however shortly after its answer the stop comes", async (t) => {
  let told = 0;
  for (let steps = 0; steps < 40; steps++) {
    const { seen, response } = endless();
    const { kept, types } = session(t, url, { immediately: true, policy: { fetch: async () => response } });
    for (let step = 0; step < steps; step++) await undefined;
    kept.stop();
    await idle();
    assert.equal(seen.cancelled, 1, `${steps}: ${types()}`);
    told += types() === "beat stopped" ? 1 : 0;
  }
  assert.ok(told > 0 && told < 40, `${told} of 40 were told of their answer`);
});

test("fake timers without fake clocks are believed", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { events } = session(t, url, { policy: { fetch: scripted(200) } });
  for (let beat = 1; beat <= 5; beat++) {
    // By the real clock a beat takes some milliseconds, and the wait after it is that much shorter.
    t.mock.timers.tick(29_000);
    await idle();
    assert.equal(events.length, beat - 1);
    t.mock.timers.tick(1000);
    await idle();
    assert.equal(events.length, beat);
  }
});

test("where there is no page, none can be hidden", async (t) => {
  assert.equal(globalThis.document, undefined);
  const time = virtualTime(t);
  const { told, types } = session(t, url, { hidden: "pause", policy: { fetch: scripted(200) } });
  await time.until(told("beat", 2));
  assert.equal(types(), "beat beat");
});

test("disposal stops it, and waits until the beat under way is over", async (t) => {
  const time = virtualTime(t);
  let over = 0;
  const target = (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        over++;
        reject(signal.reason);
      });
    });
  const { kept, types } = session(t, target, { immediately: true });
  assert.deepEqual([kept.state, kept.beats], ["beating", 1]);
  await idle();
  await kept[Symbol.asyncDispose]();
  assert.deepEqual([kept.state, types(), over, time.pending.size], ["stopped", "stopped", 1, 0]);
  await kept[Symbol.asyncDispose]();
  assert.equal(types(), "stopped");
});

test("stop needs no receiver, and what it says cannot be overwritten", (t) => {
  const time = virtualTime(t);
  const { kept, types } = session(t, url);
  const { stop } = kept;
  assert.throws(() => Object.assign(kept, { state: "beating" }), TypeError);
  stop();
  assert.deepEqual([kept.state, types(), time.pending.size], ["stopped", "stopped", 0]);
});

test("a stop that broke off can be asked for again, and a beginning that broke off leaves nothing", async () => {
  const events = [];
  let breaks = "removeEventListener";
  const signal = Object.assign(new EventTarget(), { aborted: false });
  const broken = (name) => {
    if (breaks !== name) return;
    breaks = "";
    throw new RangeError("no room");
  };
  signal.addEventListener = (...args) => {
    EventTarget.prototype.addEventListener.apply(signal, args);
    broken("addEventListener");
  };
  signal.removeEventListener = (...args) => {
    broken("removeEventListener");
    EventTarget.prototype.removeEventListener.apply(signal, args);
  };
  const listeners = () => getEventListeners(signal, "abort").length;
  const session = keepAlive(url, { interval: "1h", signal, onEvent: ({ type }) => events.push(type) });
  assert.equal(listeners(), 1);
  assert.throws(() => session.stop(), RangeError);
  session.stop();
  assert.deepEqual([session.state, listeners()], ["stopped", 0]);
  breaks = "addEventListener";
  assert.throws(() => keepAlive(url, { interval: "1h", signal }), RangeError);
  await null;
  assert.equal(listeners(), 0);
});

test("a thousand sessions leave nothing on the signal that stops them", () => {
  const controller = new AbortController();
  const { signal } = controller;
  for (let count = 0; count < 1000; count++) keepAlive(url, { interval: "1h", signal }).stop();
  assert.equal(getEventListeners(signal, "abort").length, 0);
});

test("it keeps a process alive like setInterval does, and no longer than until its end", async () => {
  const stage = await openStage();
  const { url } = await stage.play("200");
  const program = `
    import { keepAlive } from "holdfast-fetch";
    const patient = keepAlive("${url}", { interval: "1h" });
    const session = keepAlive("${url}", { interval: "1s", onEvent: ({ type }) => {
      console.log(type);
      if (type !== "beat") return;
      session.stop();
      // What was left of it would keep the process alive for an hour: it would be killed.
      patient.stop();
    } });`;
  const { code, stdout, stderr } = await run(program);
  assert.deepEqual([code, stderr, stdout], [0, "", "beat\nstopped\n"]);
});
