// The code of docs/recipes, as it stands there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { transformSync } from "esbuild";

const FOLDER = new URL("../../../docs/recipes/", import.meta.url);
const FENCE = /^```(\w+)\n(?:\/\/ ([^\n]+)|<!-- ([^\n]+) -->)\n(.*?)^```$/gms;

/** The server that recipes call; tests put another in its place. */
export const UPSTREAM = "https://api.example.com";

export const pageOf = (recipe) => readFileSync(new URL(`${recipe}.md`, FOLDER), "utf8");

/** All recipes, by their names. */
export const RECIPES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => file.replace(".md", ""));

/** The languages of a recipe's blocks, by what their first line says. */
export const languagesOf = (recipe) =>
  Object.fromEntries([...pageOf(recipe).matchAll(FENCE)].map(([, language, name, markup]) => [name ?? markup, language]));

/** The blocks of a recipe by what their first line, a comment, says: a file's name, or the kind of program. */
export function blocksOf(recipe) {
  const text = pageOf(recipe);
  const blocks = [...text.matchAll(FENCE)].map(([, , name, markup, code]) => [name ?? markup, code]);
  assert.ok(blocks.length > 0, `docs/recipes/${recipe}.md has no code`);
  assert.equal(
    text.split("\n```").length - 1,
    2 * blocks.length,
    `a block of docs/recipes/${recipe}.md has no first line that names it`,
  );
  return Object.fromEntries(blocks);
}

/** One block, calling another server. */
export function blockOf(recipe, name, address) {
  const code = blocksOf(recipe)[name];
  assert.ok(code, `docs/recipes/${recipe}.md has no block ${name}`);
  return address === undefined ? code : replaced(code, UPSTREAM, address);
}

/** With something in the place of what must be there. */
export function replaced(code, from, to) {
  assert.ok(code.includes(from), `the code does not say ${from}`);
  return code.replaceAll(from, to);
}

/** TypeScript as JavaScript. */
export const stripped = (code) => transformSync(code, { loader: "ts", format: "esm", target: "es2022" }).code;
