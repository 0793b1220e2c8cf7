// What Vercel's platform does with an edge function: bundles it under the condition `edge-light`, compiles each module that
// it imports with the suffix `?module` beforehand, and hands these to the function.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { EdgeRuntime } from "edge-runtime";
import { build } from "esbuild";

const compiled = {};
const modules = {
  name: "compiled modules",
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /\.wasm\?module$/ }, async ({ path, importer, kind, resolveDir }) => {
      const file = await resolve(path.replace("?module", ""), { importer, kind, resolveDir });
      return { path: file.path, namespace: "compiled" };
    });
    onLoad({ filter: /./, namespace: "compiled" }, async ({ path }) => {
      const name = `wasm_${basename(path, ".wasm")}`;
      compiled[name] = await WebAssembly.compile(await readFile(path));
      return { contents: `export default ${name};` };
    });
  },
};
const { outputFiles } = await build({
  entryPoints: ["app.js"],
  bundle: true,
  conditions: ["edge-light"],
  plugins: [modules],
  write: false,
});

const runtime = new EdgeRuntime({
  initialCode: outputFiles[0].text,
  extend: (context) => Object.assign(context, compiled),
});
const response = await runtime.dispatchFetch(`http://app.test/?${new URLSearchParams({ url: process.argv[2] })}`);
console.log(await response.text());
