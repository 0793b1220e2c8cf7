// The code blocks of README and of the guide.
import { readFileSync } from "node:fs";

/** Whose programs run as they stand there. */
export const PAGES = ["README.md", "docs/guide.md"];

const FENCE = /^```(\w+)\n(.*?)^```$/gms;

/** The module system that the first line of a block names. */
const KINDS = [
  [/^\/\/ (ES module|esm)\b/i, "module"],
  [/^\/\/ (CommonJS|cjs)\b/i, "commonjs"],
  [/^\/\/ browser\b/i, "browser"],
];

/** `{ page, language, code, line, kind }` of each fenced block of these pages. */
export function codeBlocks(pages = PAGES) {
  return pages.flatMap(blocksOf);
}

function blocksOf(page) {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), "utf8");
  return [...text.matchAll(FENCE)].map(({ 1: language, 2: code, index }) => ({
    page,
    language,
    code,
    line: text.slice(0, index).split("\n").length,
    kind: KINDS.find(([pattern]) => pattern.test(code))?.[1],
  }));
}
