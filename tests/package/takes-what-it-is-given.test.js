// What a call is given is read as it begins: what comes later from the caller's objects is not sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetch, fetchWithRetry } from "./support/installed.js";
import { outcome } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const url = "http://server.test/";
const WAYS = {
  plain: {},
  "with events": { onEvent() {} },
  "with keys": { idempotencyKey: true },
  "without limits": { attemptTimeout: false, deadline: false },
};

/** What each attempt of a call sent, as a Request: made as the attempt is. */
function recorder(...steps) {
  const requests = [];
  const next = scripted(...steps);
  const fetch = (input, init) => {
    requests.push(new Request(input, init));
    return next(input, init);
  };
  return { fetch, requests };
}

/** Headers in all forms that fetch takes, with a way to change them. */
const FORMS = {
  Headers: () => {
    const headers = new Headers({ "x-id": "A" });
    return { headers, change: () => headers.set("x-id", "B") };
  },
  "a record": () => {
    const headers = { "x-id": "A" };
    return { headers, change: () => Object.assign(headers, { "x-id": "B" }) };
  },
  pairs: () => {
    const headers = [["x-id", "A"]];
    return {
      headers,
      change: () => {
        headers[0][1] = "B";
      },
    };
  },
  "a Map": () => {
    const headers = new Map([["x-id", "A"]]);
    return { headers, change: () => headers.set("x-id", "B") };
  },
  "an iterator, which can be read once": () => ({ headers: [["x-id", "A"]].values(), change() {} }),
  "a record whose values are computed": () => {
    let value = "A";
    const headers = {
      get "x-id"() {
        return value;
      },
    };
    return {
      headers,
      change: () => {
        value = "B";
      },
    };
  },
};

for (const [way, policy] of Object.entries(WAYS)) {
  for (const [form, make] of Object.entries(FORMS)) {
    test(`${way}: headers as ${form} are those of the moment of the call, on each attempt`, async () => {
      const { headers, change } = make();
      const { fetch, requests } = recorder(503, networkError(), 200);
      const call = fetchWithRetry(url, { ...QUICK, ...policy, fetch }, { method: "PUT", headers });
      change();
      await call;
      assert.deepEqual(
        requests.map((request) => request.headers.get("x-id")),
        ["A", "A", "A"],
      );
    });
  }

  test(`${way}: a Request's headers too, with and without a body`, async () => {
    for (const body of [undefined, "x"]) {
      const request = new Request(url, { method: "PUT", body, headers: { "x-id": "A" } });
      const { fetch, requests } = recorder(503, networkError(), 200);
      const call = fetchWithRetry(request, { ...QUICK, ...policy, fetch });
      request.headers.set("x-id", "B");
      request.headers.set("x-more", "B");
      await call;
      for (const sent of requests) assert.deepEqual([sent.headers.get("x-id"), sent.headers.get("x-more")], ["A", null]);
      assert.equal(requests.length, 3);
    }
  });

  test(`${way}: a URL and the other members of an init`, async () => {
    const address = new URL(url);
    const init = { method: "PUT", body: "A", redirect: "manual", cache: "no-store" };
    const { fetch, requests } = recorder(503, 200);
    const call = fetchWithRetry(address, { ...QUICK, ...policy, fetch }, init);
    address.pathname = "/B";
    Object.assign(init, { method: "DELETE", body: "B", redirect: "follow", cache: "default", headers: { "x-id": "B" } });
    await call;
    for (const sent of requests) {
      assert.deepEqual([sent.url, sent.method, sent.redirect, sent.cache], [url, "PUT", "manual", "no-store"]);
      assert.equal(await sent.text(), "A");
      assert.equal(sent.headers.has("x-id"), false);
    }
  });
}

test("four posts that share a Headers object are four orders", async () => {
  const { url, journal } = await stage.play("4*drop;effect,200;effect");
  const send = createFetch({ ...QUICK, budget: false });
  const headers = new Headers();
  const calls = ["A", "B", "C", "D"].map((id) => {
    headers.set("idempotency-key", id);
    return outcome(send(url, { method: "POST", headers, body: id }));
  });
  for (const { value } of await Promise.all(calls)) assert.equal(value?.status, 200);
  const { hits } = await journal({ hits: 8 });
  assert.deepEqual(new Set(hits.map((hit) => hit.headers["idempotency-key"])), new Set(["A", "B", "C", "D"]));
});

test("each member of an init is read once, in the call", async () => {
  const read = new Map();
  const members = { method: "PUT", headers: { "x-id": "A" }, body: "x", redirect: "manual", credentials: "omit", signal: null };
  const init = {};
  for (const [name, value] of Object.entries(members)) {
    const get = () => {
      read.set(name, (read.get(name) ?? 0) + 1);
      return value;
    };
    Object.defineProperty(init, name, { enumerable: true, get });
  }
  const call = fetchWithRetry(url, { ...QUICK, fetch: scripted(503, 200) }, init);
  const counts = Object.fromEntries(read);
  await call;
  assert.deepEqual(Object.fromEntries(read), counts, "read after the call had begun");
  for (const [name, count] of Object.entries(counts)) assert.equal(count, 1, name);
});

test("members that an init inherits count, as they do for fetch", async () => {
  const parent = Object.assign(Object.create(null), { method: "POST", body: "x", headers: { "x-id": "A" } });
  class Init {
    get method() {
      return "POST";
    }
    get body() {
      return "x";
    }
    get headers() {
      return { "x-id": "A" };
    }
  }
  for (const init of [
    Object.create(parent),
    new Init(),
    new Request(url, { method: "POST", body: "x", headers: { "x-id": "A" }, duplex: "half" }),
  ]) {
    const { fetch, requests } = recorder(429, 200);
    for (const send of [createFetch({ ...QUICK, fetch }), (input, given) => fetchWithRetry(input, { ...QUICK, fetch }, given)]) {
      await send(url, init instanceof Request ? init.clone() : init);
    }
    for (const sent of requests) {
      assert.deepEqual([sent.method, sent.headers.get("x-id")], ["POST", "A"]);
      assert.equal(await sent.text(), "x");
    }
    assert.ok(requests.length >= 2);
  }
});

test("a policy written in the call is that of the moment of the call", async () => {
  const statuses = [503];
  const backoff = { type: "list", list: [1] };
  const policy = { ...QUICK, retries: 1, statuses, backoff };
  const fetch = scripted(503, () => answer(200));
  const call = fetchWithRetry(url, { ...policy, fetch });
  statuses[0] = 404;
  backoff.list[0] = "1h";
  Object.assign(policy, { retries: 0 });
  assert.equal((await outcome(call)).value.status, 200);
});
