// JSON that ends too early is half an answer: an operation that reads one is tried again. Other mistakes are bugs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, retry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { answer, QUICK } from "./support/transport.js";

const WHOLE = '{"a":[1,true,{"b":"xy"}],"c":[15,2],"d":null}';

test("cut anywhere but after a sign, it is read again", async () => {
  for (let length = 0; length < WHOLE.length; length++) {
    let calls = 0;
    const read = async () => JSON.parse(++calls === 1 ? WHOLE.slice(0, length) : WHOLE);
    const value = await retry(read, QUICK);
    assert.deepEqual([value.d, calls], [null, 2], WHOLE.slice(0, length));
  }
});

test("the body of a Response too", async () => {
  const bodies = ['{"a":', '{"a":1}'];
  const get = async () => (await answer(200, {}, bodies.shift()).json()).a;
  assert.equal(await retry(get, QUICK), 1);
});

test("the report calls it the network's, and the error has its words", async () => {
  const error = await rejection(retry(async () => JSON.parse('{"a":'), { ...QUICK, retries: 1 }));
  assert.deepEqual([error.reason, error.attempts.map(({ failure }) => failure)], ["attempts", ["network", "network"]]);
  assert.match(error.message, /Unexpected end of JSON input/);
  assert.ok(error.cause instanceof SyntaxError);
});

test("what is no JSON at all is a bug", async () => {
  for (const text of ["<html>", "tru e", "undefined"]) {
    let calls = 0;
    const read = async () => {
      calls++;
      return JSON.parse(text);
    };
    assert.deepEqual([(await rejection(retry(read, QUICK))).reason, calls], ["error", 1], text);
  }
});

test("of a transport it is a bug as well: it was to return a response", async () => {
  let calls = 0;
  const fetch = createFetch({
    ...QUICK,
    fetch: async () => {
      calls++;
      return JSON.parse('{"a":');
    },
  });
  const { error } = await outcome(fetch("http://server.test/"));
  assert.deepEqual([error.reason, calls], ["error", 1]);
});
