// The headers by which services tell of their limits are read on a 429 that says nothing else, without a word in the policy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, reportOf } from "./support/installed.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

/** What the first attempt was told, if this is its answer. */
async function told(t, status, headers, policy = {}) {
  const time = virtualTime(t);
  const fetch = scripted(() => answer(status, headers), 200);
  const call = fetchWithRetry("http://server.test/", {
    ...QUICK,
    deadline: false,
    retryAfter: { jitter: "none" },
    ...policy,
    fetch,
  });
  const [attempt] = reportOf(await time.until(call)).attempts;
  t.mock.restoreAll();
  return attempt;
}

// The virtual clock starts with 2030.
const AT_30 = Date.UTC(2030, 0, 1) / 1000 + 30;

// As the services send them.
const SERVICES = {
  GitHub: { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${AT_30}` },
  Discord: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${AT_30 - 1}.5`, "x-ratelimit-reset-after": "30.000" },
  OpenAI: {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "30s",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m0s",
  },
  Anthropic: {
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2030-01-01T01:00:00Z",
    "anthropic-ratelimit-input-tokens-remaining": "0",
    "anthropic-ratelimit-input-tokens-reset": "2030-01-01T00:00:30Z",
  },
  X: { "x-rate-limit-remaining": "0", "x-rate-limit-reset": `${AT_30}` },
  AWS: { "x-amz-retry-after": "30000" },
  Azure: { "x-ms-retry-after-ms": "30000" },
  "the IETF's draft": { ratelimit: '"default";r=0;t=30' },
  "its earlier versions": { "ratelimit-limit": "10", "ratelimit-remaining": "0", "ratelimit-reset": "30" },
};

for (const [service, headers] of Object.entries(SERVICES)) {
  test(service, async (t) => {
    const attempt = await told(t, 429, headers);
    assert.deepEqual([attempt.retryAfter, attempt.wait], [30_000, 30_000]);
    assert.equal((await told(t, 503, headers)).retryAfter, undefined, "on a 503");
    assert.equal((await told(t, 429, { ...headers, "retry-after": "3" })).retryAfter, 3000, "beside Retry-After");
    const named = { retryAfter: { headers: ["retry-after"] } };
    assert.equal((await told(t, 429, headers, named)).retryAfter, undefined, "where the policy names others");
    assert.equal((await told(t, 429, headers, { retryAfter: false })).retryAfter, undefined);
  });
}

test("a limit of which something is left says nothing", async (t) => {
  for (const headers of Object.values(SERVICES)) {
    const left = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, /remaining/.test(name) ? "7" : value]));
    if (!Object.keys(headers).some((name) => /remaining/.test(name))) continue;
    const attempt = await told(t, 429, left);
    assert.deepEqual([attempt.retryAfter, attempt.hint], [undefined, undefined], JSON.stringify(left));
  }
});

test("a reset without what is left counts, and one that cannot be read is told", async (t) => {
  assert.equal((await told(t, 429, { "x-ratelimit-reset": "30" })).retryAfter, 30_000);
  assert.equal((await told(t, 429, { "x-ratelimit-remaining": "0" })).hint, undefined);
  assert.equal((await told(t, 429, { "x-ratelimit-reset": "soon" })).hint, "unreadable");
});
