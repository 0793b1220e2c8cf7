// A session that is kept alive goes on when the core that timed it is lost.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { CORE } from "./support/cores.js";
import { shell } from "./support/shell.js";

const INSTEAD = {
  core: CORE,
  policy: "export const resolve = () => ({ unref: false }); export const within = (bound, deadline) => ({ ...bound, deadline });",
  read: "export const KEEP_ALIVE = 0; export const read = (options) => { globalThis.cores.read = options; return [options.interval, 0.1, 1, 1]; };",
  call: "export const call = (bound, request) => globalThis.cores.send(bound, request);",
  timers:
    "export const NOWHERE = -1; export const timers = () => globalThis.cores.timers; export const cancel = (one) => globalThis.cores.timers.remove(one);",
};
const { keepAlive } = await shell("keep-alive", INSTEAD);
const { cores } = globalThis;
const [WAIT, BEAT, PAUSE, STOPPED] = [0, 1, 2, 3];
const [START, WOKE, GOOD, BAD, , , STOP] = [0, 1, 2, 3, 4, 5, 6];
const turn = () => new Promise((resolve) => setImmediate(resolve));

cores.timers = {
  wait: (one, milliseconds) => Object.assign(one, { place: 0, milliseconds }),
  remove: (one) => Object.assign(one, { place: -1 }),
};
afterEach(() => {
  Object.assign(cores, { inputs: [], steps: [] });
});

test("it does what it is told to, and says what came of it", async () => {
  cores.steps = [[BEAT], [WAIT, 1000, 8], [STOPPED, 0, 9]];
  const sent = [];
  cores.send = async ({ deadline }, { url, signal }) => {
    sent.push([url, deadline, signal.aborted]);
    return { status: 204 };
  };
  const events = [];
  const session = keepAlive("http://a.test/", {
    interval: "chatAgentApi.refresh",
    onEvent: (event) => events.push(event),
    jitter: undefined,
  });
  assert.equal(session.state, "beating");
  await turn();
  assert.deepEqual([session.state, session.beats], ["waiting", 1]);
  session.stop();
  session.stop();
  assert.deepEqual(sent, [["http://a.test/", 270_000, false]]);
  assert.deepEqual(cores.inputs, [START, GOOD, STOP]);
  assert.deepEqual(events, [
    { type: "beat", beat: 1, elapsed: 8, response: { status: 204 } },
    { type: "stopped", beat: 1, elapsed: 9 },
  ]);
  assert.deepEqual(Object.keys(cores.read), ["interval", "onEvent"]);
});

test("a lost core is replaced, and it begins anew there: without a word", async () => {
  const events = [];
  cores.steps = [[WAIT, 1000], "trap", [WAIT, 500], [BEAT], [STOPPED]];
  cores.send = () => new Promise(() => {});
  let timer;
  cores.timers.wait = (one, milliseconds) => {
    timer = Object.assign(one, { place: 0, milliseconds });
  };
  const session = keepAlive("http://a.test/", { interval: 1000, onEvent: (event) => events.push(event) });
  timer.place = -1;
  timer.onTime();
  assert.deepEqual([session.state, timer.milliseconds, events.length], ["waiting", 500, 0]);
  cores.lose();
  timer.place = -1;
  timer.onTime();
  assert.equal(session.state, "beating");
  session.stop();
  assert.deepEqual(cores.inputs, [START, WOKE, START, START, STOP]);
});

test("a beat that fails, a function that is beaten, and a beat under way when it ends", async () => {
  cores.steps = [[BEAT], [WAIT, 1000], [STOPPED]];
  const broken = new Error("down");
  const events = [];
  cores.send = (_, { input, signal }) => input({ signal });
  const session = keepAlive(
    async function ping(signal) {
      assert.equal(signal.aborted, false);
      throw broken;
    },
    { interval: 1000, onEvent: (event) => events.push(event) },
  );
  await turn();
  session.stop();
  assert.deepEqual(cores.inputs, [START, BAD, STOP]);
  assert.deepEqual(events[0], { type: "failed", beat: 1, elapsed: 7, error: broken });

  Object.assign(cores, { inputs: [], steps: [[BEAT], [STOPPED]] });
  let signal;
  cores.send = (_, request) => {
    ({ signal } = request);
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  const ending = keepAlive("http://a.test/", { interval: 1000 });
  if (Symbol.asyncDispose) await ending[Symbol.asyncDispose]();
  else ending.stop();
  assert.equal(signal.aborted, true);
  assert.deepEqual(cores.inputs, [START, STOP]);
});

test("a page that is hidden or seen again is looked at, until the end", () => {
  const page = Object.assign(new EventTarget(), { hidden: true });
  globalThis.document = page;
  try {
    cores.steps = [[PAUSE], [4], [WAIT, 1000], [STOPPED]];
    const controller = new AbortController();
    const session = keepAlive("http://a.test/", { interval: 1000, signal: controller.signal });
    assert.equal(session.state, "paused");
    page.hidden = false;
    page.dispatchEvent(new Event("visibilitychange"));
    controller.abort();
    page.dispatchEvent(new Event("visibilitychange"));
    assert.equal(session.state, "stopped");
    assert.deepEqual(cores.inputs, [4, START, 5, STOP]);
  } finally {
    delete globalThis.document;
  }
});

test("what is no target, no init and no signal is refused by name", () => {
  for (const target of [undefined, null, 7, {}, new Request("http://a.test/")]) {
    assert.throws(() => keepAlive(target, { interval: 1000 }), { name: "TypeError", field: "target" });
  }
  assert.throws(() => keepAlive("http://a.test/", { interval: 1000, init: 7, signal: "x" }), TypeError);
  assert.deepEqual(cores.read, { interval: 1000, init: 7, signal: "x" });
});

test("whose request cannot be read leaves nothing in the core", () => {
  const before = cores.core().sessions.size;
  const options = { interval: 1000, init: { signal: { aborted: false } } };
  assert.throws(() => keepAlive("http://a.test/", options), /init\.signal is not an AbortSignal/);
  assert.equal(cores.core().sessions.size, before);
});

test("one that is stopped by whoever hears of a beat tells of nothing after that", async () => {
  cores.steps = [[BEAT], [WAIT, 1000, 8, 2, 0], [STOPPED, 0, 9]];
  cores.send = async () => ({ status: 204 });
  const told = [];
  const session = keepAlive("http://a.test/", {
    interval: 1000,
    onEvent: ({ type }) => {
      told.push(type);
      if (type === "beat") session.stop();
    },
  });
  await turn();
  assert.deepEqual(told, ["beat", "stopped"]);
});
