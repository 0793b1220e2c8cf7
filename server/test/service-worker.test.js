// The server as a service worker has it says and notes what the server in Node does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { host } from "../browser/host.js";
import { startFor } from "../support/client.js";

const BASE = "https://pages.example/sub/folder/";

/** Both, behind the same function. */
async function both(t) {
  const { url } = await startFor(t);
  const answer = host(BASE);
  return {
    node: (path, init) => fetch(`${url}/${path}`, init),
    async worker(path, init) {
      const response = await answer(new Request(BASE + path, init));
      // What a page's fetch makes of it.
      if (response.type === "error") throw new TypeError("Failed to fetch");
      return response;
    },
  };
}

const ownToTheWire = ["connection", "keep-alive", "date", "transfer-encoding", "content-type"];

async function told(call) {
  try {
    const response = await call;
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !/^access-control|^vary$/.test(name)));
    for (const name of ownToTheWire.slice(0, 4)) delete headers[name];
    const body = await response.text().catch(() => "broken");
    return { status: response.status, headers, body };
  } catch {
    return "no answer";
  }
}

function noted({ hits, ...counts }) {
  return {
    ...counts,
    hits: hits.map(({ attempt, method, url, bodyBytes, bodySha256, status, ended }) => {
      return { attempt, method, url, bodyBytes, bodySha256, status, ended };
    }),
  };
}

const RANGE = { headers: { range: "bytes=100-199", "last-event-id": "2" } };

const SCRIPTS = {
  "answers, hints and headers": "503;retry-after=2,429;retry-after-ms=70,503;ratelimit=0/10,204,200",
  "a delay": "200;delay=20",
  effects: "200;effect,500;effect,200",
  "an effect without a reply": "drop,200;effect",
  "a reset": "reset,200",
  "a broken body": "reset-after-headers,truncate,200",
  "a slow body": "slow;bytes=16;every=1",
  "objects and what is said of them": "object=1:70000,object=1:9;tag=weak,status=416;object=1:9,object=1:9:1@4",
  "ranges, right and wrong": "object=1:500,object=1:500;ranges=shifted,object=1:500;ranges=multipart",
  "bodies that are cut": "object=1:500;cut=0.8;how=rst,object=1:500;cut=3;how=quiet,object=1:500;cut=9",
  events: "sse=5,sse=5;cut=50;how=quiet,sse=5;every=5;comment-every=2",
};

for (const [name, script] of Object.entries(SCRIPTS)) {
  test(`${name}: ${script}`, async (t) => {
    const sides = await both(t);
    const seen = {};
    for (const [side, call] of Object.entries(sides)) {
      const answers = [];
      for (const init of [
        {},
        { method: "POST", body: "häl", headers: { "idempotency-key": "k" } },
        { method: "POST" },
        RANGE,
        {},
      ]) {
        answers.push(await told(call(`play/a/b?script=${encodeURIComponent(script)}`, init)));
      }
      seen[side] = { answers, journal: noted(await (await call("journal/a?wait=5000&open=0")).json()) };
    }
    assert.deepEqual(seen.worker, seen.node);
    assert.equal(seen.worker.journal.attempts, 5);
  });
}

test("what is wrong is refused in the same words", async (t) => {
  const { node, worker } = await both(t);
  const calls = [
    ["play/a", {}],
    ["play/a?script=banana", {}],
    ["play/a%20b?script=200", {}],
    ["journal/none", {}],
    ["scripts/a", { method: "PUT", body: "{" }],
    ["scripts/a", { method: "PUT", body: '{"steps":[]}' }],
    ["journal/a?wait=long", {}],
  ];
  for (const [path, init] of calls) {
    const expected = await told(node(path, init));
    assert.ok(expected.status >= 400);
    const { status, body } = await told(worker(path, init));
    assert.deepEqual({ status, body }, { status: expected.status, body: expected.body }, path);
  }
});

test("a client that goes is noticed, before the answer and during it", async (t) => {
  const { worker } = await both(t);
  const leaving = new AbortController();
  const hanging = worker("play/a?script=hang,503;endless", { signal: leaving.signal });
  leaving.abort();
  await assert.rejects(hanging);
  const { body } = await worker("play/a");
  const reader = body.getReader();
  await reader.read();
  await reader.cancel();
  const { hits } = await (await worker("journal/a?wait=5000&open=0")).json();
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed", "client-closed"],
  );
});

test("a new script closes what is open, and deleting forgets", async (t) => {
  const { worker } = await both(t);
  const hanging = worker("play/a?script=hang");
  await worker("journal/a?wait=5000&hits=1");
  assert.equal((await worker("scripts/a", { method: "PUT", body: '{"steps":["201"]}' })).status, 204);
  await assert.rejects(hanging);
  assert.equal((await worker("play/a")).status, 201);
  assert.equal((await worker("journal/a", { method: "DELETE" })).status, 204);
  assert.equal((await worker("journal/a")).status, 404);
});

test("other addresses are left alone", () => {
  const answer = host(BASE);
  for (const url of [
    BASE,
    `${BASE}assets/a.js`,
    "https://pages.example/play/a?script=200",
    "https://other.example/sub/folder/play/a",
  ]) {
    assert.equal(answer(new Request(url)), undefined, url);
  }
});
