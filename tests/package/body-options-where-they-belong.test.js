// An option that stands in another argument than its own is told where it belongs, by each function of holdfast-fetch/body.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createFetch } from "./support/installed.js";
import { events, resuming, whole } from "./support/installed-body.js";

const url = "http://server.test/";
const MADE = "the address and the request's own options go to the fetch that it makes";
// Each with its policy first.
const FUNCTIONS = {
  whole: {
    make: whole,
    own: ["limit", "idle", "check"],
    besidePolicy: `options of whole are its second argument; ${MADE}`,
    besideOptions: `options of the policy are its first argument; ${MADE}`,
  },
  resuming: {
    make: resuming,
    own: ["idle", "within", "reread", "address"],
    besidePolicy: `options of resuming are its second argument; ${MADE}`,
    besideOptions: `options of the policy are its first argument; ${MADE}`,
  },
  events: {
    make: (policy, options) => events(url, policy, options),
    own: ["init", "idle", "feed", "unique", "limit", "done", "failed", "content", "resume"],
    besidePolicy:
      "the address is the first argument of events; its options are the third, and the request's own options are init there",
    besideOptions: "options of the policy are its second argument; the request's own options are init",
  },
};
const REQUEST = ["method", "headers", "body", "signal", "mode", "credentials", "cache", "redirect", "keepalive", "duplex"];
const SCHEMA = new URL("../../pkg-template/policy.schema.json", import.meta.url);
const DATA = Object.keys(JSON.parse(readFileSync(SCHEMA, "utf8")).$defs.options.properties);
const POLICY = [...DATA, "shouldRetry", "statusOf", "onEvent", "fetch", "random", "now"];

/** How the call was refused: the message, and that the error's own fields say the same. */
function refusal(call, field) {
  let found;
  assert.throws(call, (error) => {
    found = error;
    return error instanceof TypeError;
  });
  assert.equal(found.field, field);
  assert.ok(found.message.endsWith(`; allowed: ${found.allowed}`), found.message);
  return found.message;
}

for (const [what, { make, own, besidePolicy, besideOptions }] of Object.entries(FUNCTIONS)) {
  test(`${what}: what is no option of the policy is told where it belongs`, () => {
    for (const name of [...own, ...REQUEST]) {
      const words = refusal(() => make({ retries: 3, [name]: 5 }), name);
      assert.equal(words, `retry policy: ${name} is not an option; allowed: what a policy takes; ${besidePolicy}`);
    }
  });

  test(`${what}: what is none of its own options is told where it belongs`, () => {
    assert.ok(DATA.length > 20);
    const names = `${own.slice(0, -1).join(", ")} or ${own.at(-1)}`;
    for (const name of [...POLICY, ...REQUEST]) {
      const words = refusal(() => make({}, { [name]: 5 }), name);
      assert.equal(words, `${what}: ${name} is not an option; allowed: ${names}; ${besideOptions}`);
    }
  });

  test(`${what}: an address is no policy`, () => {
    for (const [given, field] of [
      [url, "preset"],
      ["/orders", "preset"],
      [new URL(url), ""],
      [new Request(url), ""],
    ]) {
      const words = refusal(() => make(given), field);
      assert.ok(words.endsWith(`; allowed: what a policy takes; ${besidePolicy}`), words);
    }
    // What is misspelt is none.
    const words = refusal(() => make("standrad"), "preset");
    assert.match(words, /; allowed: standard, fleet,/);
  });

  test(`${what}: whatever else is wrong is refused as anywhere`, () => {
    for (const [policy, field, words] of [
      [{ retires: 3 }, "retires", /^retry policy: retires is not an option; allowed: retries \(did you mean that\?\)$/],
      [{ retries: -1 }, "retries", /^retry policy: retries is -1; allowed: /],
      [{ backoff: { idle: 5 } }, "backoff.idle", /^retry policy: backoff\.idle is not an option; allowed: type, base,/],
    ]) {
      assert.match(
        refusal(() => make(policy), field),
        words,
      );
    }
  });
}

test("what a policy is told of itself is told as everywhere, and what a getter throws is thrown as it is", () => {
  for (const policy of [{ statusOf: new Request(url) }, { breaker: { key: new URL(url) } }]) {
    const told = refusal(() => createFetch(policy), policy.breaker ? "breaker.key" : "statusOf");
    for (const { make } of Object.values(FUNCTIONS)) assert.throws(() => make(policy), { message: told });
  }
  for (const thrown of [
    Object.assign(new Error("mine"), { field: "idle" }),
    { field: "idle", message: 5 },
    "a text",
    undefined,
  ]) {
    const policy = {
      get retries() {
        throw thrown;
      },
    };
    for (const { make } of Object.values(FUNCTIONS)) {
      let found = "nothing";
      try {
        make(policy);
      } catch (error) {
        found = error;
      }
      assert.equal(found, thrown);
    }
  }
});
