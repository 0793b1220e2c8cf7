// What each built page makes a visitor download at first: its HTML, and every file whose name stands in it or in a file that it loads.
// What a page imports only when somebody asks for it is not part of that.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const LATER = /\bimport\([^)]*\)/g;

/**
 * @param {string} dist the folder of the built pages
 * @param {readonly string[]} folders of the pages, "" for the first
 * @returns {{ page: string, files: string[], raw: number, gzip: number, brotli: number }[]}
 */
export function weigh(dist, folders) {
  const assets = readdirSync(join(dist, "assets"));
  // Several pages share most of their files.
  const known = new Map();
  const sizeOf = (file) => {
    if (!known.has(file)) known.set(file, compressed(readFileSync(join(dist, file))));
    return known.get(file);
  };
  return folders.map((folder) => {
    const page = `${folder}index.html`;
    const files = reached(dist, page, assets);
    const sizes = files.map(sizeOf);
    const sum = (kind) => sizes.reduce((total, size) => total + size[kind], 0);
    return { page: `/${folder}`, files, raw: sum("raw"), gzip: sum("gzip"), brotli: sum("brotli") };
  });
}

function reached(dist, page, assets) {
  const files = [page];
  for (const file of files) {
    if (!/\.(html|js|css)$/.test(file)) continue;
    const text = readFileSync(join(dist, file), "utf8").replaceAll(LATER, "");
    for (const asset of assets) {
      const path = `assets/${asset}`;
      if (text.includes(asset) && !files.includes(path)) files.push(path);
    }
  }
  return files;
}

function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}

/** As a table for the terminal. */
export function tableOf(weights) {
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(11);
  const head = `${"page".padEnd(16)}${["raw", "gzip", "brotli"].map((name) => name.padStart(11)).join("")}`;
  return [
    head,
    ...weights.map(({ page, raw, gzip, brotli }) => page.padEnd(16) + [raw, gzip, brotli].map(kilobytes).join("")),
  ].join("\n");
}
