// The code blocks of the README.
import { readFileSync } from "node:fs";

const README = new URL("../../../README.md", import.meta.url);
const FENCE = /^```(\w+)\n(.*?)^```$/gms;

/** The module system that the first line of a block names. */
const KINDS = [
  [/^\/\/ (ES module|esm)\b/i, "module"],
  [/^\/\/ (CommonJS|cjs)\b/i, "commonjs"],
  [/^\/\/ browser\b/i, "browser"],
];

/** `{ language, code, line, kind }` of each fenced block. */
export function codeBlocks() {
  const text = readFileSync(README, "utf8");
  return [...text.matchAll(FENCE)].map(({ 1: language, 2: code, index }) => ({
    language,
    code,
    line: text.slice(0, index).split("\n").length,
    kind: KINDS.find(([pattern]) => pattern.test(code))?.[1],
  }));
}
