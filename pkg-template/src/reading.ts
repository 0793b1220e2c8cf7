// What the parts of the reader share while something is read.
import type { Cells } from "./cell-values.js";
import type { Changes, Row } from "./generated/options-table.js";
import { refuse, type Subject } from "./refusal.js";

/** What can be read: a policy, or a keep-alive's options. */
export interface Root extends Subject {
  /** The options of each group, the root's own first. */
  readonly groups: readonly (readonly Row[])[];
  /** What is refused where a group's first option is not written. */
  readonly requires: { readonly [group: number]: string };
  /** What is refused of something else than an object. */
  readonly allowed: string;
  /** How many cells there are, and what stands in them before anything is read. */
  readonly length: number;
  readonly start: Changes;
}

/** A value and where it stands. */
export type Place = readonly [value: unknown, path: string];

/** The state of a reader. */
export interface Reading {
  readonly root: Root;
  readonly cells: Cells;
  /**
   * Where each option was written, by the numbers of all options. Those of groups that may come several times, such as tiers, are
   * those of the last.
   */
  readonly seen: (Place | undefined)[];
}

/** Refuses an option if it is written and this is so of it. */
export function clash({ root, seen }: Reading, option: number, isSo: boolean, allowed: string): void {
  const place = seen[option];
  if (place && isSo) refuse(root, place[1], place[0], allowed);
}
