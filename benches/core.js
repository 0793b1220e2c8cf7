// From the first use of the package until the core has answered, each time in a new process of Node. Nothing was started ahead.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./lib/statistics.js";
import { table } from "./lib/table.js";

const FIRST_USE = fileURLToPath(new URL("lib/first-use.js", import.meta.url));

// The first fills the caches of the disk.
const ROUNDS = 21;

const STAGES = {
  runs: "until the core has answered",
  compiled: "of it, until it is unpacked and compiled",
  instantiated: "of it, to make an instance",
  sent: "until the first request is sent",
  imported: "before that: the import of the package",
};

export async function core() {
  const taken = Array.from({ length: ROUNDS }, () =>
    JSON.parse(execFileSync(process.execPath, [FIRST_USE], { encoding: "utf8" })),
  );
  const of = (stage) => median(taken.slice(1).map((one) => one[stage]));
  const rows = Object.entries(STAGES).map(([stage, name]) => [name, of(stage).toFixed(2)]);
  return { tables: table(["from the first use, in Node.js", "ms"], rows), facts: { "core runs": of("runs") } };
}
