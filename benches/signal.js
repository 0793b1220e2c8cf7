// Many calls on one signal that lives long and is never aborted, such as a server's or a page's: what each leaves behind, and
// what it costs more than without.
import { CALLS_ON_ONE_SIGNAL } from "./lib/batches.js";
import { started } from "./lib/process.js";
import { measureInRounds } from "./lib/rounds.js";
import { least } from "./lib/statistics.js";
import { ratio, table, whole } from "./lib/table.js";
import { ON_SIGNAL } from "./subjects.js";

const LEFT = new URL("lib/left-on-signal.js", import.meta.url);
const SCENARIO = { kind: "onOneSignal", statuses: [200], warmUp: 1_000, milliseconds: 1_000, rounds: 5 };

export async function signal(changes) {
  const subjects = ON_SIGNAL.flatMap((subject) => [
    { ...subject, withSignal: false },
    { ...subject, withSignal: true },
  ]);
  const rounds = await measureInRounds(subjects, { ...SCENARIO, ...changes });
  const taken = [];
  for (const [index, subject] of ON_SIGNAL.entries()) {
    const [without, on] = [least(rounds[2 * index]), least(rounds[2 * index + 1])];
    taken.push({ name: subject.name, without, on, left: await leftBehind(subject) });
  }
  const rows = taken.map(({ name, without, on, left }) => [
    name,
    ratio(on / without),
    left.toFixed(1),
    whole(on),
    whole(without),
  ]);
  const own = taken.find(({ name }) => name === "holdfast: standard");
  const head = ["", "CPU to without", "bytes left by each", "ns of CPU", "without a signal"];
  return {
    tables: `${whole(CALLS_ON_ONE_SIGNAL)} calls, each done before the next begins:\n\n${table(head, rows)}`,
    facts: { "one signal, bytes left": own.left, "one signal, CPU": own.on / own.without },
  };
}

async function leftBehind(subject) {
  const { child, answer } = started(LEFT, subject, { subject });
  const left = await answer();
  child.kill();
  return left;
}
