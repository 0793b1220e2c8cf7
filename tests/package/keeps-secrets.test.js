// Events and messages end up in logs: nothing that may be secret is in them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { fetchWithRetry } from "./support/installed.js";
import { outcome, rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { networkError, QUICK, scripted } from "./support/transport.js";

const stage = await openStage();
const SECRET = "hunter2";

const ADDRESSES = [
  [`http://server.test/orders?key=${SECRET}#${SECRET}`, "http://server.test/orders"],
  [`http://${SECRET}:${SECRET}@server.test/orders`, "http://server.test/orders"],
  [`http://${SECRET}@server.test/orders`, "http://server.test/orders"],
  [`  http://server.test/orders?${SECRET}`, "http://server.test/orders"],
  [`http://server.test/orders/?a=1&b=${SECRET}`, "http://server.test/orders/"],
  [new URL(`http://server.test/orders?key=${SECRET}#${SECRET}`), "http://server.test/orders"],
  [new Request(`http://server.test/orders?key=${SECRET}#${SECRET}`), "http://server.test/orders"],
  [`/orders?key=${SECRET}`, "/orders"],
  [`//${SECRET}:${SECRET}@server.test/orders?${SECRET}`, "//server.test/orders"],
  [`orders#${SECRET}`, "orders"],
  [`data:text/plain,${SECRET}`, "data:"],
  [`blob:http://server.test/id#${SECRET}`, "blob:"],
  [`http://server.test:99999/orders?key=${SECRET}`, "http://server.test:99999/orders"],
  [`http://us er:${SECRET}@server.test/orders?key=${SECRET}`, undefined],
];

test("the address in events and messages has no query, fragment or credentials", async () => {
  for (const [input, shown] of ADDRESSES) {
    const events = [];
    const onEvent = (event) => events.push(event);
    const headers = { authorization: SECRET, cookie: SECRET, "idempotency-key": SECRET };
    const policy = { ...QUICK, onEvent, retries: 1, fetch: scripted(503, networkError()) };
    const error = await rejection(fetchWithRetry(input, policy, { method: "PUT", headers, body: SECRET }));
    const said = inspect([events, error.message, error.stack, error.attempts], { depth: 9 });
    assert.equal(said.includes(SECRET), false, `${input}: ${said}`);
    if (shown !== undefined) assert.deepEqual(new Set(events.map(({ url }) => url)), new Set([shown]));
  }
});

test("what the platform says of a bad address is not repeated with its secrets", async () => {
  const { host } = new URL(stage.url);
  const bad = [
    `http://exa mple.test/?key=${SECRET}`,
    `http://user:${SECRET}@${host}/`,
    `nothing?key=${SECRET}`,
    `http://server.test:99999/?key=${SECRET}`,
    `weird://server.test/?key=${SECRET}`,
    `http://us er:${SECRET}@${host}/#${SECRET}`,
  ];
  for (const input of bad) {
    const error = await rejection(fetchWithRetry(input, { ...QUICK, retries: 0 }));
    assert.equal(error.reason, "error", input);
    // The cause is the platform's own error, word for word. What this package says must not be.
    assert.equal(error.message.includes(SECRET), false, error.message);
    assert.equal(error.stack.includes(SECRET), false, error.stack);
  }
});

test("an idempotency key is not told", async () => {
  const events = [];
  const policy = { ...QUICK, idempotencyKey: SECRET, onEvent: (event) => events.push(event), fetch: scripted(networkError()) };
  const { error } = await outcome(fetchWithRetry("http://server.test/", policy, { method: "POST" }));
  assert.equal(inspect([events, error.message], { depth: 9 }).includes(SECRET), false);
});
