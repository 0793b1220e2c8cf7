// A module of the package's shell, alone: what it imports comes along, so that a rule can be tried without the rest.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const source = (path) => new URL(`../../../pkg-template/src/${path}`, import.meta.url).pathname;

/**
 * The exports of `pkg-template/src/<name>.ts`, and of `more`. `instead`: sources to take in place of modules, by their names.
 */
export async function shell(name, instead = {}, more = []) {
  const contents = [name, ...more].map((each) => `export * from "./${each}.ts";`).join("\n");
  const folder = await mkdtemp(join(tmpdir(), "holdfast-shell-"));
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents, resolveDir: source("."), loader: "ts" },
    bundle: true,
    outfile,
    format: "esm",
    target: "es2022",
    plugins: [replacing(instead)],
  });
  const exports = await import(pathToFileURL(outfile));
  await rm(folder, { recursive: true });
  return exports;
}

function replacing(instead) {
  return {
    name: "replacing",
    setup({ onResolve, onLoad }) {
      for (const [name, contents] of Object.entries(instead)) {
        onResolve({ filter: new RegExp(`^\\./${name}\\.js$`) }, () => ({ path: name, namespace: "instead" }));
        onLoad({ filter: new RegExp(`^${name}$`), namespace: "instead" }, () => ({
          contents,
          loader: "ts",
          resolveDir: source("."),
        }));
      }
    },
  };
}

/** The cases of `tests/vectors/<name>.json`. */
export async function vectors(name) {
  return JSON.parse(await readFile(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
}
