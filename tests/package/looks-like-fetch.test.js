// A created fetch looks like the platform's to whoever asks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch } from "./support/installed.js";
import { createFetch as createTracedFetch } from "./support/tracing.js";

for (const [way, make] of Object.entries({ plain: createFetch, "with OpenTelemetry": createTracedFetch })) {
  test(`${way}: it has fetch's name and length`, () => {
    for (const made of [make(), make("zDirect"), make({ fetch: async () => new Response("") })]) {
      assert.equal(typeof made, "function");
      assert.equal(made.name, fetch.name);
      assert.equal(made.name, "fetch");
      assert.equal(made.length, fetch.length);
    }
  });

  test(`${way}: nothing of it is enumerable`, () => {
    assert.deepEqual(Object.keys(make()), []);
    assert.deepEqual({ ...make() }, {});
  });
}
