// What passes between JavaScript and wasm for one call, and what it takes of JavaScript's heap.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { started } from "./lib/process.js";
import { ratio, table, whole } from "./lib/table.js";
import { BARE, LIMITED, UNLIMITED } from "./subjects.js";

const CROSSINGS = fileURLToPath(new URL("lib/crossings.js", import.meta.url));
const GARBAGE = new URL("lib/garbage.js", import.meta.url);
const MEGABYTES = 256;

const NAMES = {
  plain: { first: "a first try that succeeds", retry: "one retry" },
  limited: { first: "a first try that succeeds, with limits and a budget", retry: "one retry, with limits and a budget" },
};

export async function crossings() {
  const taken = JSON.parse(execFileSync(process.execPath, [CROSSINGS], { encoding: "utf8" }));
  const rows = Object.entries(NAMES).flatMap(([policy, names]) =>
    Object.entries(names).map(([call, name]) => {
      const { in: into, out, bytes } = taken[policy][call];
      return [name, into + out, into, out, whole(bytes)];
    }),
  );
  const head = ["", "crossings", "into wasm", "out of it", "bytes of numbers"];
  const text = [
    "What passes between JavaScript and the core for one call, when the core runs and knows the policy:",
    table(head, rows),
    "Bytes of JavaScript's heap that one call takes, beside what a bare call does:",
    await allocated(),
  ];
  const { in: into, out } = taken.plain.retry;
  return { tables: text.join("\n\n"), facts: { "one retry, crossings": into + out } };
}

async function allocated() {
  const groups = [UNLIMITED, LIMITED];
  const taken = new Map();
  for (const subject of [BARE, ...groups.flatMap(({ subjects }) => subjects)]) taken.set(subject.name, await measure(subject));
  const over = (name, call) => taken.get(name)[call] - taken.get(BARE.name)[call];
  const rows = groups.flatMap(({ against, subjects }) =>
    subjects.map(({ name }) => [
      name,
      ...["first", "retry"].map((call) => ratio(over(name, call) / over(against, call))),
      ...["first", "retry"].map((call) => whole(over(name, call))),
    ]),
  );
  return table(["", "first try, to fetch-retry's", "one retry, to fetch-retry's", "first try", "one retry"], rows);
}

async function measure(subject) {
  const young = [`--min-semi-space-size=${MEGABYTES}`, `--max-semi-space-size=${MEGABYTES}`];
  const { child, answer } = started(GARBAGE, subject, { subject }, young);
  const taken = await answer();
  child.kill();
  return taken;
}
