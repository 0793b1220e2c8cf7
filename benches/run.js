// Runs the benches one after the other, prints their tables, and writes them to docs/benchmarks.md.
import { parseArgs } from "node:util";
import { circumstances, write } from "./lib/document.js";
import { version } from "./lib/package.js";
import { memory } from "./memory.js";
import { overhead } from "./overhead.js";
import { retry } from "./retry.js";
import { size } from "./size.js";
import { PACKAGES } from "./subjects.js";

// These need browsers, and the second the simulator, which the others do without.
const start = async () => (await import("./start.js")).start();
const fleet = async () => (await import("./fleet.js")).fleet();

const BENCHES = {
  size: { title: "Download size, in bytes", run: size },
  overhead: { title: "Overhead of a first-try success", run: overhead },
  retry: { title: "One retry with zero wait", run: retry },
  memory: { title: "Memory of a waiting call", run: memory },
  start: { title: "From import to the first request, in milliseconds", run: start },
  fleet: { title: "A hundred thousand simulated clients", run: fleet },
};

const { values } = parseArgs({
  options: { only: { type: "string" }, write: { type: "boolean", default: true } },
  allowNegative: true,
});
const names = values.only?.split(",") ?? Object.keys(BENCHES);
for (const name of names) {
  if (!Object.hasOwn(BENCHES, name)) throw new Error(`--only ${name}: the benches are ${Object.keys(BENCHES).join(", ")}`);
}

const versions = PACKAGES.map((name) => `${name} ${version(name)}`).join(", ");
const sections = {};
for (const name of names) {
  const { title, run } = BENCHES[name];
  const tables = await run();
  console.log(`\n${title}\n\n${tables}`);
  sections[name] = `${tables}\n\n${circumstances()} ${versions}.`;
}
if (values.write) write(sections);
