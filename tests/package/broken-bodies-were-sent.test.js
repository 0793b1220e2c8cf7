// Whatever a broken body says of itself, its request was sent: a POST is not sent again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { events, whole } from "./support/installed-body.js";
import { rejection } from "./support/outcome.js";
import { answer, QUICK, scripted } from "./support/transport.js";

const url = "http://server.test/";
const POST = { method: "POST", body: "x", redirect: "error" };

// Each of them says of an attempt that nothing was sent, that nothing mends it, or that it was called off.
const CAUSES = [
  { code: "ECONNREFUSED", syscall: "connect" },
  { code: "ENOTFOUND", syscall: "getaddrinfo" },
  { code: "UND_ERR_CONNECT_TIMEOUT" },
  { code: "CERT_HAS_EXPIRED" },
  { code: "ABORT_ERR" },
  { message: "Stream closed with error code NGHTTP2_REFUSED_STREAM" },
  { message: "Client network socket disconnected before secure TLS connection was established" },
  { message: "invalid peer certificate" },
];

const ERRORS = CAUSES.flatMap(({ message = "broken", ...details }) => {
  const cause = Object.assign(new Error(message), details);
  const timeout = Object.assign(new Error(message, { cause }), { name: "TimeoutError" });
  return [cause, new TypeError("terminated", { cause }), timeout, new Error(message, { cause: timeout })];
});

const broken = (error) => new ReadableStream({ start: (controller) => controller.error(error) });
const empty = () => new ReadableStream({ start: (controller) => controller.close() });

async function read(stream) {
  for await (const _ of stream);
}

/** By each function that reads before it has an answer: the call, and the body that is read. */
const WAYS = {
  whole: { send: () => whole(QUICK)(url, POST), body: broken },
  "check of whole": { send: (error) => whole(QUICK, { check: () => Promise.reject(error) })(url, POST), body: empty },
  events: { send: () => read(events(url, QUICK, { init: POST, done: () => false })), body: broken },
};

for (const [way, { send, body }] of Object.entries(WAYS)) {
  test(way, async (t) => {
    for (const error of ERRORS) {
      const headers = { "content-type": "text/event-stream" };
      const transport = scripted(() => answer(200, headers, body(error)));
      // The platform's own transport alone is believed when it says that nothing was sent.
      const { mock } = t.mock.method(globalThis, "fetch", transport);
      const failed = await rejection(send(error));
      mock.restore();
      const words = `${error.name} ${error.message} ${error.code ?? error.cause?.code}`;
      assert.equal(transport.sent.length, 1, words);
      assert.equal(failed.reason, "not-idempotent", words);
      const isTimeout = error.name === "TimeoutError" && body === broken;
      assert.equal(failed.attempts[0].failure, isTimeout ? "timeout" : "network", words);
      assert.equal(failed.cause.cause, error);
    }
  });
}
