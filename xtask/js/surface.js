// Fails if what the package's types declare as values is not what its entries export. Names the package's folder.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ENTRIES = ["index", "no-wasm", "opentelemetry", "body", "no-wasm-body"];

const dist = resolve(process.argv[2], "dist");
const wrong = [];
for (const entry of ENTRIES) {
  const declared = declaredValues(readFileSync(`${dist}/${entry}.d.ts`, "utf8"));
  const exported = Object.keys(await import(pathToFileURL(`${dist}/${entry}.js`)));
  for (const name of declared) if (!exported.includes(name)) wrong.push(`${entry}.d.ts declares ${name}, which is not exported`);
  for (const name of exported) if (!declared.includes(name)) wrong.push(`${entry}.js exports ${name}, which is not declared`);
}
if (wrong.length > 0) throw new Error(wrong.join("; "));

/** The names in `export { a, b }`; those in `export type { c }` are no values. */
function declaredValues(types) {
  return [...types.matchAll(/^export \{([^}]*)\};$/gm)].flatMap(([, names]) => names.split(",").map((name) => name.trim()));
}
