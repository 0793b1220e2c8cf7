// All that a call is given is read as it begins: what its owner changes later changes nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell } from "./support/shell.js";

const { readRequest, refusal, mark, renew, letGoOf, labelOf, ofOperation } = await shell("request");
const url = "http://server.test/orders";
/** The request as the platform would send it. */
const sent = ({ input, init }) => new Request(input, { ...init, signal: new AbortController().signal });

const FORMS = {
  "a Headers object": () => {
    const headers = new Headers({ a: "1" });
    return [headers, () => headers.set("a", "2")];
  },
  "an object": () => {
    const headers = { a: "1" };
    return [headers, () => Object.assign(headers, { a: "2" })];
  },
  pairs: () => {
    const headers = [["a", "1"]];
    return [headers, () => Object.assign(headers[0], { 1: "2" })];
  },
  "an iterator": () => {
    const headers = new Map([["a", "1"]]);
    return [headers.entries(), () => headers.set("a", "2")];
  },
  "an object that says something else each time": () => {
    let asked = 0;
    return [{ a: { toString: () => `${++asked}` } }, () => {}];
  },
};

for (const [form, make] of Object.entries(FORMS)) {
  test(`headers as ${form}`, () => {
    const [headers, change] = make();
    const request = readRequest(url, { headers });
    change();
    for (const _ of [1, 2]) assert.equal(sent(request).headers.get("a"), "1");
  });
}

for (const [what, init] of [
  ["without a body", {}],
  ["with a body", { method: "POST", body: "x" }],
]) {
  test(`the headers of a Request ${what}`, () => {
    const given = new Request(url, { ...init, headers: { a: "1" } });
    const request = readRequest(given, undefined);
    given.headers.set("a", "2");
    assert.equal(sent(request).headers.get("a"), "1");
  });

  test(`a Request ${what} keeps where it comes from, unless an init was passed beside it`, () => {
    const given = () => new Request(url, { ...init, referrer: "", referrerPolicy: "no-referrer", redirect: "error" });
    for (const beside of [undefined, null, {}]) {
      const { referrer, referrerPolicy, redirect } = sent(readRequest(given(), beside));
      assert.deepEqual([referrer, referrerPolicy, redirect], ["", "no-referrer", "error"]);
    }
    const { referrer, referrerPolicy, redirect } = sent(readRequest(given(), { cache: "no-store" }));
    assert.deepEqual([referrer, referrerPolicy, redirect], ["about:client", "", "error"]);
  });
}

test("a Request is used up at once, as by fetch, and refused the second time", async () => {
  const given = new Request(url, { method: "POST", body: "x" });
  const request = readRequest(given, undefined);
  assert.equal(given.bodyUsed, true);
  assert.equal(await sent(request).text(), "x");
  const again = readRequest(given, undefined);
  assert.throws(() => sent(again), TypeError);
});

test("one that holds no body, or whose body is another, can be given again", () => {
  const given = new Request(url);
  for (const _ of [1, 2]) assert.equal(sent(readRequest(given, undefined)).url, url);
  const posted = new Request(url, { method: "POST", body: "x" });
  for (const _ of [1, 2]) assert.equal(readRequest(posted, { body: "y" }).holdsBody, false);
  assert.equal(posted.bodyUsed, false);
});

test("an imitation of a Request stays what it is", () => {
  const imitation = { url, method: "POST", headers: new Headers({ a: "1" }), clone() {} };
  const request = readRequest(imitation, undefined);
  assert.equal(request.input, imitation);
  assert.equal(request.init.headers.get("a"), "1");
});

test("members that an init inherits count, and a Request may be one", () => {
  const inherited = Object.create(Object.assign(Object.create(null), { method: "post", body: "x" }));
  const request = readRequest(url, inherited);
  assert.deepEqual([request.method, request.init.body], ["POST", "x"]);
  const asInit = readRequest(url, new Request("http://other.test/", { method: "PUT", headers: { a: "1" }, body: "x" }));
  assert.deepEqual([asInit.method, asInit.init.headers.get("a"), asInit.init.duplex], ["PUT", "1", "half"]);
});

test("an address is taken as it is now", () => {
  const given = new URL(url);
  const request = readRequest(given, undefined);
  given.pathname = "/changed";
  assert.deepEqual([`${request.input}`, request.url, request.init], [url, url, undefined]);
  assert.ok(request.input instanceof URL, "transports of the caller's may want one");
});

test("what cannot be read is thrown, as by fetch", () => {
  const broken = new Error("no url");
  const throwing = () => {
    throw broken;
  };
  for (const [input, init] of [
    [Object.defineProperty({ clone() {}, method: "GET" }, "url", { get: throwing }), undefined],
    [url, Object.defineProperty({}, "method", { get: throwing, enumerable: true })],
    [url, { headers: Object.defineProperty({}, "a", { get: throwing, enumerable: true }) }],
    [{ toString: throwing }, undefined],
  ]) {
    assert.throws(() => readRequest(input, init), broken);
  }
  for (const init of [7, "x", { signal: {} }, { method: Symbol("x") }]) assert.throws(() => readRequest(url, init), TypeError);
});

test("the signal is the init's, or the Request's, or none", () => {
  const { signal } = new AbortController();
  const given = new Request(url, { signal });
  assert.equal(readRequest(url, { signal }).signal, signal);
  assert.equal(readRequest(given, { signal }).signal, signal);
  assert.equal(readRequest(given, undefined).signal, given.signal);
  assert.equal(readRequest(given, { signal: null }).signal, undefined);
});

test("a request that is none is refused before its abort counts", () => {
  const signal = AbortSignal.abort();
  for (const [input, init] of [
    ["http://[", {}],
    ["http://user:pw@server.test/", {}],
    [url, { method: "TRACE" }],
    [url, { body: "x" }],
    [url, { mode: "navigate" }],
    [url, { redirect: "never" }],
    [url, { window: "x" }],
  ]) {
    assert.ok(refusal(readRequest(input, { ...init, signal })) instanceof TypeError, JSON.stringify([input, init]));
  }
  const stream = new Blob(["x"]).stream();
  for (const init of [{}, { method: "POST", body: "x" }, { method: "POST", body: stream }, { method: "PUT", body: () => "x" }]) {
    assert.equal(refusal(readRequest(url, { ...init, signal })), undefined);
  }
  assert.equal(stream.locked, false);
  assert.equal(refusal(readRequest(new Request(url, { method: "POST", body: "x", signal }), undefined)), undefined);
});

test("a key is asked for once, and only where one is missing", () => {
  let asked = 0;
  const marking = { header: "Idempotency-Key", methods: ["POST"], key: () => `${++asked}` };
  const init = Object.freeze({ method: "POST", headers: Object.freeze({ a: "1" }) });
  const request = readRequest(url, init);
  for (const _ of [1, 2]) mark(request, marking);
  assert.deepEqual(
    [...sent(request).headers],
    [
      ["a", "1"],
      ["idempotency-key", "1"],
    ],
  );
  for (const given of [{}, { ...init, mode: "no-cors" }, { ...init, headers: { "idempotency-key": "own" } }]) {
    const { init: before } = readRequest(url, given);
    const other = readRequest(url, given);
    mark(other, marking);
    assert.deepEqual(other.init.headers, before.headers);
  }
  mark(
    ofOperation(() => {}),
    { ...marking, methods: ["operation"] },
  );
  assert.equal(asked, 1);
});

test("renewed headers go over its own, those of a Request too", () => {
  for (const request of [
    readRequest(url, { headers: { a: "1", b: "1" } }),
    readRequest(new Request(url, { headers: { a: "1", b: "1" } }), undefined),
    readRequest(new Request(url, { headers: { a: "1", b: "1" }, method: "POST", body: "x" }), undefined),
  ]) {
    renew(request, [["B", "2"]]);
    renew(request, undefined);
    const { headers } = sent(request);
    assert.deepEqual([headers.get("a"), headers.get("b")], ["1", "2"]);
  }
  assert.throws(() => renew(readRequest(url), { "not a name": "x" }), TypeError);
});

test("bodies that are not sent are let go", async () => {
  let cancelled = 0;
  const stream = () => new ReadableStream({ cancel: () => void cancelled++ });
  letGoOf(readRequest(url, { method: "POST", body: stream() }), false);
  assert.equal(cancelled, 1);
  letGoOf(readRequest(url, { method: "POST", body: stream() }), true);
  assert.equal(cancelled, 1, "one that was sent is fetch's");
  letGoOf(readRequest(new Request(url, { method: "POST", body: stream(), duplex: "half" }), undefined), true);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(cancelled, 2, "one that was kept for a retry");
});

test("what is shown of it", () => {
  assert.equal(labelOf(readRequest(`${url}?key=secret`)), url);
  assert.equal(labelOf(ofOperation(function openSocket() {})), "openSocket");
  assert.equal(labelOf(ofOperation(() => {})), "anonymous");
});
