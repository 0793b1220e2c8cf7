// A module of the package's shell, alone: what it imports comes along, so that a rule can be tried without the rest.
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const source = (path) => new URL(`../../../pkg-template/src/${path}`, import.meta.url).pathname;

/** The exports of `pkg-template/src/<name>.ts`. `instead`: sources to take in place of modules, by their names. */
export async function shell(name, instead = {}) {
  const { outputFiles } = await build({
    entryPoints: [source(`${name}.ts`)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    plugins: [replacing(instead)],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

function replacing(instead) {
  return {
    name: "replacing",
    setup({ onLoad }) {
      for (const [name, contents] of Object.entries(instead)) {
        onLoad({ filter: new RegExp(`/src/${name}\\.ts$`) }, () => ({ contents, loader: "ts" }));
      }
    },
  };
}

/** The cases of `tests/vectors/<name>.json`. */
export async function vectors(name) {
  return JSON.parse(await readFile(new URL(`../../vectors/${name}.json`, import.meta.url), "utf8"));
}
