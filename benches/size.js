// What an application downloads that imports one function and uses a production bundler.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { bundled } from "./lib/bundle.js";
import { built, hasEntry } from "./lib/package.js";
import { ratio, table, whole } from "./lib/table.js";

// From inside the package, so that its name and its exports are resolved as anywhere else.
const PACKAGE = fileURLToPath(built("."));

const COCKATIEL = "retry, handleAll, ExponentialBackoff";

const ENTRIES = [
  ["holdfast-fetch", 'export { fetchWithRetry } from "holdfast-fetch";', PACKAGE],
  ["fetch-retry", 'export { default } from "fetch-retry";'],
  ["cockatiel: retry", `export { ${COCKATIEL} } from "cockatiel";`],
  [
    "cockatiel: retry + breaker + timeout",
    `export { ${COCKATIEL}, circuitBreaker, ConsecutiveBreaker, timeout, TimeoutStrategy, wrap } from "cockatiel";`,
  ],
  ["ofetch", 'export { ofetch } from "ofetch";'],
  ["ky", 'export { default } from "ky";'],
];

const OWN = [
  ["fetchWithRetry", 'export { fetchWithRetry } from "holdfast-fetch";'],
  ["createFetch", 'export { createFetch } from "holdfast-fetch";'],
  ["fetchWithRetry, RetryPolicy", 'export { fetchWithRetry, RetryPolicy } from "holdfast-fetch";'],
  ["all that there is", 'export * from "holdfast-fetch";'],
  ["RetryError", 'export { RetryError } from "holdfast-fetch";'],
  ["no-wasm: fetchWithRetry", 'export { fetchWithRetry } from "holdfast-fetch/no-wasm";'],
  ["opentelemetry", 'export * from "holdfast-fetch/opentelemetry";'],
].filter(([, source]) => hasEntry(source.match(/holdfast-fetch(?:\/([^"]+))?/)[1]));

export async function size() {
  const rows = await measured(ENTRIES);
  const smallest = Math.min(...rows.slice(1).map((row) => row.brotli));
  const ky = rows.find(({ name }) => name === "ky").brotli;
  const [app] = rows;
  const own = [...(await measured(OWN.map(([name, source]) => [name, source, PACKAGE]))), ...(await parts())];
  const noWasm = own.find(({ name }) => name.startsWith("no-wasm"));
  const text = [
    table(["", "to ky", "to the smallest", "brotli 11", "gzip 9", "minified"], withRatios(rows, ky, smallest)),
    "What of holdfast-fetch an application gets by what it imports, and the parts as platforms get them that load a file:",
    table(["", "to fetchWithRetry", "brotli 11", "gzip 9", "minified"], withRatios(own, app.brotli)),
  ];
  return {
    tables: text.join("\n\n"),
    facts: { download: app.brotli, ...(noWasm && { "download without WebAssembly": noWasm.brotli }) },
  };
}

async function measured(entries) {
  const rows = [];
  for (const [name, source, from] of entries) rows.push({ name, ...sizes(await bundled(source, from)) });
  return rows;
}

/** Each wasm file of the package, and the JavaScript that goes with it. */
async function parts() {
  const shell = await bundled('export { fetchWithRetry } from "./dist/workerd.js";', PACKAGE);
  const files = readdirSync(built("dist/")).filter((file) => file.endsWith(".wasm"));
  return [
    { name: "the part of fetchWithRetry in JavaScript", ...sizes(shell) },
    ...files.map((file) => ({ name: file, ...sizes(readFileSync(built(`dist/${file}`))) })),
  ];
}

function withRatios(rows, ...bases) {
  return rows.map(({ name, raw, gzip, brotli }) => [
    name,
    ...bases.map((base) => ratio(brotli / base)),
    ...[brotli, gzip, raw].map(whole),
  ]);
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
