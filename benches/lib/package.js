// The packages under test: holdfast-fetch as built in pkg/, and the peers as installed.
import { existsSync, readFileSync } from "node:fs";

const PKG = new URL("../../pkg/", import.meta.url);

/** A file of the built package. */
export function built(path) {
  const file = new URL(path, PKG);
  if (!existsSync(file)) throw new Error(`pkg/${path} is missing: run \`cargo xtask package\` first`);
  return file;
}

/** What `import "holdfast-fetch"` finds in Node, browsers and bundlers. */
export function entry() {
  const { exports } = manifest("holdfast-fetch");
  return built(exports["."].import.default);
}

/** Has the built package this entry? Without a name: its main one. */
export function hasEntry(name) {
  return Object.hasOwn(manifest("holdfast-fetch").exports, name === undefined ? "." : `./${name}`);
}

/** The version of a package. */
export function version(name) {
  return manifest(name).version;
}

function manifest(name) {
  const file =
    name === "holdfast-fetch" ? built("package.json") : new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}
