// What an application downloads that imports one function and uses a production bundler.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundled } from "./lib/bundle.js";
import { built } from "./lib/package.js";
import { ratio, table, whole } from "./lib/table.js";

const COCKATIEL = "retry, handleAll, ExponentialBackoff";

const ENTRIES = [
  // From inside the package, so that its name and its exports are resolved as anywhere else.
  ["holdfast-fetch", 'export { fetchWithRetry } from "holdfast-fetch";', fileURLToPath(built("."))],
  ["fetch-retry", 'export { default } from "fetch-retry";'],
  ["cockatiel: retry", `export { ${COCKATIEL} } from "cockatiel";`],
  [
    "cockatiel: retry + breaker + timeout",
    `export { ${COCKATIEL}, circuitBreaker, ConsecutiveBreaker, timeout, TimeoutStrategy, wrap } from "cockatiel";`,
  ],
  ["ofetch", 'export { ofetch } from "ofetch";'],
  ["ky", 'export { default } from "ky";'],
];

export async function size() {
  const rows = [];
  for (const [name, source, from] of ENTRIES) rows.push({ name, ...sizes(await bundled(source, from)) });
  const of = (name) => rows.find((row) => row.name === name).brotli;
  const smallest = Math.min(...rows.slice(1).map((row) => row.brotli));
  const whatOne = rows.map(({ name, raw, gzip, brotli }) => [
    name,
    ratio(brotli / of("ky")),
    ratio(brotli / smallest),
    whole(brotli),
    whole(gzip),
    whole(raw),
  ]);
  const head = ["", "to ky", "to the smallest", "brotli 11", "gzip 9", "minified"];

  const glue = await bundled('export { fetchWithRetry } from "./dist/workerd.js";', fileURLToPath(built(".")));
  const parts = { "wasm alone": readFileSync(built("dist/core.wasm")), "glue alone": glue };
  const whatParts = Object.entries(parts).map(([name, bytes]) => {
    const { raw, gzip, brotli } = sizes(bytes);
    return [`holdfast-fetch: ${name}`, ratio(brotli / rows[0].brotli), whole(brotli), whole(gzip), whole(raw)];
  });
  return [
    table(head, whatOne),
    "",
    "The parts of holdfast-fetch, as platforms get them that load the wasm as a file:",
    "",
    table(["", "to the whole", "brotli 11", "gzip 9", "raw"], whatParts),
  ].join("\n");
}

function sizes(bytes) {
  const best = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params: best }).length,
  };
}
