// White space at either end of a key would not arrive: fetch takes it off, and what arrives may be another key, or none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryError, RetryPolicy } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const KEYS = [" ", "  ", " key", "key ", "\tkey", "key\t", "key\n", "\nkey", "key\r", " key ", "\u00a0key"];

for (const key of KEYS) {
  test(`${JSON.stringify(key)} is refused in a policy, at once`, () => {
    for (const idempotencyKey of [key, { key }, { key, format: "quoted" }]) {
      assert.throws(() => new RetryPolicy({ idempotencyKey }), { name: "TypeError", field: /^idempotencyKey/ });
    }
  });

  test(`${JSON.stringify(key)} is refused of a function, before anything is sent`, async () => {
    for (const idempotencyKey of [() => key, { key: () => key }, { key: () => key, format: "quoted" }]) {
      const transport = scripted(503);
      const call = fetchWithRetry(url, { ...QUICK, idempotencyKey, fetch: transport }, { method: "POST", body: "x" });
      const error = await rejection(call);
      assert.ok(error instanceof RetryError);
      assert.match(error.cause.message, /idempotencyKey/);
      assert.equal(transport.sent.length, 0);
    }
  });
}

test("a key in between is sent as it is", async () => {
  for (const key of ["a key", "a  b", "!", "~", "x".repeat(255)]) {
    const transport = scripted(503, 200);
    await fetchWithRetry(url, { ...QUICK, idempotencyKey: () => key, fetch: transport }, { method: "POST" });
    assert.deepEqual(
      transport.sent.map(({ init }) => new Headers(init.headers).get("idempotency-key")),
      [key, key],
    );
  }
});

test("a header of the caller's that holds nothing else is no key", async () => {
  for (const value of [" ", "", "\t"]) {
    for (const headers of [
      { "idempotency-key": value },
      new Headers({ "idempotency-key": value }),
      [["Idempotency-Key", value]],
    ]) {
      const transport = scripted(503, 200);
      const response = await fetchWithRetry(url, { ...QUICK, fetch: transport }, { method: "POST", headers });
      assert.equal(response.status, 503, "it would not be safe to send it again");
      assert.equal(transport.sent.length, 1);
    }
  }
});
