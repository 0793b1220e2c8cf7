// What a Request says of itself is not reset by the init that the package puts beside it (Fetch, the Request constructor).
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const MEMBERS = [
  "method",
  "referrer",
  "referrerPolicy",
  "mode",
  "credentials",
  "cache",
  "redirect",
  "integrity",
  "keepalive",
  "duplex",
];
const said = (request) => Object.fromEntries(MEMBERS.map((name) => [name, request[name]]));

const REQUESTS = {
  nothing: {},
  "a referrer policy": { referrerPolicy: "no-referrer" },
  "no referrer": { referrer: "" },
  "a referrer policy and no referrer": { referrerPolicy: "origin", referrer: "" },
  "a mode": { mode: "same-origin" },
  credentials: { credentials: "include" },
  "a cache mode": { cache: "no-store" },
  "a redirect mode": { redirect: "error" },
  integrity: { integrity: "sha256-abc" },
  keepalive: { keepalive: true },
  "a method and a body": { method: "PUT", body: "x", referrerPolicy: "no-referrer", cache: "reload" },
  "all of it": {
    mode: "same-origin",
    credentials: "omit",
    cache: "reload",
    redirect: "manual",
    referrerPolicy: "unsafe-url",
    referrer: "",
  },
};

const POLICIES = {
  plain: {},
  "with a key": { idempotencyKey: { methods: ["GET", "PUT"] } },
  "without limits": { attemptTimeout: false, deadline: false },
};

for (const [what, init] of Object.entries(REQUESTS)) {
  test(`a Request that says ${what} is sent as it is, each time`, async () => {
    for (const [how, policy] of Object.entries(POLICIES)) {
      for (const send of [createFetch, (options) => (input) => fetchWithRetry(input, options)]) {
        const sent = [];
        const next = scripted(503, 200);
        const fetch = (input, given) => {
          sent.push(said(new Request(input, given)));
          return next(input, given);
        };
        const expected = said(new Request(url, init));
        await send({ ...QUICK, ...policy, fetch })(new Request(url, init));
        assert.deepEqual(sent, [expected, expected], how);
      }
    }
  });
}

test("with an init of the caller's beside it, it is what fetch makes of both", async () => {
  for (const [name, init] of Object.entries(REQUESTS)) {
    for (const beside of [
      { headers: { "x-id": "1" } },
      { cache: "no-cache" },
      { method: "DELETE" },
      { referrerPolicy: "origin" },
    ]) {
      if (init.body && beside.method) continue;
      const request = () => new Request(url, init);
      let sent;
      const fetch = async (input, given) => {
        sent = new Request(input, given);
        return new Response("");
      };
      await fetchWithRetry(request(), { ...QUICK, fetch }, beside);
      assert.deepEqual(said(sent), said(new Request(request(), beside)), name);
      assert.deepEqual([...sent.headers], [...new Request(request(), beside).headers]);
    }
  }
});
