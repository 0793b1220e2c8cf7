// An answer that is cut, falls silent or is not what it should be is a failed attempt; one that is whole is in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { objectBytes } from "../../server/object.js";
import { reportOf } from "./support/installed.js";
import { bodyReportOf, whole } from "./support/installed-body.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";
import { virtualTime } from "./support/virtual-time.js";

const stage = await openStage();
const ORDERS = { orders: [1, true, { of: "x, y" }], next: null };
const JSON_TEXT = JSON.stringify(ORDERS);
const OBJECT = { seed: 7, length: 100_000 };
/** How many requests came, once none of their connections is open. */
async function settled(journal) {
  const { hits, openConnections } = await journal({ open: 0 });
  assert.equal(openConnections, 0, "a connection is left");
  return hits.length;
}

const failures = (error) => error.attempts.map(({ failure, error }) => `${failure} ${error.name}`);

for (const framing of ["length", "chunked"]) {
  for (const how of ["fin", "rst"]) {
    test(`JSON in ${framing} that is cut by ${how} at any byte is asked for again, and whole`, async () => {
      const fetch = whole(QUICK);
      const cuts = Array.from({ length: JSON_TEXT.length }, (_, cut) => cut);
      await Promise.all(
        cuts.map(async (cut) => {
          const { url, journal } = await stage.play([
            { body: ORDERS, framing, cut, how },
            { body: ORDERS, framing },
          ]);
          const response = await fetch(url);
          assert.deepEqual(await response.json(), ORDERS);
          const [first] = reportOf(response).attempts;
          assert.deepEqual([first.failure, first.error.code], ["network", "BROKEN_BODY"], `cut at ${cut}`);
          assert.equal(await settled(journal), 2);
        }),
      );
    });
  }
}

test("its response is the platform's own, read already, and says so", async () => {
  const { url } = await stage.play([{ redirect: "/play/scene-redirected?script=200" }]);
  const response = await whole(QUICK)(url);
  assert.ok(response instanceof Response);
  assert.deepEqual([response.type, response.redirected, response.bodyUsed], ["basic", true, false]);
  assert.match(response.url, /scene-redirected/);
  const copy = response.clone();
  const text = await response.text();
  assert.equal(await copy.text(), text);
  assert.deepEqual(bodyReportOf(response), { state: "done", bytes: text.length, reread: 0, gaps: [] });
  assert.equal(bodyReportOf(copy), undefined);
  assert.equal(bodyReportOf("none"), undefined);
  assert.equal(reportOf(response).reason, "success");
});

test("a POST whose answer is cut, silent or refused is not sent again; with a key it is", async () => {
  const cut = { body: ORDERS, cut: 20 };
  const stalls = { ...cut, how: "stall" };
  const never = () => false;
  const cases = [
    [cut, {}, "network NetworkError"],
    [stalls, { idle: 50 }, "timeout TimeoutError"],
    [{ body: ORDERS }, { check: never }, "network NetworkError"],
  ];
  for (const [step, options, failure] of cases) {
    for (const redirect of ["follow", "error"]) {
      const { url, journal } = await stage.play([step, { body: ORDERS }]);
      const error = await rejection(whole(QUICK, options)(url, { method: "POST", body: "x", redirect }));
      assert.deepEqual([error.reason, failures(error)], ["not-idempotent", [failure]]);
      assert.equal(await settled(journal), 1);
    }
  }
  const { url, journal } = await stage.play([cut, { body: ORDERS }]);
  const response = await whole({ ...QUICK, idempotencyKey: true })(url, { method: "POST", body: "x" });
  assert.deepEqual(await response.json(), ORDERS);
  const keys = (await journal({ open: 0 })).hits.map(({ headers }) => headers["idempotency-key"]);
  assert.deepEqual([keys.length, new Set(keys).size], [2, 1]);
});

test("silence is a timeout, and the connection is let go", async () => {
  const { url, journal } = await stage.play([{ object: OBJECT, cut: 0.5, how: "stall" }, { object: OBJECT }]);
  const response = await whole(QUICK, { idle: "500ms" })(url);
  const [first] = reportOf(response).attempts;
  assert.deepEqual([first.failure, first.error.name, "cause" in first.error], ["timeout", "TimeoutError", false]);
  assert.match(first.error.message, /^the body broke at byte \d+: no bytes within 500 ms$/);
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), objectBytes(OBJECT));
  assert.equal(await settled(journal), 2);
});

test("a body that comes slowly is not silent", async (t) => {
  const time = virtualTime(t);
  let pieces = 0;
  const pull = async (controller) => {
    await new Promise((resolve) => setTimeout(resolve, 90));
    controller.enqueue(new Uint8Array(10));
    if (++pieces === 20) controller.close();
  };
  const transport = scripted(() => answer(200, {}, new ReadableStream({ pull }, { highWaterMark: 0 })));
  const response = await time.until(whole({ ...QUICK, fetch: transport }, { idle: 100 })("http://server.test/"));
  assert.deepEqual([bodyReportOf(response).bytes, transport.sent.length, time.pending.size], [200, 1, 0]);
});

test("attemptTimeout and deadline bound the body", async () => {
  const stalls = { object: OBJECT, cut: 0.5, how: "stall" };
  const patient = { idle: false };
  const slow = await stage.play([stalls, { object: OBJECT }]);
  const response = await whole({ ...QUICK, attemptTimeout: 500 }, patient)(slow.url);
  assert.equal(reportOf(response).attempts[0].failure, "timeout");
  assert.equal(await settled(slow.journal), 2);
  const silent = await stage.play([stalls]);
  const policy = { ...QUICK, attemptTimeout: false, deadline: 150 };
  const error = await rejection(whole(policy, patient)(silent.url));
  assert.deepEqual([error.reason, error.attempts.length], ["deadline", 1]);
  assert.equal(await settled(silent.journal), 1);
});

test("what no engine notices, check does: cuts of gzip, and of bodies that end with the connection", async () => {
  const body = { list: Array.from({ length: 500 }, (_, at) => at * at) };
  const cuts = [
    { coding: "gzip", cut: 0.5, how: "quiet" },
    { coding: "br", cut: 0.5, how: "quiet" },
    { framing: "close", cut: 0.5 },
    { framing: "close", cut: 0.5, how: "rst" },
  ];
  for (const cut of cuts) {
    const { url, journal } = await stage.play([{ body, ...cut }, { body }]);
    const response = await whole(QUICK, { check: (response) => response.json() })(url);
    assert.deepEqual(await response.json(), body);
    assert.equal(await settled(journal), 2, JSON.stringify(cut));
  }
});

test("check is asked of a clone, sync or async, and what it says counts", async () => {
  const asked = [];
  const checks = {
    network: [() => false, async () => false, () => Promise.reject(new TypeError("no")), (response) => response.none()],
    whole: [() => undefined, async () => 0, () => "", (response) => response.text()],
  };
  for (const [end, list] of Object.entries(checks)) {
    for (const check of list) {
      const transport = scripted(200);
      const fetch = whole(
        { ...QUICK, retries: 2, fetch: transport },
        {
          check: (response) => {
            asked.push(response);
            return check(response);
          },
        },
      );
      const { value, error } = await outcome(fetch("http://server.test/"));
      if (end === "whole") assert.equal(await value.text(), "status 200");
      else assert.deepEqual([error.reason, failures(error)[2]], ["attempts", "network NetworkError"]);
      assert.equal(transport.sent.length, end === "whole" ? 1 : 3);
      assert.ok(asked.every((response) => response instanceof Response && response !== value));
    }
  }
});

test("a body over the limit goes on as a stream", async () => {
  for (const step of [{ object: OBJECT }, { object: OBJECT, framing: "chunked" }, { object: OBJECT, coding: "gzip" }]) {
    const { url, journal } = await stage.play([step]);
    const never = () => assert.fail("it has not been read");
    const response = await whole(QUICK, { limit: "50kB", check: never })(url);
    assert.equal(bodyReportOf(response).state, "reading");
    assert.deepEqual(new Uint8Array(await response.arrayBuffer()), objectBytes(OBJECT));
    assert.equal(await settled(journal), 1);
  }
});

test("one over the limit that is given up lets go of its connection", async () => {
  for (const framing of ["length", "chunked"]) {
    const { url, journal } = await stage.play([{ object: OBJECT, framing, cut: 0.8, how: "stall" }]);
    const response = await whole(QUICK, { limit: "50kB" })(url);
    await response.body.cancel();
    await settled(journal);
    const controller = new AbortController();
    const other = await whole(QUICK, { limit: "50kB" })(url, { signal: controller.signal });
    const reading = other.arrayBuffer();
    controller.abort("enough");
    assert.equal(await rejection(reading), "enough");
    assert.equal(await settled(journal), 2);
  }
});

test("the limit itself is not over it", async () => {
  for (const [limit, state] of [
    [100_000, "done"],
    [99_999, "reading"],
    ["100kB", "done"],
    [0, "reading"],
  ]) {
    const { url } = await stage.play([{ object: OBJECT, framing: "chunked" }]);
    const response = await whole(QUICK, { limit })(url);
    assert.equal(bodyReportOf(response).state, state, `${limit}`);
    await response.body.cancel();
  }
});

test("an end that came early is found by length, where that can be told", async () => {
  const answers = [
    [{ "content-length": "11" }, 2],
    [{ "content-length": "9" }, 2],
    [{ "content-length": "10" }, 1],
    [{}, 1],
    [{ "content-length": "11", "content-encoding": "gzip" }, 1],
    [{ "content-length": "11", "transfer-encoding": "chunked" }, 1],
    [{ "content-length": "11, 11" }, 1],
    [{ "content-length": "11", type: "cors" }, 1],
  ];
  for (const [{ type, ...headers }, attempts] of answers) {
    const first = () => {
      const response = answer(200, headers);
      return type ? Object.defineProperty(response, "type", { value: type }) : response;
    };
    const transport = scripted(first, 200);
    const response = await whole({ ...QUICK, fetch: transport })("http://server.test/");
    assert.equal(await response.text(), "status 200");
    assert.equal(transport.sent.length, attempts, JSON.stringify(headers));
    if (attempts > 1) {
      const { error } = reportOf(response).attempts[0];
      assert.equal(error.message, `the body ended at byte 10 of ${headers["content-length"]}`);
      assert.deepEqual([error.name, "cause" in error], ["NetworkError", false]);
    }
  }
});

test("answers without a body are whole: to HEAD, and 204 and 304", async () => {
  const { url } = await stage.play(["200", "204", { object: OBJECT, status: 304 }]);
  const fetch = whole(QUICK);
  const head = await fetch(url, { method: "HEAD" });
  assert.ok(Number(head.headers.get("content-length")) > 0);
  for (const response of [head, await fetch(url), await fetch(url)]) {
    assert.deepEqual(bodyReportOf(response), { state: "done", bytes: 0, reread: 0, gaps: [] });
  }
  // As clients of another make have it.
  const transport = scripted(() => answer(200, { "content-length": "50" }, new ReadableStream({ start: (c) => c.close() })));
  await whole({ ...QUICK, fetch: transport })("http://server.test/", { method: "head" });
  assert.equal(transport.sent.length, 1);
});

test("the body of a failure is read by nobody", async () => {
  const { url, journal } = await stage.play("503;endless;every=5,404;endless;every=5");
  const response = await whole(QUICK)(url);
  assert.deepEqual([response.status, response.bodyUsed, bodyReportOf(response)], [404, false, undefined]);
  assert.equal((await journal({ hits: 2, open: 1 })).openConnections, 1);
  await response.body.cancel();
  await settled(journal);
});

test("statusOf, until and fallback see what is whole", async () => {
  const said = scripted(...['{"error":503}', '{"ok":1}'].map((body) => () => answer(200, {}, body)));
  const statusOf = async (response) => (await response.clone().json()).error;
  const response = await whole({ ...QUICK, fetch: said, statusOf })("http://server.test/");
  assert.deepEqual([await response.json(), said.sent.length], [{ ok: 1 }, 2]);
  const { url } = await stage.play([{ body: ORDERS, cut: 5 }]);
  const fallback = () => answer(200, {}, "kept");
  const kept = await whole({ ...QUICK, fallback })(url);
  assert.deepEqual([await kept.text(), reportOf(kept).fallback], ["kept", true]);
});

test("options are refused before anything is sent", () => {
  const refusals = [
    [{ limit: "1 MB" }, "limit", 'whole: limit is "1 MB"; allowed: bytes, such as 1000000 or "1MB", up to 2 GB'],
    [{ limit: -1 }, "limit", "whole: limit is -1;"],
    [{ limit: "3GB" }, "limit", 'whole: limit is "3GB";'],
    [{ limit: false }, "limit", "whole: limit is false;"],
    [{ idle: 0 }, "idle", 'whole: idle is 0; allowed: a duration above 0, such as 500 or "30s", or false'],
    [{ idle: "soon" }, "idle", 'whole: idle is "soon";'],
    [{ check: "json" }, "check", 'whole: check is "json"; allowed: a function'],
    [{ limt: 5 }, "limt", "whole: limt is not an option; allowed: limit (did you mean that?)"],
    [[], "options", "whole: options is an empty array; allowed: an object of options"],
  ];
  for (const [options, field, message] of refusals) {
    assert.throws(
      () => whole({}, options),
      (error) => error instanceof TypeError && error.field === field && error.message.startsWith(message),
      message,
    );
  }
  assert.throws(() => whole({ retries: -1 }), { field: "retries" });
});
