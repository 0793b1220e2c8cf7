// What the README shows is also TypeScript, as strict as it gets.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { INSTALLED } from "./support/installed.js";

const README = new URL("../../README.md", import.meta.url);

test("the ES modules of the README compile under strict", async (t) => {
  const dir = join(INSTALLED, "projects", "readme");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  t.after(() => rmSync(dir, { recursive: true }));
  const modules = [...readFileSync(README, "utf8").matchAll(/^```js\n(\/\/ ES module.*?)^```$/gms)];
  assert.ok(modules.length > 0, "README.md has no ES module");
  for (const [index, { 1: code }] of modules.entries()) writeFileSync(join(dir, `${index + 1}.mts`), code);
  const compilerOptions = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, target: "es2022", module: "nodenext" };
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, types: ["node"] } }));
  const tsc = join(INSTALLED, "node_modules", "typescript-7", "bin/tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "--project", dir]).catch((error) => error);
  assert.equal(stdout, "");
});
