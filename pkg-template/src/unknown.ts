// Names that no option has: what was meant instead.
import { ELSEWHERE, GROUPS, REQUEST_INIT, REQUEST_INIT_ALLOWED, type Row } from "./generated/options-table.js";
import { either, refuse, type Subject } from "./refusal.js";

// Of a few names all are told: a guess could be the very opposite of what was meant.
const FEW = 6;

/** Refuses a name where those of `rows` are allowed. */
export function refuseName(subject: Subject, rows: readonly Row[], name: string, path: string): never {
  const names = rows.map(([known]) => known);
  // Only a policy itself is where a request's options or another client's may have strayed to.
  const isPolicy = rows === GROUPS[0];
  const others = isPolicy ? ELSEWHERE.split("\n").map((line) => line.split("|")) : [];
  const near = names.length > FEW ? nearest(name, names.concat(others.flatMap(([, ...theirs]) => theirs))) : undefined;
  const meant = others.find((line) => line.includes(near as string))?.[0] ?? near;
  const allowed = meant ? `${meant} (did you mean that?)` : either(names);
  refuse(subject, path, name, isPolicy && REQUEST_INIT.test(name) ? REQUEST_INIT_ALLOWED : allowed, "not an option");
}

/** The one of `names` that was most likely meant; nothing, if each would be another word. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  let meant: string | undefined;
  // More letters wrong than two, or half of them, is another word.
  for (let most = 0; !meant && most < Math.min(3, name.length / 2); most++) {
    meant = names.find((known) => isWithin(name.toLowerCase(), known.toLowerCase(), most));
  }
  return meant;
}

// Are there at most so many letters to add, drop or change, or neighbours to swap (optimal string alignment)?
function isWithin(left: string, right: string, most: number): boolean {
  const after = (ofLeft: number, ofRight: number, letters: number) =>
    isWithin(left.slice(ofLeft), right.slice(ofRight), most - letters);
  return (
    most >= 0 &&
    (left === right ||
      after(1, 1, left[0] === right[0] ? 0 : 1) ||
      after(1, 0, 1) ||
      after(0, 1, 1) ||
      after(2, 2, left[0] === right[1] && left[1] === right[0] ? 1 : 2))
  );
}
