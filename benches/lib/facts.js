// benches/measured.json: what was measured last of all that there are targets for, so that one bench can be run alone.
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../measured.json", import.meta.url);

/** Writes these beside those of earlier runs, and returns all. */
export function remember(facts) {
  const earlier = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};
  const all = Object.fromEntries(Object.entries({ ...earlier, ...facts }).map(([fact, number]) => [fact, rounded(number)]));
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}

const rounded = (number) => Number(number.toPrecision(6));
