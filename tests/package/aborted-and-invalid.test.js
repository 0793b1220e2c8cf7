// A request that is none is refused as fetch refuses it, also where its signal was aborted before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry, RetryError } from "./support/installed.js";
import { rejection } from "./support/outcome.js";
import { QUICK } from "./support/transport.js";

const url = "http://127.0.0.1:1/";
const reason = new Error("enough");
const aborted = () => AbortSignal.abort(reason);

const INVALID = {
  "an address that is none": ["http://exa mple.test/"],
  "credentials in the address": ["http://user:secret@127.0.0.1:1/"],
  "a relative address without a base": ["/orders"],
  "a GET with a body": [url, { body: "x" }],
  "a HEAD with a body": [url, { method: "HEAD", body: "x" }],
  "a method that is none": [url, { method: "NOT A METHOD" }],
  "a forbidden method": [url, { method: "TRACE" }],
  "a header that is none": [url, { headers: { "not a name": "x" } }],
  "a header's value that is none": [url, { headers: { name: "two\nlines" } }],
  "a redirect mode that is none": [url, { redirect: "sometimes" }],
};

const bugOf = (error) => (error instanceof RetryError ? error.cause : error);

for (const [what, [input, init]] of Object.entries(INVALID)) {
  test(`${what}: an aborted signal does not win`, async () => {
    const platform = await rejection(fetch(input, { ...init, signal: aborted() }));
    assert.equal(platform.name, "TypeError");
    for (const send of [(more) => fetchWithRetry(input, QUICK, more), (more) => createFetch(QUICK)(input, more)]) {
      const error = bugOf(await rejection(send({ ...init, signal: aborted() })));
      assert.equal(error.name, "TypeError", `${error}`);
    }
  });
}

test("a Request that was used up", async () => {
  const request = new Request(url, { method: "PUT", body: "x", signal: aborted() });
  await request.text().catch(() => {});
  const used = new Request(url, { method: "PUT", body: "x" });
  await used.text();
  assert.equal(bugOf(await rejection(fetchWithRetry(used, QUICK, { signal: aborted() }))).name, "TypeError");
});

test("of a request that is one, the signal's reason comes, and nothing is sent", async () => {
  const requests = [
    [url],
    [new URL(url)],
    [new Request(url)],
    [url, { method: "PUT", body: "x" }],
    [url, { method: "PUT", body: new Blob(["x"]).stream(), duplex: "half" }],
    [new Request(url, { method: "PUT", body: "x" })],
    [url, { headers: { name: "value" }, redirect: "error", cache: "no-store" }],
  ];
  for (const [input, init] of requests) {
    assert.equal(await rejection(fetchWithRetry(input, QUICK, { ...init, signal: aborted() })), reason, `${input}`);
  }
});

test("a transport of the caller's own may take what fetch does not", async () => {
  let sent = 0;
  const transport = async () => {
    sent++;
    return new Response("");
  };
  assert.equal(
    await rejection(fetchWithRetry("queue:orders", { ...QUICK, fetch: transport }, { body: "x", signal: aborted() })),
    reason,
  );
  assert.equal(sent, 0);
});
