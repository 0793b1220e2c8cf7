// The types as programs of all kinds see them: both module systems, every way of resolving, platforms with and without a DOM,
// compilers of three ages. What the folders hold is compiled, and is right if nothing is reported.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { INSTALLED } from "./support/installed.js";

const run = promisify(execFile);

const PLATFORMS = {
  "a page": { lib: ["es2022", "dom"], types: [] },
  "a worker in a browser": { lib: ["es2022", "webworker"], types: [] },
  Node: { lib: ["es2022"], types: ["node"] },
  "Node with the DOM's types": { lib: ["es2022", "dom"], types: ["node"] },
  "Cloudflare Workers": { lib: ["es2022"], types: ["@cloudflare/workers-types"] },
};

/** How a project resolves modules, and which of its files are ES modules and which are CommonJS. */
const PROJECTS = {
  nodenext: { module: "nodenext", extensions: ["mts", "cts"] },
  node16: { module: "node16", extensions: ["mts", "cts"] },
  bundler: { module: "esnext", moduleResolution: "bundler", extensions: ["ts"] },
};

// Full rounds are for the compiler that takes a tenth of the time.
const NEWEST = "typescript-7";
const CLASSIC = "typescript";
const OLDEST = "typescript-5.2";

for (const platform of Object.keys(PLATFORMS)) {
  for (const project of Object.keys(PROJECTS)) compiles("everywhere", platform, project, NEWEST);
}
compiles("everywhere", "a page", "bundler", CLASSIC);
compiles("everywhere", "Node", "nodenext", CLASSIC);
compiles("everywhere", "Cloudflare Workers", "bundler", CLASSIC);
compiles("everywhere", "a page", "nodenext", OLDEST);
compiles("everywhere", "Node", "node16", OLDEST);
for (const project of Object.keys(PROJECTS)) compiles("workers", "Cloudflare Workers", project, NEWEST);
// Whether the types of these clients are without fault is their affair.
const others = { skipLibCheck: true };
for (const platform of ["a page", "Node", "Node with the DOM's types"]) compiles("clients", platform, "nodenext", NEWEST, others);
compiles("clients", "a page", "bundler", CLASSIC, others);

function compiles(folder, platform, project, compiler, more = {}) {
  test(`${folder}, for ${platform}, resolved as ${project} does, by ${compiler}`, async (t) => {
    const { extensions, ...options } = PROJECTS[project];
    const name = `${folder} ${platform} ${project} ${compiler}`.replace(/\W+/g, "-");
    const dir = join(INSTALLED, "projects", name);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    t.after(() => rmSync(dir, { recursive: true }));
    const source = join(import.meta.dirname, folder);
    for (const file of readdirSync(source)) {
      for (const extension of extensions) cpSync(join(source, file), join(dir, file.replace(/ts$/, extension)));
    }
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      target: "es2022",
      ...PLATFORMS[platform],
      ...options,
      ...more,
    };
    writeFileSync(
      join(dir, "tsconfig.json"),
      JSON.stringify({ compilerOptions, include: extensions.map((kind) => `*.${kind}`) }),
    );
    const tsc = join(INSTALLED, "node_modules", compiler, "bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", dir]).catch((error) => error);
    assert.equal(stdout, "");
  });
}
