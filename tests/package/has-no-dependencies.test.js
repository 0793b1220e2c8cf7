// What is installed with the package: nothing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileOfPackage, INSTALLED } from "./support/installed.js";

const manifest = JSON.parse(readFileSync(fileOfPackage("package.json"), "utf8"));

test("package.json asks for nothing, and runs nothing when it is installed", () => {
  for (const field of ["dependencies", "optionalDependencies", "bundleDependencies", "bundledDependencies", "scripts", "bin"])
    assert.equal(manifest[field], undefined, field);
  for (const peer of Object.keys(manifest.peerDependencies))
    assert.equal(manifest.peerDependenciesMeta[peer].optional, true, `${peer} is installed only by those who want it`);
});

test("npm installed the package and nothing else", () => {
  const { packages } = JSON.parse(readFileSync(join(INSTALLED, "node_modules/.package-lock.json"), "utf8"));
  assert.deepEqual(Object.keys(packages), ["node_modules/holdfast-fetch"]);
});

test("its modules import nothing but its own files and an optional peer", () => {
  const allowed = ["./core.wasm", "./explain.wasm", "./body.wasm", "holdfast-fetch", ...Object.keys(manifest.peerDependencies)];
  const modules = readdirSync(fileOfPackage("dist")).filter((name) => /\.c?js$/.test(name));
  const imported = new Set();
  for (const name of modules) {
    const text = readFileSync(fileOfPackage(`dist/${name}`), "utf8");
    for (const [, from] of text.matchAll(/(?:^import|\bfrom|\brequire\(|\bimport\()\s*"([^"\n]+)"/gm)) {
      imported.add(from);
      const fits = allowed.some((start) => from === start || from.startsWith(`${start}?`) || from.startsWith(`${start}/`));
      assert.ok(fits, `${name} imports ${from}`);
    }
  }
  assert.ok(imported.has("@opentelemetry/api"), "the search finds imports");
});

test("the licence of each package that is bundled is there", () => {
  const bundled = new Set();
  for (const name of readdirSync(fileOfPackage("dist")).filter((name) => /\.c?js$/.test(name))) {
    const text = readFileSync(fileOfPackage(`dist/${name}`), "utf8");
    for (const [, path] of text.matchAll(/^\/\/ \S*node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)) bundled.add(path);
  }
  assert.deepEqual([...bundled], ["eventsource-parser"]);
  const files = readdirSync(fileOfPackage("")).filter((name) => name.startsWith("LICENSE-"));
  assert.deepEqual(files.sort(), ["LICENSE-APACHE", "LICENSE-MIT", ...[...bundled].map((name) => `LICENSE-${name}`)].sort());
  for (const name of bundled)
    assert.match(readFileSync(fileOfPackage(`LICENSE-${name}`), "utf8"), /Copyright.+permission notice/s);
});
