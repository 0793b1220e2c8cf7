// Neither a timer nor a listener, a stream, a socket or a place in the core outlives a body, wherever it ends.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";
import { BYTES, bodySource } from "./support/body-source.js";
import { core } from "./support/core.js";
import { events, resuming, whole } from "./support/installed-body.js";
import { rejection } from "./support/outcome.js";
import { FREE } from "./support/transport.js";
import { turnOfTheLoop } from "./support/turn.js";
import { virtualTime } from "./support/virtual-time.js";

const url = "http://server.test/";
// Without a wait: all that such a call waits for are promises.
const AT_ONCE = { ...FREE, backoff: { type: "constant", base: 0 }, jitter: "none" };

// More than happen in a turn of the event loop: those after the last one are the next turn's.
const MOMENTS = 30;

const settle = async () => {
  for (let turn = 0; turn < 4; turn++) await turnOfTheLoop();
};

const body = async (response) => (await response).body;

const from = (options) => (more) => bodySource({ ...options, ...more });
const check = (response) => response.arrayBuffer();

const EVENTS = Array.from({ length: 60 }, (_, at) => `id: ${at}\ndata: event ${at}\n\n`);
const stream = (options) =>
  from({ ...options, type: "text/event-stream", bytes: new TextEncoder().encode(EVENTS.join("")), tells: false });
// It goes on for as long as there are answers.
const gone = { breaks: 1, at: 1000, others: 404 };
const isLast = ({ data }) => data === "event 59";

/** What can be iterated, by each function of the entry, and how often the bodies of its source break. */
const WAYS = {
  whole: {
    source: from({}),
    begin: (policy, init) => body(whole(policy)(url, init)),
  },
  "whole with a check": {
    source: from({ tells: false, heeds: true }),
    begin: (policy, init) => body(whole(policy, { check })(url, init)),
  },
  "whole over its limit": {
    source: from({ breaks: 0, heeds: true }),
    begin: (policy, init) => body(whole(policy, { limit: 1200 })(url, init)),
  },
  "whole over its limit, as it turns out": {
    source: from({ tells: false, heeds: true, at: 1000 }),
    begin: (policy, init) => body(whole(policy, { limit: 1200 })(url, init)),
  },
  "resuming by ranges": {
    source: from({ breaks: 2 }),
    begin: (policy, init) => body(resuming(policy, { within: "1h" })(url, init)),
  },
  "resuming by proof": {
    source: from({ breaks: 2, ranges: false, heeds: true }),
    begin: (policy, init) => body(resuming(policy)(url, init)),
  },
  events: {
    source: stream({ breaks: 2 }),
    fails: gone,
    begin: (policy, init) => events(url, policy, { init, done: isLast }),
  },
  "events with content that is waited for": {
    source: stream({ breaks: 2, at: 1000, heeds: true }),
    fails: gone,
    begin: (policy, init) => events(url, policy, { init, done: isLast, content: ({ id }) => Number(id) > 40 }),
  },
};

const places = () => (core.crossings.get("open") ?? 0) - (core.crossings.get("release") ?? 0);

/** Lets `act` read from a source, and says what is left of that. */
async function left(t, { source: make, begin }, act, options) {
  const time = virtualTime(t);
  const source = make(options);
  const controller = new AbortController();
  const before = places();
  const { signal } = controller;
  await act(() => begin({ ...AT_ONCE, fetch: source.fetch }, { signal }), controller);
  await settle();
  const listeners = [signal, ...source.signals].map((one) => getEventListeners(one, "abort").length);
  const timers = time.pending.size;
  t.mock.restoreAll();
  return { bodies: source.open.size, timers, places: places() - before, listeners: Math.max(...listeners) };
}

async function read(begun, most = Number.POSITIVE_INFINITY) {
  const pieces = [];
  for await (const piece of await begun) if (pieces.push(piece) >= most) break;
  return pieces;
}

const NOTHING = { bodies: 0, timers: 0, places: 0, listeners: 0 };

for (const [name, way] of Object.entries(WAYS)) {
  test(`${name}: after its end`, async (t) => {
    const seen = await left(t, way, async (begin, controller) => {
      const pieces = await read(begin());
      if (pieces[0] instanceof Uint8Array) assert.deepEqual(new Uint8Array(Buffer.concat(pieces)), BYTES);
      else
        assert.deepEqual(
          pieces.map(({ data }) => `id: ${data.slice(6)}\ndata: ${data}\n\n`),
          EVENTS,
        );
      // Nobody tells when a response has been read: its signal governs it for as long as there is one.
      controller.abort();
    });
    assert.deepEqual(seen, NOTHING);
  });

  test(`${name}: after an error`, async (t) => {
    const failing = async (begin, controller) => {
      await rejection(read(begin()));
      controller.abort();
    };
    assert.deepEqual(await left(t, way, failing, way.fails ?? { breaks: 1000, at: 1000 }), NOTHING);
  });

  test(`${name}: after a reader that stops at any piece`, async (t) => {
    const all = await read(way.begin({ ...AT_ONCE, fetch: way.source().fetch }));
    for (let most = 1; most <= all.length; most++) {
      const seen = await left(t, way, async (begin, controller) => {
        await read(begin(), most);
        controller.abort();
      });
      assert.deepEqual(seen, NOTHING, `at piece ${most} of ${all.length}`);
    }
  });

  test(`${name}: after an abort while it is silent`, async (t) => {
    const silent = async (begin, controller) => {
      const reading = rejection(read(begin()));
      for (let turn = 0; turn < 20; turn++) await turnOfTheLoop();
      controller.abort("enough");
      assert.equal(await reading, "enough");
    };
    assert.deepEqual(await left(t, way, silent, { breaks: 1, at: 1000, stalls: true }), NOTHING);
  });

  test(`${name}: after an abort at any moment`, async (t) => {
    let turns = 0;
    // Until it is over before that.
    for (let hasEnded = false; !hasEnded; turns++) {
      for (let moments = 0; moments < MOMENTS; moments++) {
        const reason = { turns, moments };
        const seen = await left(t, way, async (begin, controller) => {
          const reading = read(begin()).then(
            () => {
              hasEnded = true;
            },
            (error) => assert.equal(error, reason),
          );
          for (let turn = 0; turn < turns; turn++) await turnOfTheLoop();
          for (let moment = 0; moment < moments; moment++) await undefined;
          controller.abort(reason);
          await reading;
        });
        assert.deepEqual(seen, NOTHING, `after ${turns} turns and ${moments} moments`);
      }
    }
    assert.ok(turns > 5, `${turns} turns`);
  });
}
