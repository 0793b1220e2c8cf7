// Groups of subjects side by side: a table for each, and the ratios that targets are about.

import { BARE } from "../subjects.js";
import { measureInRounds } from "./rounds.js";
import { least, spread } from "./statistics.js";
import { percent, ratio, table, whole } from "./table.js";

const HEAD = ["", "over bare, to the peer's", "call to bare call", "ns over bare", "ns of CPU", "spread"];

/**
 * Measures all subjects of the groups in turn, beside bare calls.
 *
 * @returns the tables, and `toPeer(name)`: what a subject costs over bare, to what the peer of its group does
 */
export async function compare(groups, scenario) {
  const subjects = [BARE, ...groups.flatMap((group) => group.subjects)];
  const rounds = await measureInRounds(subjects, scenario);
  const taken = new Map(subjects.map(({ name }, index) => [name, rounds[index]]));
  // Noise only ever adds, so the round that had least of it is nearest to what the code costs.
  const bare = least(taken.get(BARE.name));
  const over = (name) => least(taken.get(name)) - bare;
  const peerOf = (name) => groups.find((group) => group.subjects.some((subject) => subject.name === name)).against;
  const toPeer = (name) => over(name) / over(peerOf(name));

  const row = (name, ...first) => {
    const times = taken.get(name);
    return [name, ...first, whole(least(times)), percent(spread(times))];
  };
  const tables = groups.map(({ title, against, subjects }) => {
    const rows = subjects.map(({ name }) =>
      row(name, ratio(toPeer(name)), ratio(least(taken.get(name)) / bare), whole(over(name))),
    );
    return `${title}; the peer is ${against}:\n\n${table(HEAD, [row(BARE.name, "–", ratio(1), "–"), ...rows])}`;
  });
  return { tables: tables.join("\n\n"), toPeer };
}
