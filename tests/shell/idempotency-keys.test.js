// Which keys arrive as they are, how they are sent, and what a random one looks like.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell, vectors } from "./support/shell.js";

const { checkedKey, quoted, randomKey, uuid } = await shell("key");
const { checked, quoted: sent, uuids } = await vectors("keys");

for (const { key, fits } of checked) {
  test(`${JSON.stringify(key)} ${fits ? "is" : "is no"} key`, () => {
    if (fits) assert.equal(checkedKey(key), key);
    else assert.throws(() => checkedKey(key), { name: "TypeError", message: /^idempotencyKey: .* printable ASCII characters/ });
  });
}

test("1 to 255 characters", () => {
  assert.equal(checkedKey("x".repeat(255)).length, 255);
  assert.throws(() => checkedKey("x".repeat(256)), TypeError);
});

test("a quoted one is a structured-field string", () => {
  for (const { key, sent: expected } of sent) assert.equal(quoted(key), expected);
});

test("a UUID of version 4 replaces six bits", () => {
  for (const { bytes, uuid: expected } of uuids) assert.equal(uuid(Uint8Array.from(Buffer.from(bytes, "hex"))), expected);
});

test("random ones differ", () => {
  const keys = Array.from({ length: 1000 }, randomKey);
  assert.equal(new Set(keys).size, 1000);
  for (const key of keys) assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("without crypto there is none", (t) => {
  const { crypto } = globalThis;
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true, writable: true }));
  Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true, writable: true });
  assert.throws(randomKey, /no crypto/);
});
