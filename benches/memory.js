// The memory that a call takes while it waits for its second attempt, where a hundred thousand do.
import { started } from "./lib/process.js";
import { ratio, table, whole } from "./lib/table.js";

const WAITING = new URL("lib/waiting.js", import.meta.url);

// Without breakers, which open where all calls fail, and without a budget, which lets few of them wait.
const SUBJECTS = [
  { name: "holdfast: retry", module: "holdfast", variant: "unlimited", role: "own" },
  { name: "fetch-retry", module: "fetch-retry", variant: "plain", role: "peer" },
  { name: "cockatiel: retry", module: "cockatiel", variant: "plain", role: "peer" },
  { name: "ky without timeout", module: "ky", variant: "unlimited", role: "peer" },
];
const LIMITED = [
  { name: "holdfast: retry, time limits", module: "holdfast", variant: "bounded", role: "own" },
  { name: "fetch-retry + AbortSignal.timeout", module: "fetch-retry", variant: "limited", role: "peer" },
  { name: "ky", module: "ky", variant: "plain", role: "peer" },
];

export async function memory() {
  return ["No time limit:", "", await compared(SUBJECTS), "", "With a time limit:", "", await compared(LIMITED)].join("\n");
}

async function compared(subjects) {
  const taken = [];
  for (const subject of subjects) taken.push(await measure(subject));
  const total = ({ heap, beside }) => heap + beside;
  const best = Math.min(...taken.filter((_, index) => subjects[index].role === "peer").map(total));
  const rows = taken.map((one, index) => [
    subjects[index].name,
    ratio(total(one) / best),
    whole(total(one)),
    whole(one.heap),
    whole(one.beside),
    one.microseconds.toFixed(1),
  ]);
  return table(["", "to best peer", "bytes per call", "in the heap", "beside it", "µs to begin one"], rows);
}

async function measure(subject) {
  const { child, answer } = started(WAITING, subject, { subject });
  const taken = await answer();
  child.kill();
  return taken;
}
