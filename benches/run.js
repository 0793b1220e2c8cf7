// Runs the benches one after the other, prints their tables, and writes them to docs/benchmarks.md.
//
//   node benches/run.js [name ...] [--only name,name] [--no-write] [--quick]
import { parseArgs } from "node:util";
import { body } from "./body.js";
import { core } from "./core.js";
import { crossings } from "./crossings.js";
import { events } from "./events.js";
import { circumstances, write } from "./lib/document.js";
import { remember } from "./lib/facts.js";
import { version } from "./lib/package.js";
import { memory } from "./memory.js";
import { overhead } from "./overhead.js";
import { retry } from "./retry.js";
import { signal } from "./signal.js";
import { size } from "./size.js";
import { PACKAGES } from "./subjects.js";
import { compared } from "./targets.js";
import { wait } from "./wait.js";

// These need browsers, and the second the simulator, which the others do without.
const start = async () => (await import("./start.js")).start();
const fleet = async () => (await import("./fleet.js")).fleet();

const BENCHES = {
  size: { title: "Download size, in bytes", run: size },
  overhead: { title: "Overhead of a first-try success", run: overhead },
  retry: { title: "One retry with zero wait", run: retry },
  wait: { title: "One retry with a wait of 5 ms", run: wait },
  crossings: { title: "What one call passes and takes", run: crossings },
  memory: { title: "Memory of a waiting call", run: memory },
  signal: { title: "Calls on one signal that lives long", run: signal },
  start: { title: "From import to the first request, in milliseconds", run: start },
  core: { title: "From the first use to a running core", run: core },
  body: { title: "Bodies that are continued", run: body },
  events: { title: "Event streams", run: events },
  fleet: { title: "A hundred thousand simulated clients", run: fleet },
};

// Enough to see that all works, and which of two is twice as fast.
const QUICK = { rounds: 2, milliseconds: 250, warmUp: 1_000 };

const { values, positionals } = parseArgs({
  options: { only: { type: "string" }, write: { type: "boolean", default: true }, quick: { type: "boolean", default: false } },
  allowNegative: true,
  allowPositionals: true,
});
const chosen = [...positionals, ...(values.only?.split(",") ?? [])];
const names = chosen.length > 0 ? chosen : Object.keys(BENCHES);
for (const name of names) {
  if (!Object.hasOwn(BENCHES, name)) throw new Error(`${name}: the benches are ${Object.keys(BENCHES).join(", ")}`);
}

const versions = PACKAGES.map((name) => `${name} ${version(name)}`).join(", ");
const signed = (tables) => `${tables}\n\n${circumstances()} ${versions}.`;
const writes = values.write && !values.quick;
const sections = {};
let facts = {};
for (const name of names) {
  const { title, run } = BENCHES[name];
  const { tables, facts: told } = await run(values.quick ? QUICK : {});
  console.log(`\n${title}\n\n${tables}`);
  sections[name] = signed(tables);
  facts = { ...facts, ...told };
}
if (writes) {
  // What this run did not measure stands as it was measured last.
  facts = remember(facts);
  write({ ...sections, targets: compared(facts) });
}
console.log(`\nTargets\n\n${compared(facts)}`);
