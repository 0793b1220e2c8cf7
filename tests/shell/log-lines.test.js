// Each event list, and the lines that it becomes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { networkError } from "../package/support/transport.js";
import { shell } from "./support/shell.js";

const { logTo } = await shell("log");

const LEVELS = ["debug", "info", "warn", "error"];

/** A logger that keeps `[level, line]`. */
function keeper() {
  const kept = [];
  return { kept, ...Object.fromEntries(LEVELS.map((level) => [level, (line) => kept.push([level, line])])) };
}

/** The lines of some events of one call, without what they all begin with. */
function linesOf(...events) {
  const logger = keeper();
  const listener = logTo(logger);
  for (const event of events) listener({ id: 1, method: "GET", url: "https://api.test/", attempt: 1, elapsed: 0, ...event });
  return logger.kept.map(([level, line]) => [
    level,
    line.replace("holdfast #1 GET https://api.test/", "").replace(/^ attempt 1: /, ""),
  ]);
}

test("how many attempts there can be is said where it is known", () => {
  const logger = keeper();
  const listener = logTo(logger);
  for (const of of [4, undefined])
    listener({ id: 1, method: "GET", url: "https://api.test/", attempt: 2, of, elapsed: 0, type: "attempt" });
  assert.deepEqual(
    logger.kept.map(([, line]) => line.replace("holdfast #1 GET https://api.test/ ", "")),
    ["attempt 2 of 4: sent", "attempt 2: sent"],
  );
});

const answered = (event = {}) => linesOf({ type: "attempt" }, { type: "response", status: 503, elapsed: 120 }, event).slice(1);

const CALL = { id: 7, method: "GET", url: "https://api.test/orders" };
const STORY = [
  [{ type: "attempt", attempt: 1, elapsed: 1 }, "debug", "attempt 1: sent"],
  [{ type: "response", attempt: 1, elapsed: 121, status: 503, retryAfter: 1000 }],
  [
    { type: "wait", attempt: 1, elapsed: 122, delay: 1200, tier: 1 },
    "warn",
    "attempt 1: 503 after 120 ms; next attempt in 1.2 s (server asked for 1 s)",
  ],
  [{ type: "attempt", attempt: 2, elapsed: 1330 }, "debug", "attempt 2: sent"],
  [{ type: "failure", attempt: 2, elapsed: 1342, failure: "network", error: networkError() }],
  [
    { type: "wait", attempt: 2, elapsed: 1343, delay: 480, tier: 1 },
    "warn",
    "attempt 2: network TypeError ECONNRESET after 12 ms; next attempt in 480 ms",
  ],
  [{ type: "attempt", attempt: 3, elapsed: 1830 }, "debug", "attempt 3: sent"],
  [{ type: "response", attempt: 3, elapsed: 1873, status: 200 }],
  [
    { type: "end", attempt: 3, elapsed: 1874, reason: "success" },
    "info",
    "attempt 3: 200 after 43 ms; ended: success; 1.9 s in all",
  ],
];

const printed = (story, { id, method, url }) =>
  story.filter(([, level]) => level).map(([, level, line]) => [level, `holdfast #${id} ${method} ${url} ${line}`]);

test("a story in lines: what came, after how long, what next and why", () => {
  const logger = keeper();
  const listener = logTo(logger);
  for (const [event] of STORY) listener({ ...CALL, ...event });
  assert.deepEqual(logger.kept, printed(STORY, CALL));
});

test("calls that interleave keep their lines apart", () => {
  const calls = Array.from({ length: 5 }, (_, index) => ({ ...CALL, id: index + 1, url: `https://api.test/${index}` }));
  const logger = keeper();
  const listener = logTo(logger);
  for (const [event] of STORY) {
    for (const call of calls) listener({ ...call, ...event, elapsed: event.elapsed + call.id });
  }
  for (const call of calls) {
    const own = logger.kept.filter(([, line]) => line.includes(`#${call.id} `));
    assert.deepEqual(own, printed(STORY, call));
  }
});

const ENDS = [
  [{ reason: "success", attempt: 1 }, "debug", "ended: success; 5 ms in all"],
  [{ reason: "status" }, "warn", "ended: status; 5 ms in all"],
  [{ reason: "aborted" }, "info", "ended: aborted; 5 ms in all"],
  [{ reason: "attempts" }, "error", "ended: attempts; 5 ms in all"],
  [
    { reason: "not-idempotent" },
    "error",
    "ended: not-idempotent (not sent again, since that might repeat its effect: give it a key by idempotencyKey: true, or say idempotent: true where repeating is harmless); 5 ms in all",
  ],
  [{ reason: "attempts", fallback: true }, "warn", "answered by the fallback: attempts; 5 ms in all"],
  [{ reason: "veto", probeIn: 2000 }, "error", "ended: veto (shouldRetry said no), probe in 2 s; 5 ms in all"],
];

for (const [end, level, line] of ENDS) {
  test(`an end by ${level}: ${line}`, () => {
    assert.deepEqual(linesOf({ type: "end", elapsed: 5, ...end }), [[level, line]]);
  });
}

test("an end without an attempt says nothing of one", () => {
  assert.deepEqual(linesOf({ type: "end", attempt: 0, reason: "aborted" }), [["info", ": ended: aborted; 0 ms in all"]]);
});

const DECISIONS = [
  [{ type: "refresh", status: 401 }, "warn", "503 after 120 ms; refresh"],
  [{ type: "fallback", reason: "attempts" }, "warn", "503 after 120 ms; fallback, for the reason attempts"],
  [{ type: "wait", delay: 240000, tier: 2 }, "warn", "503 after 120 ms; next attempt in 4 min, tier 2"],
  [{ type: "something new" }, "debug", "503 after 120 ms; something new"],
];

for (const [event, level, line] of DECISIONS) {
  test(`a decision: ${line}`, () => {
    assert.deepEqual(answered(event), [[level, line]]);
  });
}

test("a circuit has a line of its own, and takes nothing from the next", () => {
  const circuit = { type: "circuit", key: "https://api.test", from: "closed", to: "open", probeIn: 5000 };
  const lines = linesOf(
    { type: "attempt" },
    { type: "response", status: 503, elapsed: 120 },
    circuit,
    { type: "end", elapsed: 121, reason: "attempts" },
    { ...circuit, from: "half-open", to: "closed", probeIn: undefined },
    { ...circuit, to: "isolated", probeIn: Number.POSITIVE_INFINITY },
  );
  assert.deepEqual(lines.slice(1), [
    ["warn", "circuit closed, now open, probe in 5 s"],
    ["error", "503 after 120 ms; ended: attempts; 121 ms in all"],
    ["info", "circuit half-open, now closed"],
    ["warn", "circuit closed, now isolated"],
  ]);
});

test("a hint that cannot be seen is told as such", () => {
  const events = [{ type: "attempt" }, { type: "response", status: 503, hintHidden: true }, { type: "wait", delay: 1, tier: 1 }];
  assert.deepEqual(linesOf(...events)[1], [
    "warn",
    "503 after 0 ms; next attempt in 1 ms (CORS hides what the server asked for, if anything)",
  ]);
});

test("a hint that cannot be read is told as such", () => {
  const events = [
    { type: "attempt" },
    { type: "response", status: 503, hint: "unreadable" },
    { type: "wait", delay: 1, tier: 1 },
  ];
  assert.deepEqual(linesOf(...events)[1], [
    "warn",
    "503 after 0 ms; next attempt in 1 ms (what the server asked for cannot be read)",
  ]);
});

test("durations are short", () => {
  for (const [milliseconds, said] of [
    [0, "0 ms"],
    [0.4, "0 ms"],
    [999.4, "999 ms"],
    [1000, "1 s"],
    [1249, "1.2 s"],
    [60_000, "1 min"],
    [90_000, "1.5 min"],
    [86_400_000, "24 h"],
  ]) {
    assert.deepEqual(answered({ type: "wait", delay: milliseconds, tier: 1 }), [
      ["warn", `503 after 120 ms; next attempt in ${said}`],
    ]);
  }
});

const SECRET = "hunter2";
const unreadable = new Proxy({}, { get: () => assert.fail("a trap") });

const FAILURES = [
  [new TypeError(`cannot reach https://api.test/?key=${SECRET}`), "network TypeError"],
  [Object.assign(new Error(SECRET), { name: `Error at ?key=${SECRET}` }), "network"],
  [Object.assign(new Error(SECRET), { code: `?${SECRET}` }), "network Error"],
  [new Error("x", { cause: Object.assign(new Error(SECRET), { code: "ENOTFOUND" }) }), "network Error ENOTFOUND"],
  [`?key=${SECRET}`, "network"],
  [{ name: 5, code: { secret: SECRET } }, "network"],
  [null, "network"],
  [undefined, "network"],
  [unreadable, "network TypeError"],
];

test("of an error there is its name and its code, if these are words", () => {
  for (const [error, said] of FAILURES) {
    const lines = linesOf(
      { type: "attempt" },
      { type: "failure", failure: "network", error },
      { type: "end", reason: "attempts" },
    );
    assert.deepEqual(lines[1], ["error", `${said} after 0 ms; ended: attempts; 0 ms in all`]);
  }
});

test("what an operation threw is not called the network's", () => {
  const busy = Object.assign(new RangeError("busy"), { code: "EBUSY" });
  for (const [error, said] of [
    [new RangeError("busy"), "RangeError"],
    [busy, "RangeError EBUSY"],
    [Object.assign(new Error("busy"), { name: `Error at ?key=${SECRET}` }), "network"],
    ["busy", "network"],
  ]) {
    const logger = keeper();
    const listener = logTo(logger);
    const of = { id: 1, method: "operation", url: "load", attempt: 1, elapsed: 0 };
    listener({ ...of, type: "attempt" });
    listener({ ...of, type: "failure", failure: "network", error });
    listener({ ...of, type: "end", reason: "attempts" });
    const line = `holdfast #1 operation load attempt 1: ${said} after 0 ms; ended: attempts; 0 ms in all`;
    assert.deepEqual(logger.kept[1], ["error", line]);
  }
});

test("an address cannot forge a line, nor colour one", () => {
  const logger = keeper();
  logTo(logger)({ type: "attempt", id: 1, method: "GET", url: "x\nholdfast #2 \u001b[31m\u2028", attempt: 1, elapsed: 0 });
  assert.deepEqual(logger.kept, [["debug", "holdfast #1 GET x?holdfast #2 ?[31m? attempt 1: sent"]]);
});

test("methods are called on their logger, at each line", () => {
  class Custom {
    #lines = [];
    warn(line) {
      this.#lines.push(line);
      return this.#lines;
    }
  }
  const logger = new Custom();
  const listener = logTo(logger);
  const wait = { ...CALL, type: "wait", attempt: 1, delay: 1, tier: 1 };
  assert.equal(listener(wait).length, 1);
  logger.warn = () => "silenced";
  assert.equal(listener(wait), "silenced");
});

test("a method that is missing prints nothing", () => {
  for (const logger of [{}, { debug: false, info: null, warn: 5, error: "text" }]) {
    const listener = logTo(logger);
    for (const [event] of STORY) assert.equal(listener({ ...CALL, ...event }), undefined);
  }
});

test("a logger that throws leaves the next lines as they are", () => {
  const logger = keeper();
  const listener = logTo({
    ...logger,
    debug: () => {
      throw new Error("disk full");
    },
  });
  for (const [event] of STORY) {
    if (event.type === "attempt") assert.throws(() => listener({ ...CALL, ...event }), /disk full/);
    else listener({ ...CALL, ...event });
  }
  assert.deepEqual(
    logger.kept,
    printed(STORY, CALL).filter(([level]) => level !== "debug"),
  );
});

test("nothing is kept of calls that ended", (t) => {
  const maps = [];
  const { Map: OwnMap } = globalThis;
  t.after(() => {
    globalThis.Map = OwnMap;
  });
  globalThis.Map = class extends OwnMap {
    constructor() {
      super();
      maps.push(this);
    }
  };
  const listener = logTo(keeper());
  for (let id = 0; id < 10; id++) for (const [event] of STORY.slice(0, -1)) listener({ ...CALL, ...event, id });
  const held = () => maps.reduce((sum, map) => sum + map.size, 0);
  assert.equal(held(), 10);
  for (let id = 0; id < 10; id++) listener({ ...CALL, ...STORY.at(-1)[0], id });
  assert.equal(held(), 0);
});
