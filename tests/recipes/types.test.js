// The TypeScript of all recipes, compiled as a strict project would.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { INSTALLED } from "../package/support/installed.js";
import { folder } from "./support/pages.js";
import { blocksOf, languagesOf, RECIPES } from "./support/recipe.js";

const WORKSHOP = fileURLToPath(new URL("../../node_modules/", import.meta.url));
const TSC = join(WORKSHOP, "typescript/bin/tsc");
const dir = folder("types-of-recipes");

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: false,
  noEmit: true,
  target: "es2022",
  lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable"],
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  jsx: "react-jsx",
  skipLibCheck: true,
  typeRoots: [join(INSTALLED, "node_modules/@types"), join(WORKSHOP, "@types")],
  types: ["node"],
};

/** What the compiler says of a recipe's files. */
function complaints(recipe) {
  const languages = languagesOf(recipe);
  const blocks = Object.entries(blocksOf(recipe)).filter(([name]) => /^tsx?$/.test(languages[name]));
  if (blocks.length === 0) return undefined;
  const own = join(dir, recipe);
  folder(join("types-of-recipes", recipe));
  for (const [name, code] of blocks) writeFileSync(join(own, name === "ES module" ? "program.ts" : name), code);
  writeFileSync(join(own, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*"] }));
  return new Promise((resolve) => execFile(process.execPath, [TSC, "-p", own], (_, stdout, stderr) => resolve(stdout + stderr)));
}

/** Those that have no TypeScript: they are served as they stand. */
const AS_THEY_STAND = ["csp", "service-worker"];

for (const recipe of RECIPES) {
  test(recipe, async () => {
    const said = await complaints(recipe);
    assert.equal(said, AS_THEY_STAND.includes(recipe) ? undefined : "");
  });
}

test("the compiler is asked: it finds a mistake", async () => {
  const own = join(dir, "mistaken");
  folder(join("types-of-recipes", "mistaken"));
  writeFileSync(join(own, "program.ts"), 'import { createFetch } from "holdfast-fetch";\ncreateFetch({ retries: "many" });\n');
  writeFileSync(join(own, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*"] }));
  const said = await new Promise((resolve) => execFile(process.execPath, [TSC, "-p", own], (_, stdout) => resolve(stdout)));
  assert.match(said, /program\.ts\(2,15\): error TS2322/);
});
