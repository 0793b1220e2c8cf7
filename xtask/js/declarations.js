// Writes the package's types into the folder that is named: for each entry one file, made from the TypeScript sources.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const TEMPLATE = fileURLToPath(new URL("../../pkg-template/", import.meta.url));

/** The entries that have sources of their own, and the names under which their types are published. */
const ENTRIES = { index: ["index", "no-wasm"], opentelemetry: ["opentelemetry"], body: ["body", "no-wasm-body"] };

const [, , folder] = process.argv;

for (const [entry, names] of Object.entries(ENTRIES)) {
  const source = `${TEMPLATE}src/${entry}.ts`;
  const bundle = await rollup({
    input: source,
    // Other packages, and this one by its name.
    external: /^[^./]/,
    plugins: [dts({ tsconfig: `${TEMPLATE}tsconfig.json`, compilerOptions: { paths: {} } })],
    onwarn(warning) {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  const first = head(readFileSync(source, "utf8"));
  const text = first + output[0].code.replace(first, "");
  for (const name of names) {
    // TypeScript takes the one for ES modules and the other for CommonJS.
    // What shares its state with the entry without WebAssembly speaks of that one's classes.
    const whole = name.startsWith("no-wasm-") ? text.replaceAll("'holdfast-fetch'", "'holdfast-fetch/no-wasm'") : text;
    for (const kind of ["d.ts", "d.cts"]) writeFileSync(`${folder}/${name}.${kind}`, whole);
  }
}

/** What stands before the first import or export: references to libraries, and the comment on the whole module. Bundling moves or drops these. */
function head(source) {
  return /^(?:\/\/\/.*\n|\/\*\*[\s\S]*?\*\/\n)*/.exec(source)[0];
}
