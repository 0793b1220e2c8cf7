// The package as a user has it: installed from its tarball, and found through its exports map.
import { renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

if (!process.env.HOLDFAST_INSTALLED) {
  throw new Error(
    "HOLDFAST_INSTALLED must name a folder in which the packed holdfast-fetch is installed: run `cargo xtask test package`.",
  );
}

/** A user's folder: the package is in its node_modules. */
export const INSTALLED = resolve(process.env.HOLDFAST_INSTALLED);

/** The entry that is tested: what a user writes after `from`. */
export const ENTRY = process.env.HOLDFAST_ENTRY ?? "holdfast-fetch";

/** Resolves as a CommonJS file of that folder does. */
export const requireThere = createRequire(join(INSTALLED, "package.json"));

/** A file of the package, past its exports map. */
export const fileOfPackage = (path) => join(INSTALLED, "node_modules", "holdfast-fetch", path);

/** The CommonJS file of the entry that is tested. */
export const COMMONJS = fileOfPackage(`dist/${ENTRY.split("/")[1] ?? "index"}.cjs`);

export const {
  CircuitBreaker,
  createFetch,
  fetchWithRetry,
  keepAlive,
  parseRetryAfter,
  preload,
  RetryError,
  RetryPolicy,
  reportOf,
  retry,
} = await imported(ENTRY);

/**
 * What an entry of the package exports. A bare specifier is resolved from the module that has it, so there must be one in the user's
 * folder. Renamed into place, since other test files may be loading it at this moment.
 */
export function imported(entry) {
  const path = join(INSTALLED, `imports-${entry.replaceAll("/", "-")}.mjs`);
  writeFileSync(`${path}.${process.pid}`, `export * from "${entry}";\n`);
  renameSync(`${path}.${process.pid}`, path);
  return import(pathToFileURL(path).href);
}
