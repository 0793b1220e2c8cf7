// What `resuming` makes of a body that breaks, against the misbehaving server: by a range, by reading again, or not at all, and then why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { objectBytes } from "../../server/object.js";
import { reportOf } from "./support/installed.js";
import { BodyError, bodyReportOf, resuming } from "./support/installed-body.js";
import { rejection } from "./support/outcome.js";
import { openStage } from "./support/stage.js";
import { QUICK } from "./support/transport.js";

const stage = await openStage();
const OBJECT = "object=7:100000";
const BYTES = objectBytes({ seed: 7, length: 100_000 });

const bytesOf = async (response) => new Uint8Array(await response.arrayBuffer());

// Steps, how each gap went on, and what was asked for by the requests after the first.
const CONTINUED = [
  ["a strong tag: by a range", [`${OBJECT};cut=0.8`, OBJECT], ["range"], ["bytes=78976-"]],
  [
    "a date older than a minute: by a range",
    [`${OBJECT};tag=none;modified=90;cut=0.8`, `${OBJECT};tag=none;modified=90`],
    ["range"],
    ["bytes=78976-"],
  ],
  [
    "a date that is too young: by reading again",
    [`${OBJECT};tag=none;modified=30;cut=0.8`, `${OBJECT};tag=none;modified=30`],
    ["proof"],
    [undefined],
  ],
  ["no mark: by reading again", [`${OBJECT};tag=none;cut=0.8`, `${OBJECT};tag=none`], ["proof"], [undefined]],
  ["a weak tag: by reading again", [`${OBJECT};tag=weak;cut=0.8`, `${OBJECT};tag=weak`], ["proof"], [undefined]],
  ["compressed: by reading again", [`${OBJECT};coding=gzip;cut=0.8`, `${OBJECT};coding=gzip`], ["proof"], [undefined]],
  ["chunked: by a range", [`${OBJECT};framing=chunked;cut=0.8`, OBJECT], ["range"], ["bytes=78976-"]],
  ["reset: by a range", [`${OBJECT};cut=0.8;how=rst`, OBJECT], ["range"], ["bytes=78976-"]],
  ["silent: by a range", [`${OBJECT};cut=0.8;how=stall`, OBJECT], ["range"], ["bytes=78976-"]],
  [
    "cut again and again",
    [`${OBJECT};cut=0.7`, `${OBJECT};cut=0.2`, OBJECT],
    ["range", "range"],
    ["bytes=68976-", "bytes=74156-"],
  ],
  ["cut before the first byte: from the beginning", [`${OBJECT};cut=0`, OBJECT], ["proof"], [undefined]],
  ["a server without ranges: by reading again", [`${OBJECT};cut=0.8`, `${OBJECT};ranges=ignore`], ["proof"], ["bytes=78976-"]],
  [
    "a range that does not fit: then by reading again",
    [`${OBJECT};cut=0.8`, `${OBJECT};ranges=wrong-start`, OBJECT],
    ["proof"],
    ["bytes=78976-", undefined],
  ],
  [
    "a range of unknown length fits, where the length is known",
    [`${OBJECT};cut=0.8`, `${OBJECT};ranges=star`],
    ["range"],
    ["bytes=78976-"],
  ],
  [
    "a range as one of several parts: then by reading again",
    [`${OBJECT};cut=0.8`, `${OBJECT};ranges=multipart`, OBJECT],
    ["proof"],
    ["bytes=78976-", undefined],
  ],
  [
    "refused once, with a hint",
    [`${OBJECT};cut=0.8`, "503;retry-after-ms=5", OBJECT],
    ["range"],
    ["bytes=78976-", "bytes=78976-"],
  ],
  ["no answer at once", [`${OBJECT};cut=0.8`, "reset", OBJECT], ["range"], ["bytes=78976-", "bytes=78976-"]],
  [
    "ranges that are short on purpose: the next, at once",
    [`${OBJECT};cut=0.1`, `${OBJECT};ranges=short:70000`, OBJECT],
    ["range", "next"],
    ["bytes=8976-", "bytes=77952-"],
  ],
];

for (const [name, steps, ways, ranges] of CONTINUED) {
  test(name, async () => {
    const { url, journal } = await stage.play(steps);
    const response = await resuming(QUICK, { idle: 400 })(url);
    const report = bodyReportOf(response);
    assert.equal(report.state, "reading");
    assert.deepEqual(await bytesOf(response), BYTES);
    assert.equal(report.state, "done");
    assert.equal(report.bytes, 100_000);
    assert.deepEqual(
      report.gaps.map(({ by }) => by),
      ways,
    );
    const { hits } = await journal({ hits: ranges.length + 1 });
    assert.deepEqual(
      hits.slice(1).map(({ headers }) => headers.range),
      ranges,
    );
    for (const { headers } of hits.slice(1)) assert.equal("if-range" in headers, "range" in headers);
    for (const gap of report.gaps) {
      assert.ok(gap.at < 100_000);
      assert.equal(gap.by === "next", gap.cause === undefined);
      assert.equal(gap.attempts.at(-1).status, gap.by === "proof" ? 200 : 206);
    }
    assert.equal(report.reread, ways.includes("proof") ? report.gaps.at(-1).at : 0);
    assert.equal(reportOf(response).reason, "success");
  });
}

// Steps, options, the reason, the sentence behind method and address, and whether the gap made requests.
const REFUSED = [
  [
    "another tag",
    [`${OBJECT};cut=0.8`, `${OBJECT}:1`],
    {},
    "changed",
    "the body broke at byte 80000 of 100000, and what the server has now is another one: its tag differs",
  ],
  [
    "other bytes under the same tag",
    [`${OBJECT};tag=same;cut=0.8`, `${OBJECT}:1;tag=same`],
    {},
    "changed",
    "the body broke at byte 80000 of 100000, and what the server has now is another one: its bytes differ",
  ],
  [
    "other bytes, read again",
    [`${OBJECT};tag=none;cut=0.8`, `${OBJECT}:1;tag=none`],
    {},
    "changed",
    "the body broke at byte 80000 of 100000, and what the server has now is another one: its bytes differ",
  ],
  [
    "another length",
    [`${OBJECT};tag=none;cut=0.8`, "object=7:100001;tag=none"],
    {},
    "changed",
    "the body broke at byte 80000 of 100000, and what the server has now is another one: its length differs",
  ],
  [
    "a range that is gone",
    [`${OBJECT};cut=0.8`, `${OBJECT};status=416`],
    {},
    "changed",
    "the body broke at byte 80000 of 100000, and what the server has now is another one: the range is gone",
  ],
  [
    "more than was said",
    [`${OBJECT};cut=0.8`, `${OBJECT};ranges=excess;framing=chunked`],
    {},
    "too-long",
    /^the server sent more than it said: byte \d+ of 100000$/,
  ],
  ["no progress", [`${OBJECT};cut=0.1`], {}, "fruitless", "the body broke 4 times without 64 kB between"],
  [
    "too dear",
    [`${OBJECT};tag=none;cut=0.8`],
    { reread: "50kB" },
    "expensive",
    "the body broke at byte 80000; there is no range to be had (no strong ETag or date), and reading 80000 bytes again would exceed reread (50000)",
  ],
  [
    "compressed, and too dear",
    // Not broken: what had not been decoded yet would be lost with the connection.
    [`${OBJECT};coding=gzip;cut=0.8;how=stall`],
    { reread: 10, idle: 500 },
    "expensive",
    /^the body broke at byte \d+; there is no range to be had \(the body is compressed\), and reading \d+ bytes again would exceed reread \(10\)$/,
  ],
  [
    "not to be read again",
    [`${OBJECT};tag=none;cut=0.8`],
    { reread: false },
    "not-resumable",
    "the body broke at byte 80000; there is no range to be had (no strong ETag or date), and reading 80000 bytes again is not allowed (reread: false)",
  ],
  [
    "a range that is ignored, and nothing to be read again",
    [`${OBJECT};cut=0.8`, `${OBJECT};ranges=ignore`],
    { reread: false },
    "not-resumable",
    "the body broke at byte 80000; there is no range to be had (the server ignored the range), and reading 80000 bytes again is not allowed (reread: false)",
  ],
  [
    "gone",
    [`${OBJECT};cut=0.8`, "404"],
    {},
    "status",
    /^the body broke at byte 80000 of 100000, and could not be continued: GET \S+: failed \(2 attempts, the last: 404\)$/,
  ],
  [
    "down for too long",
    [`${OBJECT};cut=0.8`, "503"],
    {},
    "attempts",
    /could not be continued: GET \S+: failed \(4 attempts, the last: 503\)$/,
  ],
  [
    "told to wait for longer than there is time",
    [`${OBJECT};cut=0.8`, "503;retry-after=3600"],
    {},
    "deadline",
    /could not be continued: GET \S+: no time left before the deadline; the server asks for 1 h /,
  ],
];

for (const [name, steps, options, reason, sentence] of REFUSED) {
  test(`refused: ${name}`, async () => {
    const { url, journal } = await stage.play(steps);
    const response = await resuming(QUICK, options)(`${url}?token=secret`);
    const pieces = [];
    const error = await rejection(
      (async () => {
        for await (const piece of response.body) pieces.push(piece);
      })(),
    );
    assert.ok(error instanceof BodyError);
    assert.equal(error.name, "BodyError");
    assert.equal(error.reason, reason, error.message);
    const [, told] = /^GET http:\/\/127\.0\.0\.1:\d+\/play\/scene-\d+: (.*)$/s.exec(error.message) ?? assert.fail(error.message);
    if (typeof sentence === "string") assert.equal(told, sentence);
    else assert.match(told, sentence);
    assert.doesNotMatch(error.message, /secret/);
    // What came before is right, and the reader has all of it.
    const got = Buffer.concat(pieces);
    assert.equal(error.at, got.length);
    assert.deepEqual(got, Buffer.from(BYTES.subarray(0, got.length)));
    const report = bodyReportOf(response);
    assert.equal(report.state, "failed");
    assert.equal(report.bytes, got.length);
    // An answer that is refused is the last one.
    if (reason === "changed") assert.equal(report.gaps.at(-1).attempts.length, 2);
    // Nothing is left of it.
    await journal({ open: 0 });
  });
}

test("a body that is none to continue ends as the platform ends it, and is never sent again", async () => {
  for (const [steps, init] of [
    [`${OBJECT};cut=0.8`, { method: "POST" }],
    [`${OBJECT};cut=0.8`, { method: "PUT", body: "x" }],
    [`203;${OBJECT};cut=0.8`, {}],
    [`404;${OBJECT};cut=0.8`, {}],
  ]) {
    const { url, journal } = await stage.play([steps]);
    const response = await resuming(QUICK)(url, init);
    const error = await rejection(response.arrayBuffer());
    assert.notEqual(error.name, "BodyError");
    assert.match(error.message, /terminated|aborted/);
    assert.equal(bodyReportOf(response).state, "failed");
    assert.equal((await journal()).attempts, 1);
  }
});

test("silence ends also what cannot be continued", async () => {
  const { url } = await stage.play([`${OBJECT};cut=0.8;how=stall`]);
  const response = await resuming(QUICK, { idle: 100 })(url, { method: "POST" });
  const error = await rejection(response.arrayBuffer());
  assert.equal(error.name, "TimeoutError");
  assert.equal(error.message, "no bytes within 100 ms");
});

test("`within` bounds the whole body, gaps included", async () => {
  for (const steps of [
    [`${OBJECT};cut=0.8;how=stall`],
    [`${OBJECT};cut=0.8`, "hang"],
    [`${OBJECT};cut=0.8`, "503;retry-after=9"],
  ]) {
    const { url, journal } = await stage.play(steps);
    const response = await resuming({ ...QUICK, retryAfter: { cap: "1h" } }, { within: 200 })(url);
    const error = await rejection(response.arrayBuffer());
    assert.equal(error.reason, "deadline");
    assert.match(error.message, /: only 80000 of 100000 bytes were read within 200 ms$/);
    assert.equal(error.cause.name, "TimeoutError");
    await journal({ open: 0 });
  }
});

test("a range of the caller's own is continued within it", async () => {
  const { url, journal } = await stage.play([`${OBJECT};cut=0.5`, OBJECT]);
  const response = await resuming(QUICK)(url, { headers: { range: "bytes=1000-20999" } });
  assert.equal(response.status, 206);
  assert.deepEqual(await bytesOf(response), BYTES.subarray(1000, 21_000));
  const { hits } = await journal({ hits: 2 });
  assert.equal(hits[1].headers.range, "bytes=9976-20999");
});

test("the address is asked for before each gap's first request, and given the gap", async () => {
  const from = await stage.play([`${OBJECT};cut=0.8`, "404"]);
  const to = await stage.play([`${OBJECT};cut=0.1`, "503", OBJECT]);
  const asked = [];
  const address = async (gap) => {
    asked.push({ ...gap });
    return `${to.url}?signed=${asked.length}`;
  };
  const response = await resuming(QUICK, { address })(from.url);
  assert.deepEqual(await bytesOf(response), BYTES);
  assert.equal((await from.journal()).attempts, 1);
  const { hits } = await to.journal({ hits: 3 });
  // Of another path, a range proves nothing: it is another resource's.
  assert.deepEqual(
    hits.map(({ headers, url }) => [headers.range, new URL(url, "http://x").search]),
    [
      ["bytes=78976-", "?signed=1"],
      [undefined, "?signed=1"],
      [undefined, "?signed=1"],
    ],
  );
  assert.deepEqual(
    asked.map(({ at }) => at),
    [80_000],
  );
});

test("what `address` throws ends the body", async () => {
  const { url, journal } = await stage.play([`${OBJECT};cut=0.8`, OBJECT]);
  const fault = new Error("not signed");
  const response = await resuming(QUICK, {
    address() {
      throw fault;
    },
  })(url);
  const error = await rejection(response.arrayBuffer());
  assert.equal(error.reason, "error");
  assert.equal(error.cause, fault);
  assert.match(error.message, /could not be continued: address threw$/);
  assert.equal((await journal()).attempts, 1);
});
