import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCompactScript, parseScript, stepFor } from "../script.js";

const compact = (script) => parseCompactScript({ script });

test("the compact and the JSON form say the same", () => {
  const pairs = [
    ["503", { status: 503 }],
    ["503;retry-after=2", { status: 503, retryAfter: { form: "seconds", seconds: 2 } }],
    ["503;retry-after=rfc850:2", { status: 503, retryAfter: { form: "rfc850", seconds: 2 } }],
    ["429;retry-after-ms=1500", { status: 429, retryAfterMs: 1500 }],
    ["429;ratelimit=0/10", { status: 429, rateLimit: { remaining: 0, reset: 10 } }],
    ["200;delay=300", { delay: 300 }],
    ["hang", { fault: "hang" }],
    ["reset-after-headers;201", { fault: "reset-after-headers", status: 201 }],
    ["slow;bytes=10;every=20", { fault: "slow", bytes: 10, every: 20 }],
    ["endless", { fault: "endless", status: 503 }],
    ["drop", { fault: "drop", effect: true }],
    ["503;effect;clock-skew=-60", { status: 503, effect: true, clockSkew: -60 }],
  ];
  for (const [text, step] of pairs) assert.deepEqual(compact(text), parseScript({ steps: [step] }), text);
});

test("a step is repeated as often as it says, in both forms", () => {
  const statuses = ({ steps }) => steps.map(({ status }) => status);
  assert.deepEqual(statuses(compact("2*503, 429,2*200")), [503, 503, 429, 200, 200]);
  assert.deepEqual(statuses(parseScript({ steps: ["2*503", { status: 200 }] })), [503, 503, 200]);
});

test("after the last step comes what `then` says", () => {
  const statuses = (query) => {
    const script = parseCompactScript(Object.fromEntries(new URLSearchParams(`script=503,429${query}`)));
    return [1, 2, 3, 4].map((attempt) => stepFor(script, attempt).status);
  };
  assert.deepEqual(statuses(""), [503, 429, 429, 429]);
  assert.deepEqual(statuses("&then=repeat"), [503, 429, 503, 429]);
  assert.deepEqual(statuses("&then=ok"), [503, 429, 200, 200]);
});

test("a bad script is refused with a sentence that names the field", () => {
  const bad = [
    [null, "script must be an object, but is null."],
    [{}, "steps is missing."],
    [{ steps: [] }, "steps must have at least one step."],
    [{ steps: ["200"], twice: 1 }, "twice is not a field of script; known are steps, then, cors."],
    [{ steps: ["200"], cors: "no" }, 'cors must be one of exposed, hidden, none, but is "no".'],
    [{ steps: [7] }, "steps[0] must be an object, but is 7."],
    [{ steps: ["200", { status: 99 }] }, "steps[1].status must be a whole number from 200 to 599, but is 99."],
    [{ steps: [{ retryAfter: {} }] }, "steps[0].retryAfter.seconds is missing."],
    [{ steps: [{ status: 204, body: "x" }] }, "steps[0].status is 204, and such an answer has no body."],
    [{ steps: [{ fault: "hang", bytes: 3 }] }, "steps[0].bytes goes only with the faults slow and endless."],
    [{ steps: [{ headers: { a: null } }] }, 'steps[0].headers["a"] cannot be sent: null is not text.'],
    [
      { steps: ["503;retry-after=soon"] },
      'steps[0].retryAfter.seconds must be a whole number from 0 to 315360000, but is "soon".',
    ],
    [{ steps: ["503;retry-after=-1"] }, "steps[0].retryAfter.seconds must be a whole number from 0 to 315360000, but is -1."],
    [{ steps: ["503;504"] }, 'steps[0] says its status twice in "503;504".'],
    [{ steps: ["0*503"] }, 'steps[0] is to be taken 0 times in "0*503".'],
    [{ steps: ["999999999999*503"] }, "steps has more than 1000 steps."],
  ];
  for (const [script, message] of bad) assert.throws(() => parseScript(script), { name: "Error", statusCode: 400, message });
  assert.throws(() => compact("200;whatever"), { message: /^steps\[0\] has "whatever"; known are a status, hang, / });
  assert.throws(() => parseScript({ steps: [{ headers: { "a b": "1" } }] }), {
    message: /^steps\[0\]\.headers\["a b"\] cannot be sent/,
  });
});
