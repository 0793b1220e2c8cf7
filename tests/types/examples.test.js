// The examples in the types, which editors show: each compiles in a strict project, and each policy of an option is accepted.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { INSTALLED } from "./support/installed.js";

const run = promisify(execFile);
const PACKAGE = join(INSTALLED, "node_modules/holdfast-fetch");
const dir = join(INSTALLED, "projects", "examples");

/** What examples take for granted: what the package exports, and things of the reader's own. */
const GIVEN = `
  import { CircuitBreaker, createFetch, fetchWithRetry, keepAlive, parseRetryAfter, preload, reportOf, retry, RetryError, RetryPolicy } from "holdfast-fetch";
  declare const policy: RetryPolicy;
  declare const client: { load(id: number, options: { signal: AbortSignal }): Promise<unknown> };
  declare function newToken(): Promise<string>;
  export { CircuitBreaker, client, createFetch, fetchWithRetry, keepAlive, newToken, parseRetryAfter, policy, preload, reportOf, retry, RetryError, RetryPolicy };
  export {};
`;

const types = readFileSync(join(PACKAGE, "dist/index.d.ts"), "utf8");
const examples = [...types.matchAll(/@example\n\s*\* ```ts\n(.*?)\n\s*\* ```/gs)].map(([, code]) =>
  code.replace(/^\s*\* ?/gm, ""),
);
const programs = examples.map((code) => `${GIVEN}{\n${code}\n}\n`);

test("there are examples of what is used most", () => {
  const all = examples.join("\n");
  for (const name of [
    "fetchWithRetry",
    "createFetch",
    "retry",
    "keepAlive",
    "RetryPolicy",
    "RetryError",
    "reportOf",
    "CircuitBreaker",
  ]) {
    assert.match(all, new RegExp(`\\b${name}\\b`), name);
  }
  const options =
    "backoff jitter tiers statuses idempotencyKey retryAfter deadline shouldRetry statusOf budget breaker fallback refresh until onEvent log";
  for (const option of options.split(" ")) assert.match(all, new RegExp(`createFetch\\(\\{.*\\b${option}:`), option);
});

test("they compile", async (t) => {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  t.after(() => rmSync(dir, { recursive: true }));
  for (const [index, program] of programs.entries()) writeFileSync(join(dir, `example-${index + 1}.mts`), program);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    lib: ["es2022", "dom", "esnext.disposable"],
    module: "nodenext",
    types: [],
  };
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*"] }));
  const tsc = join(INSTALLED, "node_modules/typescript/bin/tsc");
  const said = await run(process.execPath, [tsc, "-p", dir]).then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
  assert.equal(said, "");
});

test("policies of options are accepted as they stand", () => {
  const { createFetch } = createRequire(join(INSTALLED, "package.json"))("holdfast-fetch");
  const ofOptions = examples.filter((code) => /^const fetch = createFetch\(.*\);$/.test(code));
  assert.ok(ofOptions.length >= 16);
  for (const code of ofOptions) {
    const make = new Function("createFetch", "newToken", `${code} return fetch;`);
    assert.equal(typeof make(createFetch, async () => ""), "function", code);
  }
});
