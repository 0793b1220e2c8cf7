// What is kept for each origin: found by what addresses begin with, and forgotten when there is too much of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

const { Origins } = await shell("origins");

function counted() {
  const made = [];
  const dropped = [];
  const make = (origin) => {
    made.push(origin);
    return { origin };
  };
  return { made, dropped, origins: new Origins(make, ({ origin }) => dropped.push(origin)) };
}

test("one for each origin, however it is written", () => {
  const { made, origins } = counted();
  const one = origins.of("http://a.test/x?y");
  for (const same of ["http://a.test", "HTTP://A.test:80/#z", "http://user:pw@a.test/", "http://a.test\\b"]) {
    assert.equal(origins.of(same), one, same);
    assert.notEqual(origins.of("https://a.test/"), one);
  }
  assert.deepEqual(made, ["http://a.test", "https://a.test"]);
});

test("operations share one, and so do addresses that are none", () => {
  const { made, origins } = counted();
  assert.equal(origins.of(undefined), origins.of("http://["));
  assert.equal(origins.of(undefined), origins.of(undefined));
  assert.deepEqual(made, [""]);
});

test("of more than a thousand, the one used longest ago is forgotten", () => {
  const { made, dropped, origins } = counted();
  for (let i = 0; i < 1000; i++) origins.of(`http://${i}.test/`);
  origins.of("http://0.test/");
  origins.of("http://new.test/");
  assert.deepEqual(dropped, ["http://1.test"]);
  origins.of("http://0.test/");
  assert.equal(made.length, 1001);
  assert.equal([...origins.entries()].length, 1000);
});

test("what was cleared is made anew", () => {
  const { made, dropped, origins } = counted();
  const before = origins.of("http://a.test/");
  origins.clear();
  assert.notEqual(origins.of("http://a.test/"), before);
  assert.deepEqual([made.length, dropped.length], [2, 0]);
});
