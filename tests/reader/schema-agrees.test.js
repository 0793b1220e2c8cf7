// policy.schema.json, which editors and config checkers use, agrees with the package's reader.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import Ajv2020 from "ajv/dist/2020.js";
import { BAD, GOOD } from "../package/support/policies.js";
import { COMPARISON } from "./support/comparison.js";
import { digest, reader } from "./support/reader.js";

const { ROOT, block, copy, read } = await reader();
const schema = JSON.parse(readFileSync(new URL("../../pkg-template/policy.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
const validate = ajv.compile(schema);

const show = (policy) => JSON.stringify(policy);

const GOOD_DATA = GOOD.filter(({ isData }) => isData).map(({ policy }) => policy);

/** What it means, in short. */
const meaning = (policy) =>
  digest(
    block(
      read(
        copy(policy, () => false),
        ROOT,
      ),
    ),
  );

function refusalOf(policy) {
  try {
    meaning(policy);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

test("it is a valid schema of draft 2020-12, without words that mean nothing there", () => {
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
});

test("both accept good policies", () => {
  for (const policy of GOOD_DATA) {
    assert.equal(validate(policy), true, `${show(policy)}: ${ajv.errorsText(validate.errors)}`);
    assert.equal(refusalOf(policy), undefined);
  }
});

test("both refuse bad policies, but for what one value says of another", () => {
  let compared = 0;
  for (const { policy, allowed } of BAD.filter(({ isData }) => isData)) {
    assert.ok(refusalOf(policy), show(policy));
    if (!validate(policy)) continue;
    compared++;
    const isBeyond = COMPARISON.test(allowed) || show(policy).includes("99999999d");
    assert.ok(isBeyond, `the schema accepts ${show(policy)}`);
  }
  assert.ok(compared < 30, `${compared} of them are beyond the schema`);
});

test("good policies with one value changed: both say the same", () => {
  const values = [
    null,
    true,
    false,
    0,
    1,
    -1,
    0.5,
    99,
    503,
    2000,
    "",
    "1s",
    "0s",
    "full",
    "none",
    "5xx",
    "list",
    [],
    [1],
    ["1s"],
    {},
  ];
  let refused = 0;
  let accepted = 0;
  for (const policy of GOOD_DATA.filter((policy) => typeof policy === "object")) {
    for (const path of paths(policy)) {
      for (const value of values) {
        const changed = withValue(policy, path, value);
        const bySchema = validate(changed);
        const refusal = refusalOf(changed);
        if (bySchema && COMPARISON.test(refusal)) continue;
        assert.equal(refusal === undefined, bySchema, `${show(changed)}: ${refusal ?? ajv.errorsText(validate.errors)}`);
        if (bySchema) accepted++;
        else refused++;
      }
    }
  }
  assert.ok(refused > 500 && accepted > 200, `${refused} refused, ${accepted} accepted`);
});

test("every option has a description, and the defaults are those of the standard preset", () => {
  // What is not there by default cannot be written as data.
  const absent = ["fallback", "refresh", "log", "until"];
  const written = {};
  for (const [name, option] of Object.entries(schema.$defs.options.properties)) {
    assert.ok(option.description?.length > 20, name);
    assert.equal("default" in option, !absent.includes(name), name);
    if ("default" in option) written[name] = option.default;
  }
  assert.equal(meaning(written), meaning({}));
});

test("the options of the schema are those of the package", () => {
  let message;
  try {
    read({ "no such option at all": 1 }, ROOT);
  } catch (error) {
    message = error.allowed;
  }
  const callbacks = ["shouldRetry", "statusOf", "onEvent", "fetch", "random", "now"];
  const names = message.split(/, | or /).filter((name) => !callbacks.includes(name));
  assert.deepEqual(Object.keys(schema.$defs.options.properties).sort(), names.sort());
});

test("nested options have descriptions too, and defaults that mean no change", () => {
  const least = {
    backoff: {},
    idempotencyKey: {},
    retryAfter: {},
    budget: {},
    breaker: {},
    throttle: {},
    fallback: {},
    until: { not: 404 },
  };
  for (const [option, given] of Object.entries(least)) {
    const plain = meaning({ [option]: given });
    for (const [name, field] of Object.entries(schema.$defs[option].properties)) {
      assert.ok(field.description?.length > 15, `${option}.${name}`);
      if (!("default" in field)) continue;
      const written = { [option]: { ...given, [name]: field.default } };
      assert.equal(meaning(written), plain, `${option}.${name}`);
    }
  }
});

function* paths(value, before = []) {
  if (before.length > 0) yield before;
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* paths(member, [...before, key]);
}

function withValue(policy, path, value) {
  const changed = structuredClone(policy);
  const parent = path.slice(0, -1).reduce((object, key) => object[key], changed);
  parent[path.at(-1)] = value;
  return changed;
}
