// The package's reader by itself, from its sources, and values that JSON cannot say.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const sources = fileURLToPath(new URL("../../../pkg-template/src", import.meta.url));

/** What `copy.ts` and `read.ts` export. */
export async function reader() {
  const contents = 'export * from "./read.js"; export * from "./copy.js"; export * from "./generated/cells.js";';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: sources, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** What JSON cannot say is spelt out in vectors. */
const SPELT_OUT = {
  "<function>": () => undefined,
  "<NaN>": Number.NaN,
  "<Infinity>": Number.POSITIVE_INFINITY,
  "<symbol>": Symbol("x"),
  "<logger>": console,
};

/** A policy as it is meant. */
export function meant(value) {
  if (typeof value === "string") return Object.hasOwn(SPELT_OUT, value) ? SPELT_OUT[value] : value;
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, meant(member)]));
}

/** FNV-1a over the words of a block's numbers, low word first, as `cargo xtask generate --policies` prints it. */
export function digest(block) {
  let digest = 0x811c9dc5;
  for (const word of new Uint32Array(Float64Array.from(block).buffer)) digest = Math.imul(digest ^ word, 0x01000193);
  return digest >>> 0;
}
