// The caller's functions: whatever they do, a question ends, and leaves nothing behind.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

const { ask, askNumber, tellOne } = await shell("ask");
const FOREVER = Number.POSITIVE_INFINITY;
const never = () => new Promise(() => {});
const broken = new Error("a bug");

/** A signal that counts its listeners. */
function counted() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given) => addEventListener.apply(signal, given, listeners++);
  signal.removeEventListener = (...given) => removeEventListener.apply(signal, given, listeners--);
  return { controller, signal, listeners: () => listeners };
}

test("an answer is an answer, in whatever way it comes", async () => {
  const { signal, listeners } = counted();
  assert.equal(await ask(() => 7, 1000, signal), 7);
  assert.equal(await ask(async () => 7, FOREVER, signal), 7);
  await assert.rejects(
    ask(
      () => {
        throw broken;
      },
      1000,
      signal,
    ),
    broken,
  );
  await assert.rejects(
    ask(() => Promise.reject(broken), 1000, signal),
    broken,
  );
  assert.equal(listeners(), 0);
});

test("one that never comes is waited for until the limit, or the abort", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const limited = ask(never, 1000, undefined);
  t.mock.timers.tick(1000);
  assert.equal(await limited, undefined);
  const { controller, signal, listeners } = counted();
  const aborted = ask(never, FOREVER, signal);
  controller.abort();
  assert.equal(await aborted, undefined);
  assert.equal(listeners(), 0);
  assert.equal(await ask(() => assert.fail("asked"), FOREVER, signal), undefined);
});

test("what a question rejects with later is heard by nobody, and ends no process", async () => {
  let reject;
  const late = new Promise((_, no) => {
    reject = no;
  });
  assert.equal(await ask(() => late, 0, undefined), undefined);
  reject(broken);
  await new Promise((resolve) => setImmediate(resolve));
});

test("a source of numbers that throws or talks nonsense says nothing", () => {
  const throwing = () => {
    throw broken;
  };
  for (const source of [throwing, () => "7", () => undefined, () => Number.NaN, () => FOREVER]) {
    assert.equal(askNumber(source), undefined);
  }
  assert.equal(
    askNumber(() => 7),
    7,
  );
});

test("one that asks itself goes by what it said last, and before its first word is asked once more", () => {
  let deepest = 0;
  let depth = 0;
  const inner = [];
  const source = () => {
    deepest = Math.max(deepest, ++depth);
    if (depth < 10) inner.push(askNumber(source));
    depth--;
    return 7;
  };
  assert.equal(askNumber(source), 7);
  assert.equal(deepest, 2);
  assert.equal(askNumber(source), 7);
  assert.deepEqual(inner, [undefined, 7, 7]);
});

test("a listener that throws or rejects is complained of", async (t) => {
  const complaints = t.mock.method(console, "error", () => {});
  tellOne(() => {
    throw broken;
  }, {});
  tellOne(async () => {
    throw broken;
  }, {});
  tellOne(undefined, {});
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    complaints.mock.calls.map((call) => call.arguments[0]),
    [broken, broken],
  );
});
