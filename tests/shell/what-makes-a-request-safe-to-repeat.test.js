// What of a request the core is told, so that it can say whether it may be sent again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shell, vectors } from "./support/shell.js";

const { readRequest, ofOperation } = await shell("request");
const { IDEMPOTENT, KEYED, CONDITIONAL, REPLAYABLE, DIRECT } = await shell("generated/codes");
const BITS = { IDEMPOTENT, KEYED, CONDITIONAL, REPLAYABLE, DIRECT };
const url = "http://server.test/";
const namesOf = (facts) => Object.keys(BITS).filter((name) => facts & BITS[name]);

// A no-cors Request drops what would not arrive by itself, but knows no other methods than GET, HEAD and POST.
for (const { method = "POST", mode, keyHeader, headers, facts } of await vectors("safeguards")) {
  test(`${[mode, method]} ${JSON.stringify(headers)} ${keyHeader ?? ""}: ${facts}`, () => {
    const forms = [
      headers,
      Object.entries(headers),
      new Headers(headers),
      Object.entries(headers).values(),
      new Map(Object.entries(headers)),
    ];
    for (const form of forms) {
      const request = readRequest(url, { method, headers: form, ...(mode && { mode }) }, keyHeader);
      assert.deepEqual(namesOf(request.facts), [...facts, "REPLAYABLE"]);
    }
    const { facts: found } = readRequest(new Request(url, { method, headers, ...(mode && { mode }) }), undefined, keyHeader);
    assert.deepEqual(namesOf(found), [...facts, "REPLAYABLE"]);
  });
}

test("a header that is there twice is one that holds both", () => {
  const { facts } = readRequest(url, {
    headers: [
      ["if-match", "*"],
      ["If-Match", '"a"'],
    ],
    method: "POST",
  });
  assert.deepEqual(namesOf(facts), ["CONDITIONAL", "REPLAYABLE"]);
});

test("a stream can be sent once, what makes a body any number of times", () => {
  const bodies = [new Blob(["x"]).stream(), (async function* () {})()];
  for (const body of bodies) assert.deepEqual(namesOf(readRequest(url, { method: "PUT", body }).facts), ["IDEMPOTENT"]);
  for (const body of ["x", new Blob(["x"]), new FormData(), () => new Blob(["x"]).stream(), null]) {
    assert.deepEqual(namesOf(readRequest(url, { method: "PUT", body }).facts), ["IDEMPOTENT", "REPLAYABLE"]);
  }
});

test("a plain GET, and an operation", () => {
  for (const request of [readRequest(url), readRequest(url, {}), ofOperation(() => {})]) {
    assert.deepEqual(namesOf(request.facts), ["IDEMPOTENT", "REPLAYABLE"]);
  }
});

test("where a request may be redirected, nobody knows which server a failure was at", () => {
  for (const redirect of [undefined, "follow", "error", "manual"]) {
    const init = { method: "POST", ...(redirect && { redirect }) };
    const isDirect = redirect === "error" || redirect === "manual";
    for (const facts of [readRequest(url, init).facts, readRequest(new Request(url, init)).facts]) {
      assert.deepEqual(namesOf(facts), isDirect ? ["REPLAYABLE", "DIRECT"] : ["REPLAYABLE"], `${redirect}`);
    }
    const followed = readRequest(new Request(url, init), { redirect: "follow" });
    assert.deepEqual(namesOf(followed.facts), ["REPLAYABLE"], "what is said beside a Request wins");
  }
});
