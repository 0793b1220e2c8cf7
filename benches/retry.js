// What one retry costs: the first answer is 503, the second 200, the wait between them zero.

import { measureInRounds } from "./lib/rounds.js";
import { median } from "./lib/statistics.js";
import { ratio, table } from "./lib/table.js";
import { compared } from "./overhead.js";
import { limited, unlimited } from "./subjects.js";

const TWO_TRIES = { statuses: [503, 200], wait: 0, again: true };
const WORK = { ...TWO_TRIES, skipWaits: true, batch: 64, warmUp: 400, milliseconds: 50, rounds: 11 };
const ELAPSED = { ...TWO_TRIES, skipWaits: false, batch: 16, warmUp: 50, milliseconds: 20, rounds: 5 };

export async function retry() {
  const subjects = [...unlimited, ...limited];
  const work = await measureInRounds(subjects, WORK);
  const elapsed = await measureInRounds(subjects, ELAPSED);
  return [
    "The work, where timers of waits fire at once. No time limit:",
    "",
    compared(unlimited, work, work[0]),
    "",
    "With a time limit:",
    "",
    compared(limited, work.slice(unlimited.length), work[0]),
    "",
    "The time that passes, with the platform's timers:",
    "",
    waited(subjects, elapsed),
  ].join("\n");
}

function waited(subjects, rounds) {
  const times = rounds.map(median);
  const best = Math.min(...times.filter((_, index) => subjects[index].role === "peer"));
  const rows = subjects.map(({ name, role }, index) => {
    const toBest = role === "bare" ? "–" : ratio(times[index] / best);
    return [name, toBest, (times[index] / 1000).toFixed(1)];
  });
  return table(["", "to best peer", "µs per call"], rows);
}
