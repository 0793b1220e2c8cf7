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
  const meant = (isPolicy && elsewhere(name)) || (names.length > FEW ? nearest(name, names) : undefined);
  const allowed = meant ? `${meant} (did you mean that?)` : either(names);
  refuse(subject, path, name, isPolicy && REQUEST_INIT.test(name) ? REQUEST_INIT_ALLOWED : allowed, "not an option");
}

// What was meant by another client's name.
function elsewhere(name: string): string | undefined {
  const lines = ELSEWHERE.split("\n").map((line) => line.split("|"));
  return lines.find((names) => names.indexOf(name) > 0)?.[0];
}

/** The one of `names` that was most likely meant; nothing, if each would be another word. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  // More letters wrong than that, or half of them, is another word.
  let least = Math.min(3, Math.ceil(name.length / 2));
  let nearest: string | undefined;
  for (const known of names) {
    const letters = distance(name.toLowerCase(), known.toLowerCase());
    if (letters < least) [least, nearest] = [letters, known];
  }
  return nearest;
}

// How many letters to add, drop or change (Levenshtein).
function distance(left: string, right: string): number {
  let row = Array.from(right, (_, at) => at + 1);
  let last = right.length;
  for (let at = 0; at < left.length; at++) {
    let diagonal = at;
    last = at + 1;
    row = row.map((above, place) => {
      last = Math.min(diagonal + (left[at] === right[place] ? 0 : 1), above + 1, last + 1);
      diagonal = above;
      return last;
    });
  }
  return last;
}
