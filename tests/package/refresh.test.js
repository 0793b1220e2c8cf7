// 401 and 403: credentials are renewed once, by whoever meets them first, and the request is sent again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWithRetry, RetryPolicy, reportOf } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const url = "http://server.test/";
const statuses = (outcome) => reportOf(outcome).attempts.map(({ status }) => status);
const tokenOf = ({ headers } = {}) => new Headers(headers).get("authorization");

/** A transport that takes only the newest token, and when it is told to answer. */
function guardedServer() {
  const server = { token: "old", held: [], holds: false, sent: 0 };
  server.fetch = async (_, init) => {
    server.sent++;
    const status = tokenOf(init) === server.token ? 200 : 401;
    if (server.holds) await new Promise((resolve) => server.held.push(resolve));
    return answer(status);
  };
  return server;
}

test("the request is sent again with the headers that it returns, merged over its own", async () => {
  const transport = scripted(401, 200);
  const refresh = (response) => {
    assert.equal(response.status, 401);
    return { Authorization: "Bearer new", "X-Tenant": "7" };
  };
  const headers = { authorization: "Bearer old", accept: "text/plain" };
  const response = await fetchWithRetry(url, { ...QUICK, refresh, fetch: transport }, { headers });
  assert.deepEqual(statuses(response), [401, 200]);
  assert.equal(reportOf(response).reason, "success");
  assert.deepEqual(Object.fromEntries(new Headers(transport.sent[1].init.headers)), {
    accept: "text/plain",
    authorization: "Bearer new",
    "x-tenant": "7",
  });
  assert.equal(headers.authorization, "Bearer old", "the caller's own object stays as it is");
});

test("what it may return: headers of each kind, nothing, or a promise", async () => {
  const kinds = [{ a: "1" }, [["a", "1"]], new Headers({ a: "1" }), Promise.resolve({ a: "1" })];
  for (const headers of kinds) {
    const transport = scripted(401, 200);
    await fetchWithRetry(url, { ...QUICK, refresh: () => headers, fetch: transport });
    assert.equal(new Headers(transport.sent[1].init.headers).get("a"), "1");
  }
  for (const refresh of [() => undefined, async () => {}]) {
    const transport = scripted(403, 200);
    const response = await fetchWithRetry(url, { ...QUICK, refresh, fetch: transport }, { headers: { a: "1" } });
    assert.deepEqual(statuses(response), [403, 200]);
    assert.equal(new Headers(transport.sent[1].init.headers).get("a"), "1");
  }
});

test("a body is sent again, whatever the method, and the headers of a Request stay", async () => {
  const inits = [
    { method: "POST", body: "order" },
    { method: "PATCH", body: new Blob(["order"]) },
    { method: "POST", body: () => new Blob(["order"]).stream() },
  ];
  for (const init of [...inits, new Request("http://server.test/", { method: "POST", body: "order", headers: { a: "1" } })]) {
    const { url, journal } = await stage.play("401,200");
    const isRequest = init instanceof Request;
    const policy = { ...QUICK, refresh: () => ({ authorization: "new" }) };
    const response = await fetchWithRetry(isRequest ? new Request(url, init) : url, policy, isRequest ? undefined : init);
    assert.equal(response.status, 200);
    const { hits } = await journal({ hits: 2 });
    assert.equal(hits[1].bodySha256, hits[0].bodySha256);
    assert.equal(hits[1].bodyBytes, 5);
    assert.equal(hits[1].headers.authorization, "new");
    if (isRequest) assert.equal(hits[1].headers.a, "1");
  }
});

test("a stream cannot be sent again, so nothing is renewed for it", async () => {
  const transport = scripted(401, 200);
  const refresh = () => assert.fail("asked");
  const init = { method: "POST", body: new Blob(["x"]).stream() };
  const response = await fetchWithRetry(url, { ...QUICK, refresh, fetch: transport }, init);
  assert.deepEqual([response.status, reportOf(response).reason, transport.sent.length], [401, "status", 1]);
});

test("false declines: the answer comes back as it is, unread", async () => {
  for (const refresh of [() => false, async () => false]) {
    const response = await fetchWithRetry(url, { ...QUICK, refresh, fetch: scripted(401, 200) });
    assert.equal(reportOf(response).reason, "status");
    assert.equal(await response.text(), "status 401");
  }
});

test("a second 401 of the same call ends it", async () => {
  let asked = 0;
  const refresh = () => {
    asked++;
  };
  const response = await fetchWithRetry(url, { ...QUICK, refresh, fetch: scripted(401) });
  assert.deepEqual([response.status, reportOf(response).reason, statuses(response), asked], [401, "status", [401, 401], 1]);
  const between = await fetchWithRetry(url, { ...QUICK, refresh, fetch: scripted(503, 401, 503, 403, 200) });
  assert.deepEqual([statuses(between), asked], [[503, 401, 503, 403], 2]);
});

test("it takes no retry and no token, and is no failure", async () => {
  const policy = new RetryPolicy({
    ...QUICK,
    retries: 0,
    budget: { initial: 1 },
    breaker: { minimum: 2 },
    refresh() {},
    fetch: scripted(401, 200),
  });
  assert.equal((await fetchWithRetry(url, policy)).status, 200);
  assert.equal(policy.budgets()[0].credit, 1);
  assert.deepEqual([policy.breaker.snapshot()[0].calls, policy.breaker.snapshot()[0].failures], [2, 0]);
});

test("a hundred calls that meet 401 together renew once", async () => {
  const server = guardedServer();
  server.token = "new";
  let asked = 0;
  const refresh = async () => {
    asked++;
    await turnOfTheLoop();
    return { authorization: "new" };
  };
  const policy = new RetryPolicy({ ...QUICK, refresh, fetch: server.fetch });
  const responses = await Promise.all(
    Array.from({ length: 100 }, () => fetchWithRetry(url, policy, { headers: { authorization: "old" } })),
  );
  assert.ok(responses.every(({ status }) => status === 200));
  assert.deepEqual([asked, server.sent], [1, 200]);
});

test("so do those whose 401 comes when it is done already", async () => {
  for (const more of [{}, { onEvent() {} }]) {
    const server = guardedServer();
    let asked = 0;
    const refresh = () => {
      asked++;
      return { authorization: server.token };
    };
    const policy = new RetryPolicy({ ...QUICK, refresh, fetch: server.fetch, ...more });
    const send = () => fetchWithRetry(url, policy, { headers: { authorization: "old" } });
    assert.equal((await send()).status, 200, "the old one still holds");
    server.token = "new";
    server.holds = true;
    const calls = Array.from({ length: 10 }, () => outcome(send()));
    while (server.held.length < 10) await turnOfTheLoop();
    server.holds = false;
    server.held[0]();
    assert.equal((await calls[0]).value.status, 200);
    assert.equal(asked, 1);
    for (const release of server.held) release();
    assert.ok((await Promise.all(calls)).every(({ value }) => value.status === 200));
    assert.equal(asked, 1);
    assert.equal(server.sent, 21);
  }
});

test("what is sent after a renewal and meets 401 renews again", async () => {
  for (const more of [{}, { onEvent() {} }]) {
    const server = guardedServer();
    let renewals = 0;
    const refresh = () => {
      server.token = `token ${++renewals}`;
      return { authorization: server.token };
    };
    const policy = new RetryPolicy({ ...QUICK, refresh, fetch: server.fetch, ...more });
    for (const expected of [1, 2, 3]) {
      const response = await fetchWithRetry(url, policy, { headers: { authorization: "expired" } });
      assert.equal(response.status, 200);
      assert.equal(renewals, expected);
    }
  }
});

test("what it throws ends all calls that wait for it, and the next one asks anew", async () => {
  const broken = new Error("the login service is down");
  let asked = 0;
  const refresh = async () => {
    asked++;
    await turnOfTheLoop();
    if (asked === 1) throw broken;
  };
  const policy = new RetryPolicy({ ...QUICK, refresh, fetch: scripted(401, 401, 401, 401, 200) });
  const ends = await Promise.all(Array.from({ length: 3 }, () => outcome(fetchWithRetry(url, policy))));
  for (const { error } of ends)
    assert.deepEqual([error.name, error.reason, error.cause, error.response.status], ["RetryError", "error", broken, 401]);
  assert.equal(asked, 1);
  assert.equal((await fetchWithRetry(url, policy)).status, 200);
  assert.equal(asked, 2);
});

test("headers that are none end the call", async () => {
  const error = await rejection(fetchWithRetry(url, { ...QUICK, refresh: () => ({ "not a name": "x" }), fetch: scripted(401) }));
  assert.deepEqual([error.name, error.reason, error.cause.name], ["RetryError", "error", "TypeError"]);
});

test("one that hangs is bounded by the deadline of each call, and a later call can renew", async (t) => {
  const time = virtualTime(t);
  let asked = 0;
  const refresh = () => (++asked === 1 ? new Promise(() => {}) : undefined);
  const policy = new RetryPolicy({ ...QUICK, refresh, fetch: scripted(401, 401, 401, 200), deadline: "10s" });
  const first = time.until(fetchWithRetry(url, policy));
  await turnOfTheLoop();
  time.passed += 4000;
  const second = time.until(fetchWithRetry(url, policy));
  for (const call of [first, second]) {
    const { value, error } = await outcome(call, 1e9);
    assert.equal((value ?? error.response).status, 401);
    assert.ok(reportOf(value ?? error).elapsed <= 10_000);
  }
  assert.equal(asked, 1);
  assert.equal((await time.until(fetchWithRetry(url, policy))).status, 200);
  assert.equal(asked, 2);
});

test("an abort ends the call that waits for it, not the renewal", async () => {
  let finish;
  const refresh = () =>
    new Promise((resolve) => {
      finish = resolve;
    });
  const policy = new RetryPolicy({ ...QUICK, refresh, fetch: scripted(401, 401, 200) });
  const controller = new AbortController();
  const aborted = outcome(fetchWithRetry(url, policy, { signal: controller.signal }));
  const patient = outcome(fetchWithRetry(url, policy));
  while (finish === undefined) await turnOfTheLoop();
  await turnOfTheLoop();
  controller.abort("enough");
  assert.equal((await aborted).error, "enough");
  finish({ authorization: "new" });
  assert.equal((await patient).value.status, 200);
});

test("it is told as an event, and not asked for other statuses", async () => {
  const told = [];
  const onEvent = ({ type, status }) => told.push(status === undefined ? type : `${type} ${status}`);
  await fetchWithRetry(url, { ...QUICK, refresh() {}, onEvent, fetch: scripted(401, 200) });
  assert.deepEqual(told, ["attempt", "response 401", "refresh 401", "attempt", "response 200", "end 200"]);
  for (const status of [400, 402, 404, 407, 503]) {
    await fetchWithRetry(url, { ...QUICK, refresh: () => assert.fail("asked"), fetch: scripted(status) });
  }
});
