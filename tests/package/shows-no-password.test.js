// A password may hold any character: none of what may be part of one is in a message, an event or a log line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { fetchWithRetry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { networkError, QUICK, scripted } from "./support/transport.js";

// URL parsers take each of these for something else: the beginning of a path, a query, a host.
const ADDRESSES = [
  "http://user:SE/CRET@host.test:99999/",
  "http://user:SE?CRET@host.test:99999/",
  "http://user:SE#CRET@host.test:99999/",
  "http://user:SE@CRET@host.test:99999/",
  "http://user:SE\\CRET@host.test:99999/",
  "http://user:SE CRET@host.test:99999/",
  "http://user:SE\nCRET@host.test:99999/",
  "http://user:SE%CRET@host.test:99999/",
  "http://user:[SECRET@host.test:99999/",
  "http:user:SE/CRET@host.test:99999/",
  "http:\\\\user:SE/CRET@host.test:99999/",
  "//user:SE/CRET@host.test:99999/",
  "HTTP://SECRET@host.test:99999/",
  "http://user:SECRET@host.test:99999/?a=b@c",
  "http://user:SE?CRET@host.test/",
  "http://user:SECRET@host.test/orders",
];

for (const address of ADDRESSES) {
  test(`${JSON.stringify(address)}`, async () => {
    const told = [];
    const log = Object.fromEntries(["debug", "info", "warn", "error"].map((level) => [level, (line) => told.push(line)]));
    const policy = { ...QUICK, retries: 1, log, onEvent: ({ error: _, ...event }) => told.push(event) };
    for (const fetch of [undefined, scripted(networkError()), scripted(503, networkError())]) {
      const { error } = await outcome(fetchWithRetry(address, { ...policy, ...(fetch && { fetch }) }));
      assert.ok(error, "nothing is there to be asked");
      const said = inspect([told, error.message, error.stack], { depth: 9 });
      assert.doesNotMatch(said, /CRET|SE[/?#@\\ %]/, said);
    }
    const operation = Object.defineProperty(() => Promise.reject(networkError()), "name", { value: "op" });
    assert.ok(operation);
  });
}

test("what an error of the platform says is its own: it is the cause, not the message", async () => {
  const error = await rejection(fetchWithRetry("http://user:SECRET@127.0.0.1:1/", { ...QUICK, retries: 0 }));
  assert.doesNotMatch(error.message, /SECRET/);
  assert.equal(error.reason, "error");
});
