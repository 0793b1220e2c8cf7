// What README and the guide show is also TypeScript, as strict as it gets.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { codeBlocks } from "../package/support/readme.js";
import { INSTALLED } from "./support/installed.js";

test("the ES modules of README and of the guide compile under strict", async (t) => {
  const dir = join(INSTALLED, "projects", "readme");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  t.after(() => rmSync(dir, { recursive: true }));
  const modules = codeBlocks().filter(({ language, kind }) => language === "js" && kind === "module");
  assert.ok(modules.length > 0, "there is no ES module");
  for (const [index, { code }] of modules.entries()) writeFileSync(join(dir, `${index + 1}.mts`), code);
  const compilerOptions = { noEmit: true, strict: true, exactOptionalPropertyTypes: true, target: "es2022", module: "nodenext" };
  writeFileSync(join(dir, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, types: ["node"] } }));
  const tsc = join(INSTALLED, "node_modules", "typescript-7", "bin/tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "--project", dir]).catch((error) => error);
  assert.equal(stdout, "");
});
