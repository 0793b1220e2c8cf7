// A Request is used up as by fetch: its body is the call's from the moment on in which the call begins.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const url = "http://server.test/";
const put = (body = "x") => new Request(url, { method: "PUT", body, ...(body instanceof ReadableStream && { duplex: "half" }) });

const BODIES = { text: () => "x", bytes: () => new Uint8Array(10), stream: () => new Blob(["x"]).stream() };

for (const [kind, make] of Object.entries(BODIES)) {
  test(`with ${kind}: at once, however the call ends`, async () => {
    for (const steps of [[200], [503, 200], [networkError()], [404]]) {
      for (const policy of [QUICK, { ...QUICK, retries: 0 }, { ...QUICK, onEvent() {} }]) {
        const request = put(make());
        const call = fetchWithRetry(request, { ...policy, fetch: scripted(...steps) });
        assert.equal(request.bodyUsed, true, "when the call has begun");
        assert.throws(() => request.clone());
        await call.catch(() => {});
        assert.equal(request.bodyUsed, true);
        await assert.rejects(request.text());
      }
    }
  });
}

test("the same Request a second time is an error, as with fetch", async () => {
  const { url: address } = await stage.play("200");
  const request = new Request(address, { method: "PUT", body: "x" });
  const send = createFetch(QUICK);
  const [first, second] = await Promise.allSettled([send(request), send(request)]);
  assert.equal(first.value?.status, 200);
  assert.equal(second.status, "rejected");
});

test("without a body it can be sent as often as one likes", async () => {
  const request = new Request(url);
  for (let time = 0; time < 3; time++)
    assert.equal((await fetchWithRetry(request, { ...QUICK, fetch: scripted(503, 200) })).status, 200);
  assert.equal(request.bodyUsed, false);
});

test("where an init brings another body, that of the Request is untouched, as with fetch", async () => {
  const request = put();
  await fetchWithRetry(request, { ...QUICK, fetch: async () => answer(200) }, { body: "other" });
  assert.equal(request.bodyUsed, false);
  assert.equal(await request.text(), "x");
});

test("what was sent is the whole body, each time", async () => {
  for (const make of Object.values(BODIES)) {
    const sent = [];
    const fetch = async (input, init) => {
      sent.push(await new Request(input, init).text());
      return answer(sent.length < 3 ? 503 : 200);
    };
    await fetchWithRetry(put(make()), { ...QUICK, fetch });
    assert.equal(sent.length, 3);
    assert.equal(new Set(sent).size, 1);
    assert.ok(sent[0].length > 0);
  }
});
