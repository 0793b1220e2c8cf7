// examples/native, a Rust program around the core, against a server that keeps a journal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openStage } from "../package/support/stage.js";
import { built, run } from "./support/program.js";

const stage = await openStage();
const QUICK = { backoff: { type: "constant", base: 1 }, jitter: "none" };

/** Runs the example. `lines` is what it printed about the calls: each of them without numbers of milliseconds. */
async function native(method, policy, ...urls) {
  const { code, stdout, stderr } = await run(built("HOLDFAST_NATIVE"), [method, JSON.stringify(policy), ...urls]);
  return {
    code,
    stderr,
    stdout,
    lines: stdout
      .trimEnd()
      .replace(/\d+ ms/g, "… ms")
      .split("\n"),
  };
}

const statuses = ({ hits }) => hits.map(({ status }) => status);

test("a busy server is left alone for as long as it asks", async () => {
  const { url, journal } = await stage.play("2*503;retry-after=1,200");
  const { code, lines } = await native("GET", QUICK, url);
  const seen = await journal({ hits: 3, open: 0 });
  assert.deepEqual(statuses(seen), [503, 503, 200]);
  assert.equal(code, 0);
  assert.deepEqual(lines.slice(0, -1), [
    `GET ${url}`,
    "  attempt 1: 503 after … ms, to be repeated in … ms",
    "  wait … ms",
    "  attempt 2: 503 after … ms, to be repeated in … ms",
    "  wait … ms",
    "  attempt 3: 200 after … ms",
    "  end: success, 3 sent, … ms",
  ]);
  assert.match(lines.at(-1), /^ {2}200 \{"id":/);
  for (const [earlier, later] of [seen.hits.slice(0, 2), seen.hits.slice(1)])
    assert.ok(later.at - earlier.endedAt >= 999, `asked to wait a second, came back ${later.at - earlier.endedAt} ms later`);
});

test("a POST whose answer is lost is not sent again", async () => {
  const { url, journal } = await stage.play("drop,200;effect");
  const { code, lines } = await native("POST", QUICK, url);
  const { hits, effects } = await journal({ open: 0 });
  assert.deepEqual([code, hits.length, effects], [1, 1, 1]);
  assert.ok(lines.includes("  end: not-idempotent, 1 sent, … ms"), lines.join("\n"));
});

test("with a key it is, and takes effect once", async () => {
  const { url, journal } = await stage.play("drop,503,200;effect");
  const { code } = await native("POST", { ...QUICK, idempotencyKey: true }, url, url);
  const { hits, effects } = await journal({ hits: 4, open: 0 });
  const keys = hits.map(({ headers }) => headers["idempotency-key"]);
  assert.equal(code, 0);
  assert.match(keys[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(keys.slice(0, 3), Array(3).fill(keys[0]));
  assert.notEqual(keys[3], keys[0], "another call has another key");
  assert.equal(effects, 2);
});

test("an attempt that hangs is given up, and a connection that breaks is made again", async () => {
  const { url, journal } = await stage.play("hang,reset,truncate,200");
  const { code, lines } = await native("GET", { ...QUICK, timeouts: true, attemptTimeout: 3000 }, url);
  const { hits } = await journal({ hits: 4, open: 0 });
  assert.equal(code, 0);
  assert.deepEqual(
    hits.map(({ ended }) => ended),
    ["client-closed", "server-closed", "server-closed", "completed"],
  );
  const attempts = lines.filter((line) => line.startsWith("  attempt"));
  assert.deepEqual(
    attempts.map((line) => line.split(" ")[4]),
    ["timeout", "network", "network", "200"],
  );
});

test("a deadline is kept: a wait that would outlast it is not begun", async () => {
  const { url, journal } = await stage.play("503;retry-after=60");
  const { code, lines } = await native("GET", { ...QUICK, deadline: "30s" }, url);
  assert.equal((await journal({ open: 0 })).hits.length, 1);
  assert.equal(code, 1);
  assert.ok(lines.includes("  end: deadline, 1 sent, … ms"), lines.join("\n"));
});

test("calls to one origin share a budget and a circuit", async () => {
  const scene = await stage.play("503");
  const budget = { ratio: 0.1, initial: 2, cap: 10 };
  const few = await native("GET", { ...QUICK, budget }, ...Array(4).fill(scene.url));
  assert.equal((await scene.journal({ open: 0 })).hits.length, 6, "four calls, and two tokens for retries that fail");
  assert.equal(few.lines.filter((line) => line.includes("end: budget")).length, 4);

  const other = await stage.play("503");
  const breaker = { failureRate: 0.5, minimum: 2 };
  const guarded = await native("GET", { ...QUICK, retries: 0, breaker }, ...Array(4).fill(other.url));
  assert.equal((await other.journal({ open: 0 })).hits.length, 2, "the circuit opens after two");
  assert.ok(guarded.lines.includes("  circuit: Closed, now Open"), guarded.stdout);
  assert.equal(guarded.lines.filter((line) => line.includes("end: circuit-open, 0 sent")).length, 2);
});

test("two runs wait for different times", async () => {
  const runs = [];
  for (const _ of [1, 2]) {
    const { url } = await stage.play("3*503,200");
    const { stdout } = await native("GET", { backoff: { type: "constant", base: 100 }, jitter: "full" }, url);
    runs.push(stdout.match(/wait \d+ ms/g));
  }
  assert.equal(runs[0].length, 3);
  // That all three are the same happens once in a million runs.
  assert.notDeepEqual(runs[0], runs[1]);
});

test("a bad policy is refused in a sentence, before anything is sent", async () => {
  const { url, journal } = await stage.play("200");
  const refused = await native("GET", { retries: -1 }, url);
  assert.deepEqual([refused.code, refused.stdout], [2, ""]);
  assert.equal(refused.stderr, "retry policy: retries is -1; allowed: a whole number from 0 to 1000\n");
  const polling = await native("GET", { until: "found" }, url);
  assert.deepEqual([polling.code, polling.stderr], [2, "this example does not poll: leave `until` out\n"]);
  assert.equal((await journal({ open: 0 })).hits.length, 0);
});
