// What a bundler made of the package: everything in the JavaScript, and nothing twice.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

/**
 * Checks that a folder of built files holds the core once, as text, with no file beside it that could be lost, and that what
 * is downloaded is no larger than the package's own file, which is not minified, and the others: the application, the
 * bundler's runtime.
 *
 * @param {string} built
 * @param {string} dir where the package is installed
 * @param {number} others bytes
 */
export function holdsOneCore(built, dir, others = 1500) {
  const files = readdirSync(built, { recursive: true }).map((name) => join(built, name));
  assert.deepEqual(filesOf(files, ".wasm"), []);
  const javascript = filesOf(files, ".js")
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const own = readFileSync(join(dir, "node_modules/holdfast-fetch/dist/index.js"), "utf8");
  assert.equal(javascript.split(partOfCore(own)).length - 1, 1, "copies of the core");
  const [bundled, shipped] = [javascript, own].map((text) => brotliCompressSync(text).length);
  assert.ok(bundled <= shipped + others, `${bundled} bytes are built from the ${shipped} of the package`);
}

const filesOf = (files, extension) => files.filter((file) => extname(file) === extension);

/** A long piece of the text that is the core (by far the longest line), without a character that a minifier writes otherwise. */
function partOfCore(javascript) {
  const core = longest(javascript.split("\n"));
  return longest(core.match(/[^"'`$\\<]+/g));
}

const longest = (texts) => texts.reduce((one, other) => (other.length > one.length ? other : one));
