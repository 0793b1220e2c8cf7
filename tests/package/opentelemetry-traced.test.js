// A fetch of whatever maker can be traced: layers in its init are a chain, outermost first, and each sees its attempts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SpanStatusCode } from "@opentelemetry/api";
import { createFetch as createPlainFetch, fetchWithRetry as fetchPlainly, imported, reportOf } from "./support/installed.js";
import { metering, pointOf, said } from "./support/metering.js";
import { createFetch, traced, under } from "./support/tracing.js";
import { QUICK, scripted } from "./support/transport.js";

const url = "https://api.test/orders";
const AROUND = Symbol.for("holdfast-fetch.around");
const LISTENER = Symbol.for("holdfast-fetch.listener");
const REST = Symbol.for("holdfast-fetch.rest-of-body");

/** The layer that an init carries, with another one inside it: as whoever puts one in does. */
const inside = (init, layer) => {
  const outer = init?.[AROUND];
  return outer === undefined ? layer : (send, ...request) => outer((...inner) => layer(send, ...inner), ...request);
};

/** A fetch with a layer of its own, which tells `seen` of what passes. */
function layered(policy, seen, name) {
  const fetch = createPlainFetch({ ...QUICK, ...policy });
  const layer = async (send, input, { [AROUND]: _, [REST]: __, ...init }, ...context) => {
    seen.push(`${name} sends`);
    const response = await send(input, init, ...context);
    seen.push(`${name} has ${response.status}`);
    return response;
  };
  return (input, init) => fetch(input, { ...init, [AROUND]: inside(init, layer) });
}

test("each attempt of a fetch of another maker has a span, and calls are reported as before", async () => {
  const fetch = traced(createPlainFetch({ ...QUICK, fetch: scripted(503, 200) }));
  const { value, spans, parent } = await under("test", () => fetch(url, { method: "PUT", body: "x" }));
  assert.equal(value.status, 200);
  assert.deepEqual(
    spans.map(({ name, attributes }) => [name, attributes["http.response.status_code"], attributes["http.request.resend_count"]]),
    [
      ["PUT", 503, undefined],
      ["PUT", 200, 1],
    ],
  );
  assert.equal(reportOf(value).attempts.length, 2);
  assert.deepEqual(
    parent.events.map(({ name }) => name),
    ["holdfast.wait", "holdfast.end"],
  );
});

test("its own layer is within the span, and sees each attempt once", async () => {
  const seen = [];
  const { meterProvider, collected } = metering();
  const fetch = traced(layered({ fetch: scripted(503, 200) }, seen, "inner"), { meterProvider });
  const { value, spans } = await under("test", () => fetch(url));
  assert.equal(value.status, 200);
  assert.deepEqual(seen, ["inner sends", "inner has 503", "inner sends", "inner has 200"]);
  assert.equal(spans.length, 2);
  assert.equal(said((await collected())["http.client.request.duration"]).length, 2);
});

test("a layer and a listener that are in the init already are outside", async () => {
  const seen = [];
  const outer = async (send, input, init, ...context) => {
    seen.push("outer sends");
    const response = await send(input, init, ...context);
    seen.push("outer has it");
    return response;
  };
  const fetch = traced(layered({ fetch: scripted(200) }, seen, "inner"), { meterProvider: metering().meterProvider });
  const init = { [AROUND]: outer, [LISTENER]: ({ type }) => seen.push(type) };
  const { value, spans } = await under("test", () => fetch(url, init));
  assert.equal(value.status, 200);
  assert.equal(spans.length, 1);
  assert.deepEqual(seen, ["attempt", "outer sends", "inner sends", "inner has 200", "outer has it", "response", "end"]);
});

test("a listener in the init that throws silences nobody", async () => {
  const types = [];
  const policy = { ...QUICK, fetch: scripted(200), onEvent: ({ type }) => types.push(type) };
  const { meterProvider, collected } = metering();
  const init = {
    [LISTENER]: () => {
      throw new Error("a fault of a listener");
    },
  };
  await createFetch(policy, { meterProvider })(url, init);
  assert.deepEqual(types, ["attempt", "response", "end"]);
  assert.equal(pointOf((await collected())["holdfast.call.duration"], { "holdfast.reason": "success" }).count, 1);
});

test("a listener travels in the init of one call, beside the policy's", async () => {
  const types = [];
  const own = [];
  const policy = { ...QUICK, fetch: scripted(503, 200), onEvent: ({ type }) => own.push(type) };
  await fetchPlainly(url, policy, { [LISTENER]: ({ type, of }) => types.push(`${type} of ${of}`) });
  await fetchPlainly(url, policy);
  assert.deepEqual(types, ["attempt of 4", "response of 4", "wait of 4", "attempt of 4", "response of 4", "end of 4"]);
  assert.equal(own.length, types.length + 3);
});

test("it may stand in the place of the global fetch, and is no layer around itself", async (t) => {
  const before = globalThis.fetch;
  t.after(() => {
    globalThis.fetch = before;
  });
  const transport = scripted(503, 200);
  globalThis.fetch = transport;
  globalThis.fetch = traced(createPlainFetch(QUICK));
  const { value, spans } = await under("test", () => globalThis.fetch(url));
  assert.equal(value.status, 200);
  assert.equal(transport.sent.length, 2);
  assert.equal(spans.length, 2);
});

/** The bytes of a body, and an answer that holds those of a range and then, if it is cut, breaks. */
const bytes = Uint8Array.from({ length: 8192 }, (_, at) => at % 251);
function part(status, from, to, cut) {
  const headers = { etag: '"v1"', "content-length": `${8192 - from}`, "content-range": `bytes ${from}-8191/8192` };
  if (status === 200) delete headers["content-range"];
  const pieces = [() => bytes.slice(from, to), cut];
  const body = new ReadableStream({
    pull(controller) {
      const piece = pieces.shift()?.();
      if (piece instanceof Error) controller.error(piece);
      else if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  return new Response(body, { status, headers });
}

test("the span of a continuation says where the body goes on, and by what", async () => {
  const { resuming } = await imported("holdfast-fetch/body");
  const { meterProvider, collected } = metering();
  const broken = () => new TypeError("terminated", { cause: Object.assign(new Error("closed"), { code: "UND_ERR_SOCKET" }) });
  const transport = scripted(
    () => part(200, 0, 4096, broken),
    503,
    () => part(206, 3072, 8192),
  );
  const fetch = traced(resuming({ ...QUICK, fetch: transport }), { meterProvider });
  const { value, spans } = await under("test", async () => new Uint8Array(await (await fetch(url)).arrayBuffer()));
  assert.deepEqual(value, bytes);
  const told = ({ attributes, status }) => [
    attributes["http.response.status_code"],
    attributes["http.request.resend_count"],
    attributes["holdfast.body.offset"],
    attributes["holdfast.body.by"],
    attributes["holdfast.body.reread"],
    status.code,
  ];
  const { ERROR, UNSET } = SpanStatusCode;
  assert.deepEqual(spans.map(told), [
    [200, undefined, undefined, undefined, undefined, UNSET],
    [503, 1, 4096, undefined, undefined, ERROR],
    [206, 2, 4096, "range", 1024, UNSET],
  ]);
  const all = await collected();
  const of = { "http.request.method": "GET", "server.address": "api.test", "server.port": 443 };
  assert.deepEqual(said(all["holdfast.bodies.broken"]), [{ ...of, "error.type": "UND_ERR_SOCKET", value: 1 }]);
  assert.deepEqual(said(all["holdfast.bodies.continued"]), [{ ...of, "holdfast.body.by": "range", value: 1 }]);
  assert.deepEqual(said(all["holdfast.retries"]), [
    { ...of, "error.type": "UND_ERR_SOCKET", value: 1 },
    { ...of, "error.type": "503", value: 1 },
  ]);
});

test("a span of whole lasts until the body is there, or has broken", async () => {
  const broken = () => {
    const pieces = ["ha"];
    const pull = (controller) => {
      const piece = pieces.shift();
      if (piece === undefined) controller.error(new TypeError("terminated"));
      else controller.enqueue(new TextEncoder().encode(piece));
    };
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
  };
  const { whole } = await imported("holdfast-fetch/body");
  const fetch = traced(whole({ ...QUICK, fetch: scripted(broken, 200) }));
  const { value, spans } = await under("whole", () => fetch(url));
  assert.equal(await value.text(), "status 200");
  assert.deepEqual(
    spans.map(({ attributes }) => [attributes["error.type"], attributes["http.response.status_code"]]),
    [
      ["BROKEN_BODY", undefined],
      [undefined, 200],
    ],
  );
});
