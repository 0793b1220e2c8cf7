// What ships names no folder of the machine that built it, and no place that it was built from.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fileOfPackage } from "./support/installed.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("no file of dist has this checkout's folder, the home folder, or a registry's address", () => {
  const files = readdirSync(fileOfPackage("dist"));
  assert.ok(files.includes("core.wasm"));
  for (const file of files) {
    const text = readFileSync(fileOfPackage(`dist/${file}`), "latin1");
    for (const place of [ROOT, `${homedir()}/`, "crates.io", "registry"]) {
      assert.equal(text.includes(place), false, `dist/${file} has ${place}`);
    }
  }
});
