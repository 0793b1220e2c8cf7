// import and require give the same package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { printed } from "./support/child.js";
import * as imported from "./support/installed.js";
import { fileOfPackage, requireThere } from "./support/installed.js";

const NAMES = [
  "CircuitBreaker",
  "RetryError",
  "RetryPolicy",
  "createFetch",
  "fetchWithRetry",
  "keepAlive",
  "parseRetryAfter",
  "preload",
  "reportOf",
  "retry",
];

// Prints what a program sees that uses the CommonJS file, as Node does when it may not require ES modules.
const AS_COMMONJS = `
  const holdfast = require("holdfast-fetch");
  const fetch = async () => new Response("fine", { status: 200 });
  holdfast.fetchWithRetry("http://server.test/", { fetch }).then(async (response) => {
    console.log(JSON.stringify({
      file: require.resolve("holdfast-fetch").replaceAll("\\\\", "/").split("/").at(-1),
      names: Object.keys(holdfast).sort(),
      text: await response.text(),
      reason: holdfast.reportOf(response).reason,
    }));
  });`;

test("import and require give all exports and no others", () => {
  const required = requireThere("holdfast-fetch");
  assert.deepEqual(
    Object.keys(required)
      .filter((name) => name !== "__esModule")
      .sort(),
    NAMES,
  );
  for (const name of NAMES) assert.equal(typeof required[name], "function", name);
  const shared = Object.entries(imported).filter(([name]) => NAMES.includes(name));
  assert.equal(shared.length, NAMES.length);
  for (const [name, value] of shared) assert.equal(required[name], value, `${name} is not the same from import and require`);
});

test("a policy made by one works in the other", async () => {
  const required = requireThere("holdfast-fetch");
  const policy = new required.RetryPolicy({ retries: 0, fetch: async () => new Response(null, { status: 503 }) });
  const response = await imported.fetchWithRetry("http://server.test/", policy);
  assert.equal(required.reportOf(response).attempts.length, 1);
  assert.equal(required.reportOf(response).reason, "attempts");
});

test("where ES modules cannot be required, the CommonJS file serves", async () => {
  const seen = await printed(AS_COMMONJS, { type: "commonjs", flags: ["--no-experimental-require-module"] });
  assert.deepEqual(seen, { file: "index.cjs", names: NAMES, text: "fine", reason: "success" });
});

test("named imports work from the CommonJS file too", async () => {
  const program = `
    import { createFetch, RetryPolicy } from ${JSON.stringify(fileOfPackage("dist/index.cjs"))};
    const policy = new RetryPolicy({ fetch: async () => new Response("fine") });
    const response = await createFetch(policy)("http://server.test/");
    console.log(JSON.stringify(await response.text()));`;
  assert.equal(await printed(program), "fine");
});

test("a policy of another copy of the package is never taken for one of this copy", async () => {
  const path = fileOfPackage("dist/index.cjs");
  const one = requireThere(path);
  delete requireThere.cache[path];
  const other = requireThere(path);
  assert.notEqual(one.RetryPolicy, other.RetryPolicy);
  const policyThere = new other.RetryPolicy({ retries: 0 });
  // The same number in a row, so that a policy known by its number alone would be mistaken.
  const policyHere = new one.RetryPolicy({ retries: 2, backoff: { base: 1 } });
  const count = async (policy) => {
    let sent = 0;
    const fetch = async () => new Response(null, { status: ++sent > 9 ? 200 : 503 });
    const before = globalThis.fetch;
    globalThis.fetch = fetch;
    try {
      await one.fetchWithRetry("http://server.test/", policy);
    } finally {
      globalThis.fetch = before;
    }
    return sent;
  };
  assert.equal(await count(policyHere), 3);
  const meaning = await count(policyThere).catch((error) => error);
  // Either it means there what it means here, or it is refused; anything else is another policy in disguise.
  if (meaning instanceof TypeError) assert.match(meaning.message, /policy/);
  else assert.equal(meaning, 1);
});

test("classes have the names that they are known by", () => {
  const { CircuitBreaker, RetryError, RetryPolicy } = imported;
  for (const [name, one] of Object.entries({ CircuitBreaker, RetryError, RetryPolicy })) {
    assert.equal(one.name, name);
    assert.equal(requireThere("holdfast-fetch")[name].name, name);
  }
});

test("the core, the types and the manifest can be found by name", () => {
  const manifest = requireThere("holdfast-fetch/package.json");
  assert.equal(manifest.name, "holdfast-fetch");
  assert.notEqual(manifest.version, "0.0.0");
  assert.equal(WebAssembly.validate(readFileSync(requireThere.resolve("holdfast-fetch/core.wasm"))), true);
  assert.match(readFileSync(fileOfPackage(manifest.types), "utf8"), /declare function fetchWithRetry/);
  assert.throws(() => requireThere.resolve("holdfast-fetch/dist/index.js"), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" });
});

test("there are no dependencies that must be installed", () => {
  const manifest = requireThere("holdfast-fetch/package.json");
  for (const kind of ["dependencies", "optionalDependencies", "bundledDependencies", "scripts"]) {
    assert.equal(manifest[kind], undefined, kind);
  }
  for (const name of Object.keys(manifest.peerDependencies))
    assert.equal(manifest.peerDependenciesMeta[name].optional, true, name);
});
