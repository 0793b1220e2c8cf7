// A module as a production bundler makes it for browsers: minified, wasm included.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const BENCHES = fileURLToPath(new URL("../", import.meta.url));

/** The bytes of a bundle of `source`, whose imports are resolved from a folder. */
export async function bundled(source, resolveDir = BENCHES) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["*.wasm"],
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}
