// One option after the other: what a value may be, and into which cell it goes.
import { apply } from "./cell-values.js";
import { checkOption, jitterSays } from "./checks.js";
import { isPlain } from "./copy.js";
import { CELL_COUNT, FIRST, LATER, LATER_COUNT, PACE_KIND, TIER_CELLS, TIER_JITTER, UNLIMITED } from "./generated/cells.js";
import * as is from "./generated/numbers.js";
import { AFRESH, LATER_TIER, type Row } from "./generated/options-table.js";
import type { Reading } from "./reading.js";
import { refuse } from "./refusal.js";
import { allowedBy, scalarOf } from "./scalar.js";
import { refuseName } from "./unknown.js";

/** The options of an object, whose cells begin at `base`. */
export function readGroup(reading: Reading, group: number, written: Record<string, unknown>, path: string, base: number): void {
  const { root, seen } = reading;
  const rows = root.groups[group] as readonly Row[];
  const first = root.groups.slice(0, group).reduce((sum, { length }) => sum + length, 0);
  rows.forEach((_, at) => {
    seen[first + at] = undefined;
  });
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined) continue;
    const place = path ? `${path}.${name}` : name;
    const at = rows.findIndex(([known]) => known === name);
    if (at < 0) refuseName(root, rows, name, place);
    seen[first + at] = [value, place];
  }
  if (group === is.GROUP_BACKOFF) typeOfBackoff(reading, rows[0] as Row, base);
  rows.forEach((row, at) => {
    const place = seen[first + at];
    if (place) readOption(reading, row, first + at, place[0], place[1], base);
  });
  const required = root.requires[group];
  if (required && !seen[first]) refuse(root, path, written, required);
}

// Another type starts afresh; the same type keeps what is not written. A list says the type by itself.
function typeOfBackoff({ root, cells, seen }: Reading, row: Row, base: number): void {
  const kind = base + PACE_KIND;
  const before = cells[kind];
  const type = seen[is.BACKOFF_TYPE];
  if (seen[is.BACKOFF_LIST]) cells[kind] = is.LIST;
  if (type) cells[kind] = scalarOf(root, row, ...type);
  if (cells[kind] !== before) apply(cells, AFRESH, base);
}

/** One option, whose cell is counted from `base`. */
export function readOption(reading: Reading, row: Row, option: number, value: unknown, path: string, base: number): void {
  const { root, cells } = reading;
  const [, forms, kind, place, sink, group, check, allowed] = row;
  const cell = base + place;
  const form = formOf(value, kind, forms);
  if (!(forms & form)) refuse(root, path, value, allowed || allowedBy(row));
  if (check === is.CHECK_JITTER) jitterSays(reading, value, path, allowed as string, cell);
  if (forms & is.FORM_SHORT && form & (is.FORM_FUNCTION | is.FORM_LIST | is.FORM_SCALAR)) {
    if (forms & is.FORM_FALSE) cells[cell] = 1;
    readOption(reading, root.groups[group]?.[0] as Row, 0, value, path, cell);
  } else if (form === is.FORM_LIST) {
    if (check === is.CHECK_TIERS) readTiers(reading, row, value as unknown[], path);
    else readList(reading, row, value as unknown[], path, cell);
  } else if (form === is.FORM_SCALAR) {
    const scalar = scalarOf(root, row, value, path);
    cells[cell] = sink === is.SINK_SET ? new Set([scalar as number]) : scalar;
    if (sink === is.SINK_PAIR) cells[cell + 1] = scalar;
  } else if (form === is.FORM_OBJECT) {
    if (forms & is.FORM_FALSE) cells[cell] = 1;
    readGroup(reading, group, value as Record<string, unknown>, path, cell);
  } else if (sink !== is.SINK_NOWHERE) {
    const isUnlimited = form === is.FORM_FALSE && (kind === is.KIND_LIMIT || kind === is.KIND_RATE);
    cells[cell] = isUnlimited ? UNLIMITED : form === is.FORM_FALSE ? 0 : form === is.FORM_TRUE ? 1 : 2;
  }
  checkOption(reading, check, option, value, path, cell, form);
}

// What a value is, if numbers and texts are of this kind; 0 if it can be nothing.
function formOf(value: unknown, kind: number, forms: number): number {
  if (forms & is.FORM_LOGGER && isLogger(value)) return is.FORM_LOGGER;
  if (value === false) return is.FORM_FALSE;
  if (value === true) return is.FORM_TRUE;
  if (typeof value === "function") return is.FORM_FUNCTION;
  if (typeof value === "number") return kind < is.KIND_KEY ? is.FORM_SCALAR : 0;
  if (typeof value === "string") return kind > is.KIND_RATE ? is.FORM_SCALAR : 0;
  return Array.isArray(value) ? is.FORM_LIST : isPlain(value) ? is.FORM_OBJECT : 0;
}

// Loggers are of all kinds of classes. `log: console.log` is none.
export function isLogger(value: unknown): boolean {
  const { info, error } = (value ?? {}) as { info?: unknown; error?: unknown };
  return typeof info === "function" && typeof error === "function";
}

function readList({ root, cells }: Reading, row: Row, members: unknown[], path: string, cell: number): void {
  const sink = row[4];
  const list = members.map((member, at) => scalarOf(root, row, member, `${path}[${at}]`));
  const [from = 0, to = 0] = list;
  const fits = sink === is.SINK_SET || (sink === is.SINK_PAIR ? list.length === 2 && from <= to : list.length > 0);
  if (!fits) refuse(root, path, members, row[7] || allowedBy(row));
  if (sink === is.SINK_PAIR) [cells[cell], cells[cell + 1]] = [from, to];
  else if (sink === is.SINK_SET) cells[cell] = new Set(list as number[]);
  else cells[cell] = sink === is.SINK_LOWER_CASE ? list.map((name) => `${name}`.toLowerCase()) : (list as string[]);
}

// Later tiers take the place of the preset's; each starts from minutes and the first tier's jitter.
function readTiers(reading: Reading, row: Row, members: unknown[], path: string): void {
  const { root, cells } = reading;
  cells[LATER] = members.length && CELL_COUNT;
  cells[LATER_COUNT] = members.length;
  members.forEach((member, at) => {
    const tier = CELL_COUNT + at * TIER_CELLS;
    for (let cell = 0; cell < TIER_CELLS; cell++) cells[tier + cell] = cell < TIER_JITTER ? 0 : (cells[FIRST + cell] as number);
    apply(cells, LATER_TIER, tier);
    if (!isPlain(member)) refuse(root, `${path}[${at}]`, member, row[7] as string);
    readGroup(reading, is.GROUP_TIER, member, `${path}[${at}]`, tier);
  });
}
