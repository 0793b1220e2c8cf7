// `whole` stands where a fetch stands: among layers, other clients' transports, and in the place of the platform's fetch.
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { createFetch, ENTRY, fetchWithRetry, RetryPolicy, reportOf, requireThere } from "./support/installed.js";
import { bodyReportOf, whole } from "./support/installed-body.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { answer, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const url = "http://server.test/";
const AROUND = Symbol.for("holdfast-fetch.around");
const BYTES = new Uint8Array(1000).map((_, at) => at);

/** The body of an answer that breaks at its middle, or comes whole. */
function inPieces(broken) {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (broken && sent === 500) return controller.error(new Error("broken"));
      controller.enqueue(BYTES.slice(sent, sent + 100));
      sent += 100;
      if (sent === 1000) controller.close();
    },
  });
}

const once = (broken) => () => answer(200, {}, inPieces(broken));

test("a layer outside, which came with the init, sees one attempt of it with its body", async () => {
  const seen = [];
  const outer = async (send, input, init) => {
    try {
      const response = await send(input, init);
      seen.push(bodyReportOf(response).state);
      return response;
    } catch (error) {
      seen.push(error.name);
      throw error;
    }
  };
  const transport = scripted(once(true), once(false));
  const response = await whole({ ...QUICK, fetch: transport })(url, { [AROUND]: outer });
  assert.equal((await response.arrayBuffer()).byteLength, 1000);
  assert.deepEqual(seen, ["NetworkError", "done"]);
});

test("layers are of this call: neither the transport nor a fetch of this package beneath gets them", async () => {
  let layers = 0;
  const outer = (send, ...request) => {
    layers++;
    return send(...request);
  };
  const given = [];
  const bottom = scripted(503, 200);
  const beneath = createFetch({ ...QUICK, fetch: bottom });
  const fetch = whole({
    ...QUICK,
    fetch: (input, ...rest) => {
      given.push([Object.getOwnPropertySymbols(rest[0]), rest[1].attempt, rest.length]);
      return beneath(input, rest[0]);
    },
  });
  await fetch(url, { [AROUND]: outer });
  assert.deepEqual([given, layers, bottom.sent.length], [[[[], 1, 2]], 1, 2]);
});

test("the platform's fetch gets two arguments, as from everybody", async (t) => {
  const given = [];
  t.mock.method(globalThis, "fetch", (...all) => {
    given.push([all.length, Object.getOwnPropertySymbols(all[1]), all[1].signal instanceof AbortSignal]);
    return answer(200);
  });
  await whole(QUICK)(url);
  assert.deepEqual(given, [[2, [], true]]);
});

test("in the place of the platform's fetch, it retries in one layer, by the fetch that was there, whoever wraps it", async (t) => {
  const before = globalThis.fetch;
  t.after(() => {
    globalThis.fetch = before;
  });
  for (const wraps of [false, true]) {
    const { url, journal } = await stage.play([{ body: [1, 2, 3], cut: 3 }, { body: [1, 2, 3] }]);
    globalThis.fetch = whole(QUICK);
    assert.equal(globalThis.fetch.name, "fetch");
    assert.equal(globalThis.fetch.length, 1);
    const made = globalThis.fetch;
    let wrapped = 0;
    if (wraps) {
      globalThis.fetch = (...given) => {
        wrapped++;
        return made(...given);
      };
    }
    const response = await fetch(url);
    globalThis.fetch = before;
    assert.deepEqual(await response.json(), [1, 2, 3]);
    const { hits } = await journal({ open: 0 });
    // A wrapper wraps the call and each of its attempts.
    assert.deepEqual([hits.length, wrapped], [2, wraps ? 3 : 0]);
  }
});

test("policies, tokens and reports are the main entry's", async () => {
  const policy = new RetryPolicy({ ...QUICK, budget: { initial: 1, ratio: 0 }, fetch: scripted(once(true)) });
  const error = await rejection(whole(policy)(url));
  assert.equal(reportOf(error).reason, "budget");
  assert.deepEqual(policy.budgets(), [{ key: "http://server.test", credit: 0, earned: 0 }]);
  assert.equal(
    (await rejection(fetchWithRetry(url, policy.with({ fetch: scripted(new TypeError("fetch failed")) })))).attempts.length,
    1,
  );
  const required = requireThere(`${ENTRY}/body`);
  const { value } = await outcome(required.whole({ ...QUICK, fetch: scripted(once(true), once(false)) })(url));
  assert.equal(reportOf(value).attempts.length, 2);
});

test("options in the init are of one call, and inits of any kind are read as fetch reads them", async () => {
  const transport = scripted(once(true));
  const fetch = whole({ ...QUICK, fetch: transport });
  await rejection(fetch(url, { retry: { retries: 1 } }));
  assert.equal(transport.sent.length, 2);
  const sends = scripted(200);
  const post = whole({ ...QUICK, fetch: sends });
  const request = new Request(url, { method: "PUT", headers: { "x-of": "the request" } });
  await post(request);
  await post(url, request);
  await post(url, null);
  await post(new URL(url), undefined);
  assert.deepEqual(
    sends.sent.map(({ input, init }) => [`${input.url ?? input}`, init.method]),
    [
      [url, undefined],
      [url, "PUT"],
      [url, undefined],
      [url, undefined],
    ],
  );
  assert.ok((await rejection(post(url, 5))) instanceof TypeError);
});

test("an answer whose body is a stream of Node's becomes the platform's, with its address", async () => {
  class Other {
    constructor(body, status = 200) {
      Object.assign(this, { body, status, statusText: "Fine", ok: true, url: `${url}there`, redirected: true });
      this.headers = new Headers({ "x-of": "the server" });
    }
  }
  const broken = () =>
    Readable.from(
      (async function* () {
        yield BYTES.slice(0, 500);
        throw Object.assign(new Error("Premature close"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
      })(),
    );
  const pieces = () => Readable.from(Array.from({ length: 10 }, (_, at) => BYTES.slice(at * 100, at * 100 + 100)));
  const made = [];
  const other = (make, status) => () => {
    const body = make();
    made.push(body);
    return new Other(body, status);
  };
  const fetch = whole({ ...QUICK, fetch: scripted(other(broken), other(pieces)) }, { limit: 1000 });
  const response = await fetch(url);
  assert.ok(response instanceof Response);
  assert.deepEqual([response.url, response.redirected, response.statusText], [`${url}there`, true, "Fine"]);
  assert.equal(response.headers.get("x-of"), "the server");
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), BYTES);
  assert.equal(reportOf(response).attempts.length, 2);
  const long = await whole({ ...QUICK, fetch: other(pieces) }, { limit: 300 })(url);
  assert.equal(bodyReportOf(long).state, "reading");
  assert.deepEqual(new Uint8Array(await long.arrayBuffer()), BYTES);
  const left = await whole({ ...QUICK, fetch: other(pieces) }, { limit: 300 })(url);
  await left.body.cancel();
  assert.ok(made.every((body) => body.destroyed));
  const none = await whole({ ...QUICK, fetch: other(() => Readable.from([]), 204) })(url);
  assert.ok(none instanceof Other);
});

test("answers of other classes come as they are, and so does what has no body to be read", async () => {
  class Other extends Response {}
  const other = await whole({ ...QUICK, fetch: scripted(once(true), () => new Other(inPieces())) })(url);
  assert.ok(other instanceof Other);
  assert.equal((await other.arrayBuffer()).byteLength, 1000);
  for (const likeness of [
    { status: 200, json: async () => 5 },
    { status: 200, body: "text" },
    { status: 0, type: "opaque" },
  ]) {
    assert.equal(await whole({ ...QUICK, fetch: async () => likeness })(url), likeness);
  }
});

test("what is no answer, and what throws at any question, ends the call", async () => {
  const unreadable = new Proxy({}, { get: (_, name) => (name === "then" ? undefined : assert.fail("not to be read")) });
  for (const answered of [undefined, null, 5, "text", unreadable]) {
    await outcome(whole({ ...QUICK, fetch: async () => answered })(url));
  }
});

test("an answer that somebody reads, or has read, comes as it is", async () => {
  const used = answer(200);
  await used.text();
  const locked = answer(200);
  locked.body.getReader();
  const cancelled = answer(200);
  await cancelled.body.cancel();
  for (const one of [used, locked, cancelled]) {
    const transport = scripted(() => one);
    assert.equal(await whole({ ...QUICK, fetch: transport })(url), one);
    assert.equal(transport.sent.length, 1);
    assert.equal(bodyReportOf(one), undefined);
  }
});
