// What an editor offers and shows: completions, and the words of index.d.ts on hovering.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { INSTALLED } from "./support/installed.js";

const require = createRequire(join(INSTALLED, "package.json"));
const ts = require("typescript");
const { RetryPolicy } = require("holdfast-fetch");
const FILE = join(INSTALLED, "in-an-editor.mts");
const IMPORTS = `import { createFetch, fetchWithRetry, keepAlive, RetryPolicy, type PolicyOptions } from "holdfast-fetch";\n`;
const PRESETS = ["copyleaks", "fleet", "livePerson", "resilientIntegrations", "standard", "statusCodes", "zDirect"];

let text = "";
let version = 0;
const options = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
};
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [FILE],
  getScriptVersion: (name) => (name === FILE ? `${version}` : "1"),
  getScriptSnapshot: (name) => {
    const content = name === FILE ? text : ts.sys.readFile(name);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  getCurrentDirectory: () => INSTALLED,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: (name) => name === FILE || ts.sys.fileExists(name),
  readFile: ts.sys.readFile,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
});

/** Opens a program, and gives the place of the cursor in it, the sign ‸. */
function opened(program) {
  const whole = IMPORTS + program;
  text = whole.replace("‸", "");
  version++;
  return whole.indexOf("‸");
}

function offered(program) {
  const { entries } = service.getCompletionsAtPosition(FILE, opened(program), {});
  return entries.map(({ name }) => name).sort();
}

function info(program) {
  return service.getQuickInfoAtPosition(FILE, opened(program));
}

test("names of presets are offered, wherever one may stand", () => {
  for (const program of [
    `fetchWithRetry("/", "‸");`,
    `createFetch("‸");`,
    `new RetryPolicy("‸");`,
    `fetchWithRetry("/", { preset: "‸" });`,
    `createFetch()("/", { retry: "‸" });`,
    `keepAlive("/", { interval: "1m", policy: "‸" });`,
    `const policy: PolicyOptions = { preset: "‸" };`,
  ]) {
    assert.deepEqual(offered(program), PRESETS, program);
  }
});

test("options are offered, and their words", () => {
  const names = offered("createFetch({ ‸ });");
  for (const name of ["retries", "deadline", "breaker", "onEvent"]) assert.ok(names.includes(name), name);
  assert.deepEqual(offered(`createFetch({ backoff: { type: "‸" } });`), [
    "constant",
    "exponential",
    "fibonacci",
    "linear",
    "list",
  ]);
  assert.deepEqual(offered(`createFetch({ onEvent: (event) => event.type === "‸" });`), [
    "attempt",
    "broken",
    "circuit",
    "continued",
    "end",
    "failure",
    "fallback",
    "refresh",
    "response",
    "wait",
  ]);
});

test("the types have every option that the package knows, and no other", () => {
  for (const [type, policy] of [
    ["PolicyOptions", { x: 1 }],
    ["BackoffOptions", { backoff: { x: 1 } }],
    ["Tier", { tiers: [{ x: 1 }] }],
    ["IdempotencyKeyOptions", { idempotencyKey: { x: 1 } }],
    ["RetryAfterOptions", { retryAfter: { x: 1 } }],
    ["BudgetOptions", { budget: { x: 1 } }],
    ["BreakerOptions", { breaker: { x: 1 } }],
    ["ThrottleOptions", { throttle: { x: 1 } }],
    ["CachedFallback", { fallback: { x: 1 } }],
    ["UntilOptions", { until: { x: 1 } }],
  ]) {
    assert.deepEqual(offered(`const options: import("holdfast-fetch").${type} = { ‸ };`), knownTo(policy), type);
  }
});

/** The options that are allowed where the policy has one that is not known. */
function knownTo(policy) {
  try {
    new RetryPolicy(policy);
  } catch ({ allowed }) {
    return allowed.split(/, | or /).sort();
  }
}

test("every option says what it means, and its default if it has one", () => {
  const names = offered("const options: PolicyOptions = { ‸ };");
  assert.ok(names.length >= 27, names.join(" "));
  const withoutDefault = [];
  for (const name of names) {
    const { documentation, tags } = info(`declare const options: PolicyOptions;\noptions.‸${name};`);
    const said = ts.displayPartsToString(documentation);
    assert.ok(said.length > 10, `${name}: ${said}`);
    const hasDefault = /[Bb]y default/.test(said) || tags?.some((tag) => tag.name === "default");
    if (!hasDefault) withoutDefault.push(name);
  }
  assert.deepEqual(withoutDefault, ["onEvent", "shouldRetry", "statusOf"]);
});
