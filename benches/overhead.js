// What a call costs that succeeds at the first try: most calls do.
import { measureInRounds } from "./lib/rounds.js";
import { median, spread } from "./lib/statistics.js";
import { percent, ratio, table, whole } from "./lib/table.js";
import { limited, unlimited } from "./subjects.js";

const SCENARIO = { statuses: [200], batch: 256, warmUp: 400, milliseconds: 50, rounds: 15 };

export async function overhead() {
  const subjects = [...unlimited, ...limited];
  const rounds = await measureInRounds(subjects, SCENARIO);
  return [
    "No time limit:",
    "",
    compared(unlimited, rounds, rounds[0]),
    "",
    "With a time limit:",
    "",
    compared(limited, rounds.slice(unlimited.length), rounds[0]),
  ].join("\n");
}

/** Differences are taken round by round: what slows one slows its neighbours. */
export function compared(subjects, rounds, bare) {
  const over = subjects.map((_, index) => median(rounds[index].map((time, round) => time - bare[round])));
  const best = Math.min(...over.filter((_, index) => subjects[index].role === "peer"));
  const rows = subjects.map(({ name, role }, index) => {
    const times = rounds[index];
    const own = role === "bare" ? ["–", "–"] : [ratio(over[index] / best), whole(over[index])];
    const toBare = median(times.map((time, round) => time / bare[round]));
    return [name, own[0], ratio(toBare), own[1], whole(median(times)), percent(spread(times))];
  });
  return table(["", "overhead to best peer's", "call to bare call", "ns over bare", "ns per call", "spread"], rows);
}
