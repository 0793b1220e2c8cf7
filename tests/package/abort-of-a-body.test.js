// The caller's signal goes on to govern the body of a returned response, as with fetch.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";

const stage = await openStage();

const POLICIES = {
  "the default": {},
  limits: { attemptTimeout: "5s", deadline: "10s" },
  "no limits": { attemptTimeout: false, deadline: false },
  events: { onEvent() {} },
};

for (const [name, policy] of Object.entries(POLICIES)) {
  test(`with ${name}: an abort while the body is read ends the reading and the connection`, async () => {
    const { url, journal } = await stage.play("endless;200;every=10");
    const controller = new AbortController();
    const reason = new Error("seen enough");
    const response = await fetchWithRetry(url, { ...QUICK, ...policy }, { signal: controller.signal });
    const reader = response.body.getReader();
    await reader.read();
    controller.abort(reason);
    const readOn = async () => {
      for (;;) await reader.read();
    };
    assert.equal(await rejection(readOn(), 2000), reason);
    const { hits } = await journal({ open: 0 });
    assert.equal(hits[0].ended, "client-closed");
  });
}

test("the same after retries, and with the signal of a Request", async () => {
  const { url, journal } = await stage.play("2*503,endless;200;every=10");
  const controller = new AbortController();
  const response = await createFetch(QUICK)(new Request(url, { signal: controller.signal }));
  const text = response.text();
  controller.abort("seen enough");
  assert.equal(await rejection(text, 2000), "seen enough");
  assert.equal((await journal({ open: 0 })).openConnections, 0);
});

test("a body that nobody wants can be cancelled by its reader", async () => {
  const { url, journal } = await stage.play("endless;200;every=10");
  const response = await fetchWithRetry(url, QUICK);
  await response.body.cancel();
  assert.equal((await journal({ open: 0 })).hits[0].ended, "client-closed");
});
