// A service worker between page and network: WebKit tells of its failures in words of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nameOf, stage } from "./support/stage.js";

const parts = stage({ prepare: () => window.putBetween() });
let urls = 0;
const faulty = (fault) => `/behind-the-worker/${urls++}?fault=${fault}`;

for (const where of ["page", "dedicated"]) {
  for (const fault of ["error-response", "lost-on-the-way", "no-response"]) {
    test(`${nameOf(where)} behind a service worker, a fault of the network (${fault}) is one, and retried`, async (t) => {
      const outcome = await parts.run(where, "load", faulty(fault), {}, {}, true);
      assert.deepEqual([outcome.status, outcome.history, outcome.body], [200, "network 200", 4]);
      t.diagnostic(`the platform's own fetch: ${JSON.stringify(await parts.run(where, "bare", faulty(fault), {}, 5000))}`);
    });
  }

  test(`${nameOf(where)} behind a service worker, an operation is retried whose body broke`, async () => {
    assert.equal(await parts.run(where, "readInOperation", faulty("broken-body")), 4);
  });
}
