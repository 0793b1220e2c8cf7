// Bodies in the real module, as WebAssembly and translated: what they say crosses as numbers, and an exception costs the bodies
// under way, never the next one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { objectBytes } from "../../server/object.js";
import { shell } from "./support/shell.js";

const { HOLDFAST_BODY, HOLDFAST_BODY_SCRIPT } = process.env;
assert.ok(HOLDFAST_BODY, "`cargo xtask test --only shell` builds the module");
const compiled = new WebAssembly.Module(readFileSync(HOLDFAST_BODY));
const translated = await import(pathToFileURL(HOLDFAST_BODY_SCRIPT));

/** The instances that were made, and a way to have the next call of one end by an exception. */
const made = { count: 0, spoilt: undefined, of: undefined, opened: [] };
globalThis.makeBody = () => {
  made.count++;
  const exports = made.of();
  let isSpoilt = false;
  const call =
    (name) =>
    (...numbers) => {
      assert.ok(!isSpoilt, `${name} of an instance that was left by an exception`);
      if (name === "open") made.opened.push(numbers.slice(0, 4));
      const result = exports[name](...numbers);
      if (made.spoilt !== name) return result;
      made.spoilt = undefined;
      isSpoilt = true;
      throw new RangeError("Maximum call stack size exceeded");
    };
  const names = ["io", "numbers", "open", "release", "advance"];
  return { memory: exports.memory, ...Object.fromEntries(names.map((name) => [name, call(name)])) };
};

const INSTEAD = { "body-module": "export const instantiateBody = () => globalThis.makeBody();" };
const KINDS = {
  WebAssembly: () => new WebAssembly.Instance(compiled).exports,
  JavaScript: () => translated.instance(),
};

const LENGTH = 300_000;
const whole = objectBytes({ seed: 5, length: LENGTH });

for (const [kind, instance] of Object.entries(KINDS)) {
  made.of = instance;
  made.count = 0;
  const codes = await shell("body-core", INSTEAD, ["generated/body-codes"]);
  const { BodyCore } = codes;
  const seen = codes.BODY_BARE | codes.BODY_SAME | codes.BODY_HELD;
  const head = (values) => codes.BODY_FIELDS.map((field) => values[field] ?? "").join("\n");
  const tagged = { "content-length": `${LENGTH}`, etag: '"a"' };

  const begun = (values = tagged, reread = 1e6) => {
    const body = new BodyCore(reread, 3);
    assert.equal(body.answer(true, 200, head(values), seen), codes.BODY_READ);
    return body;
  };

  /** Gives it these bytes of the object, and returns those that it says are new. */
  const read = (body, from, to, source = whole) => {
    const parts = [];
    for (let at = from; at < to; at += codes.BODY_ROOM) {
      const piece = source.subarray(at, Math.min(to, at + codes.BODY_ROOM));
      assert.equal(body.bytes(piece), codes.BODY_READ);
      parts.push(piece.subarray(body.numbers[0]));
    }
    return Buffer.concat(parts);
  };

  test(`${kind}: a body is continued by a range, and by reading again, to the same bytes`, () => {
    const body = begun();
    const bytes = [read(body, 0, 100_000)];
    assert.equal(body.tell(codes.BODY_BROKEN), codes.BODY_AGAIN);
    assert.equal(body.tell(codes.BODY_QUESTION), codes.BODY_ASK);
    assert.deepEqual([...body.numbers.slice(0, 3)], [98_976, -1, codes.BODY_TAG]);
    const range = { ...tagged, "content-range": `bytes 98976-${LENGTH - 1}/${LENGTH}` };
    assert.equal(body.answer(false, 206, head(range), seen), codes.BODY_READ);
    bytes.push(read(body, 98_976, 98_976 + 1024 + 65_535));
    assert.equal(body.numbers[1], 0);
    bytes.push(read(body, 165_535, 165_536));
    assert.equal(body.numbers[1], 1, "the token comes back");
    assert.equal(body.tell(codes.BODY_BROKEN), codes.BODY_AGAIN);
    assert.equal(body.tell(codes.BODY_QUESTION), codes.BODY_ASK);
    assert.equal(body.answer(false, 200, head(tagged), seen), codes.BODY_READ);
    bytes.push(read(body, 0, LENGTH));
    assert.deepEqual([...body.numbers.slice(4, 7)], [LENGTH, 165_536, LENGTH]);
    assert.equal(body.tell(codes.BODY_END), codes.BODY_CLOSE);
    assert.ok(Buffer.concat(bytes).equals(whole));
    body.release();
  });

  test(`${kind}: what is another representation is refused, by its tag, its bytes before the cut or its prefix`, () => {
    const other = objectBytes({ seed: 5, length: LENGTH, version: 1, from: 50_000 });
    const refusal = (values, status, source, from) => {
      const body = begun(values);
      read(body, 0, 100_000);
      body.tell(codes.BODY_BROKEN);
      body.tell(codes.BODY_QUESTION);
      const range = { ...values, "content-range": `bytes 98976-${LENGTH - 1}/${LENGTH}` };
      let step = body.answer(false, status, head(range), seen);
      for (let at = from; step === codes.BODY_READ && at < LENGTH; at += 50_000)
        step = body.bytes(source.subarray(at, at + 50_000));
      assert.equal(step, codes.BODY_REFUSE);
      assert.equal(body.numbers[4], 100_000);
      const [reason, what] = body.numbers;
      return [codes.BODY_REFUSALS[reason], codes.BODY_DIFFERENCES[what]];
    };
    assert.deepEqual(refusal(tagged, 206, other, 98_976), ["changed", "bytes"]);
    assert.deepEqual(refusal({ ...tagged, etag: 'W/"a"' }, 200, other, 0), ["changed", "bytes"]);
    assert.deepEqual(refusal(tagged, 416, other, 0), ["changed", "range"]);
  });

  test(`${kind}: an exception costs the bodies of that instance, and no others`, () => {
    for (const name of ["advance", "open", "release"]) {
      const body = begun();
      read(body, 0, 1000);
      const before = made.count;
      made.spoilt = name;
      assert.throws(
        () => (name === "open" ? begun() : name === "release" ? begun().release() : read(body, 1000, 2000)),
        RangeError,
      );
      for (const input of [codes.BODY_QUESTION, codes.BODY_END]) {
        assert.equal(body.tell(input), codes.BODY_REFUSE);
        assert.equal(body.numbers[0], codes.BODY_OUT_OF_TURN);
      }
      assert.equal(body.bytes(whole.subarray(0, 10)), codes.BODY_REFUSE);
      assert.equal(made.count, before, "there is no body that would need another");
      const next = begun();
      body.release();
      assert.equal(made.count, before + 1);
      assert.ok(Buffer.from(read(next, 0, LENGTH)).equals(whole));
      assert.equal(next.tell(codes.BODY_END), codes.BODY_CLOSE);
    }
  });

  test(`${kind}: many bodies at once, in memory that grows, and handles that end`, () => {
    const bodies = Array.from({ length: 3000 }, () => begun({ etag: '"a"' }));
    bodies.forEach((body, n) => void read(body, n, n + 2000));
    for (const [n, body] of bodies.entries()) {
      assert.equal(body.tell(codes.BODY_BROKEN), codes.BODY_AGAIN);
      body.tell(codes.BODY_QUESTION);
      const size = LENGTH - n;
      assert.equal(
        body.answer(false, 206, head({ etag: '"a"', "content-range": `bytes 976-${size - 1}/${size}` }), seen),
        codes.BODY_READ,
      );
      // The overlap is that of this body.
      assert.equal(body.bytes(whole.subarray(n + 976, n + 3000)), codes.BODY_READ, `${n}`);
      assert.deepEqual([...body.numbers.slice(0, 1), body.numbers[4]], [1024, 3000]);
    }
    for (const body of bodies) body.release();
    const [old] = bodies;
    const next = begun();
    assert.equal(old.tell(codes.BODY_END), codes.BODY_REFUSE, "its place may be somebody else's");
    old.release();
    assert.equal(read(next, 0, 10).length, 10);
  });

  test(`${kind}: each body has a key of its own, all of it drawn from the platform's generator`, () => {
    const drawn = new Set();
    const { getRandomValues } = crypto;
    crypto.getRandomValues = (array) => {
      getRandomValues.call(crypto, array);
      for (const number of array) drawn.add(number);
      return array;
    };
    made.opened = [];
    try {
      // So many that what was drawn ahead before this test is used up.
      for (let count = 0; count < 200; count++) begun().release();
    } finally {
      delete crypto.getRandomValues;
    }
    const numbers = made.opened.slice(100).flat();
    assert.ok(numbers.every((number) => drawn.has(number)));
    assert.equal(new Set(made.opened.map((key) => key.join())).size, 200);
  });
}

test("the module imports nothing, and exports functions and its memory", () => {
  assert.deepEqual(WebAssembly.Module.imports(compiled), []);
  const others = WebAssembly.Module.exports(compiled).filter(({ kind }) => kind !== "function");
  assert.deepEqual(others, [{ name: "memory", kind: "memory" }]);
});
