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
    ["object=7:100", { object: { seed: 7, length: 100 } }],
    ["object=7:100:2@50;cut=0.8;how=rst", { object: { seed: 7, length: 100, version: 2, from: 50 }, cut: 0.8, how: "rst" }],
    ["object=7:100:2@50/9", { object: { seed: 7, length: 100, version: 2, from: 50, every: 9 } }],
    ["object=7:100;tag=weak;modified=60", { object: { seed: 7, length: 100 }, tag: "weak", modified: 60 }],
    ["status=416;object=7:100", { status: 416, object: { seed: 7, length: 100 } }],
    ["object=7:100;ranges=short:10;bytes=5", { object: { seed: 7, length: 100 }, ranges: "short:10", bytes: 5 }],
    ["coding=br;framing=chunked;connection=close", { coding: "br", framing: "chunked", connection: "close" }],
    ["redirect=/play/b/c?d=1", { redirect: "/play/b/c?d=1" }],
    ["sse=9;comment-every=20;every=50", { sse: 9, commentEvery: 20, every: 50 }],
    ["cut=100;h2=rst:CANCEL", { cut: 100, h2: "rst:CANCEL" }],
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
    [
      { steps: [{ fault: "hang", bytes: 3 }] },
      "steps[0].bytes goes only with the faults slow and endless, or with object or sse.",
    ],
    [{ steps: [{ headers: { a: null } }] }, 'steps[0].headers["a"] cannot be sent: null is not text.'],
    [
      { steps: ["503;retry-after=soon"] },
      'steps[0].retryAfter.seconds must be a whole number from 0 to 315360000, but is "soon".',
    ],
    [{ steps: ["503;retry-after=-1"] }, "steps[0].retryAfter.seconds must be a whole number from 0 to 315360000, but is -1."],
    [{ steps: ["object=7"] }, 'steps[0].object.length must be a whole number from 0 to 268435456, but is "".'],
    [{ steps: ["object=7:9:x"] }, 'steps[0].object.version must be a whole number from 0 to 1000, but is "x".'],
    [{ steps: ["tag=weak"] }, "steps[0].tag goes only with object."],
    [{ steps: ["how=rst"] }, "steps[0].how goes only with cut."],
    [{ steps: ["object=1:2;comment-every=3"] }, "steps[0].commentEvery goes only with sse."],
    [{ steps: ["object=1:2;sse=3"] }, "steps[0] has object and sse, but an answer has one body."],
    [{ steps: ["hang;object=1:2"] }, "steps[0].fault and steps[0].object cannot be combined."],
    [{ steps: ["effect;cut=2"] }, "steps[0].effect and steps[0].cut cannot be combined."],
    [{ steps: ["sse=3;coding=gzip;comment-every=3"] }, "steps[0].commentEvery goes only with a stream that is not encoded."],
    [{ steps: ["cut=1.5"] }, "steps[0].cut must be a number of bytes, or a part between 0 and 1, but is 1.5."],
    [
      { steps: ["object=1:2;ranges=short:0"] },
      'steps[0].ranges must be one of honour, ignore, no-if-range, wrong-start, wrong-size, star, shifted, excess, multipart, no-content-range, short:N, but is "short:0".',
    ],
    [{ steps: ["redirect=there"] }, 'steps[0].redirect must be a path, such as /play/other, but is "there".'],
    [
      { steps: ["cut=9;h2=rst"] },
      'steps[0].h2 must be end-short, or rst: and the name of an error code, such as rst:CANCEL, but is "rst".',
    ],
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
