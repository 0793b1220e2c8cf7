// An application of tests/consumers as its users would have it: in a folder of its own, with the packed tarball installed.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { program } from "./program.js";

if (!process.env.HOLDFAST_TARBALL) {
  throw new Error("HOLDFAST_TARBALL must name the packed holdfast-fetch: run `cargo xtask test --only consumers`.");
}
const TARBALL = resolve(process.env.HOLDFAST_TARBALL);
const WORKSHOP = resolve(import.meta.dirname, "../../../target/consumers");
const MARK = ".installed-from";

/** Copies a folder of tests/consumers and installs what it asks for, and the tarball. Returns the copy. */
export async function installed(source) {
  const dir = join(WORKSHOP, basename(source));
  mkdirSync(dir, { recursive: true });
  const wanted = fingerprint(TARBALL, join(source, "package.json"), join(source, "package-lock.json"));
  const mark = join(dir, MARK);
  const upToDate = existsSync(mark) && readFileSync(mark, "utf8") === wanted;
  // What an earlier run built must not stand in for what this one fails to build.
  for (const name of readdirSync(dir)) {
    if (name !== "node_modules" && !(upToDate && KEPT.has(name))) rmSync(join(dir, name), { recursive: true });
  }
  cpSync(source, dir, { recursive: true, filter: (path) => isSource(path, upToDate) });
  if (!upToDate) {
    // Saved, as a user's would be; npm replaces a package that came from another tarball.
    await program("npm", ["install", "--no-audit", "--no-fund", TARBALL], { dir, env: toTheRegistry(), limit: 300_000 });
    writeFileSync(mark, wanted);
  }
  return dir;
}

/** The variables by which npm finds its way behind a proxy. */
function toTheRegistry() {
  const matters = ([name]) => /^(npm_config_.*|node_extra_ca_certs|https?_proxy|no_proxy)$/i.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(matters));
}

/** With the tarball written into them by npm. */
const KEPT = new Set([MARK, "package.json", "package-lock.json"]);

function isSource(path, upToDate) {
  const name = basename(path);
  return name !== "node_modules" && name !== "consumer.test.js" && !(upToDate && KEPT.has(name));
}

function fingerprint(...files) {
  const hash = createHash("sha256");
  for (const file of files) if (existsSync(file)) hash.update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}
