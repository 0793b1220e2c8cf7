// Texts of all kinds are taken and told as they are, also where there is neither TextDecoder nor TextEncoder, as in Jest's jsdom.
import assert from "node:assert/strict";
import { test } from "node:test";
import { printed } from "./support/child.js";

// Node's own fetch takes them for itself when it is first used.
const WITHOUT = "new Response(); delete globalThis.TextDecoder; delete globalThis.TextEncoder;";

// A refusal says what was given.
const PROGRAM = `
  const { fetchWithRetry, reportOf, RetryPolicy } = await import("holdfast-fetch");
  const returned = ["plain", "ünï € 😀", "half: \\ud83d", "\\udc00 and the rest"].map((text) => {
    try { new RetryPolicy({ preset: text }); } catch ({ message }) { return message.includes(text); }
  });
  // Longer than what may be spread over the arguments of one call.
  const url = "http://server.test/" + "long".repeat(70_000);
  const urls = [];
  const policy = {
    fetch: async () => new Response(null, { status: 503 }),
    onEvent: (event) => urls.push(event.url === url),
    retries: 1,
    backoff: { base: 0 },
  };
  const response = await fetchWithRetry(url, policy);
  console.log(JSON.stringify({ returned, reason: reportOf(response).reason, urls, tools: [typeof TextDecoder, typeof TextEncoder] }));`;

for (const [where, before, type] of [
  ["in Node", "", "function"],
  ["without TextDecoder and TextEncoder", WITHOUT, "undefined"],
]) {
  test(where, async () => {
    assert.deepEqual(await printed(before + PROGRAM), {
      returned: [true, true, true, true],
      reason: "attempts",
      urls: Array(6).fill(true),
      tools: [type, type],
    });
  });
}
