// A policy's cells as the shell has them: numbers, and in place of what lies behind a block the texts, lists and sets themselves.
import { FIRST, LATER, LATER_COUNT, PACE_CAP, PACE_LIST, SET_CELLS, STATUSES_A_CELL, TIER_CELLS } from "./generated/cells.js";
import type { Changes } from "./generated/options-table.js";

/** What a cell holds. Statuses of a class are its digit. Of a switch: 0 off, 1 on, 2 a function of the caller's. */
export type CellValue = number | string | readonly number[] | readonly string[] | ReadonlySet<number>;

/** By the numbers in generated/cells.ts; later tiers lie behind the others. */
export type Cells = CellValue[];

const CENTURY = 3_153_600_000_000;

/** Writes changes over what is there; cells are counted from `base`. */
export function apply(cells: Cells, changes: Changes, base = 0): void {
  for (const [cell, value] of changes) {
    cells[base + cell] = typeof value === "object" && typeof value[0] !== "string" ? new Set(value as number[]) : value;
  }
}

/** The set that begins at a cell. */
export function statusesOf(cells: Cells, cell: number): Set<number> {
  return cells[cell] as Set<number>;
}

/** Is the status in the set that begins at a cell, itself or by its class? */
export function has(cells: Cells, cell: number, status: number): boolean {
  const set = statusesOf(cells, cell);
  return set.has(status) || set.has(Math.floor(status / 100));
}

/** Where each tier of a policy begins. */
export function tiersOf(cells: Cells): number[] {
  const first = cells[LATER] as number;
  return [FIRST, ...Array.from({ length: cells[LATER_COUNT] as number }, (_, tier) => first + tier * TIER_CELLS)];
}

/** The most retries of one call. */
export function retriesOf(cells: Cells): number {
  return tiersOf(cells).reduce((sum, tier) => sum + (cells[tier] as number), 0);
}

/** The capped wait before a retry, counted from 1, of the pace that begins at `pace`; 0 if the caller's function computes it. */
export function waitOf(cells: Cells, pace: number, retry: number): number {
  const [kind, base, factor, step] = cells.slice(pace, pace + PACE_CAP) as [number, number, number, number];
  const list = cells[pace + PACE_LIST] as readonly number[];
  const waits = [
    () => base * power(factor, retry - 1) || 0,
    () => base + step * (retry - 1),
    () => base,
    () => base * fibonacci(retry),
    () => list[Math.min(retry, list.length) - 1] as number,
  ];
  return Math.min(waits[kind]?.() ?? 0, cells[pace + PACE_CAP] as number, CENTURY);
}

// By squaring, as the core does: the last bit of a sum can decide whether a tier is reached.
function power(factor: number, exponent: number): number {
  let power = 1;
  for (let square = factor, left = exponent; left > 0; square *= square, left >>= 1) if (left & 1) power *= square;
  return power;
}

function fibonacci(count: number): number {
  let [current, next] = [1, 1];
  for (let left = Math.min(count - 1, 1500); left > 0; left--) [current, next] = [next, current + next];
  return current;
}

/** All of it as numbers, for the core: the cells, then each list and text, its length first. */
export function block(cells: Cells): number[] {
  const numbers: number[] = [];
  const behind: number[] = [];
  cells.forEach((value, cell) => {
    if (value instanceof Set) {
      bits(value).forEach((number, part) => {
        numbers[cell + part] = number;
      });
    } else if (typeof value === "number") {
      numbers[cell] ??= value;
    } else {
      numbers[cell] = cells.length + behind.length;
      const list =
        typeof value === "string"
          ? units(value)
          : typeof (value as string[])[0] === "string"
            ? units((value as string[]).join())
            : (value as number[]);
      behind.push(list.length, ...list);
    }
  });
  return numbers.concat(behind);
}

function bits(statuses: ReadonlySet<number>): number[] {
  const cells: number[] = Array(SET_CELLS).fill(0);
  for (const status of statuses) {
    const place = status - 100;
    if (place >= 0) (cells[Math.floor(place / STATUSES_A_CELL)] as number) += 2 ** (place % STATUSES_A_CELL);
  }
  // Two cells for each class.
  for (const digit of statuses) if (digit < 10) cells.fill(2 ** STATUSES_A_CELL - 1, 2 * digit - 2, 2 * digit);
  return cells;
}

function units(text: string): number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}
