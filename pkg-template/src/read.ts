// From what was written to a policy's cells: an interpreter of the table of all options, as src/core/policy/reader.rs is another.
// Both give the same numbers, or the same refusal in the same words.
import { apply, type Cells } from "./cell-values.js";
import { contradictions, giveWay } from "./contradictions.js";
import { isPlain } from "./copy.js";
import { CELL_COUNT } from "./generated/cells.js";
import { KEEP_ALIVE_GROUPS, KEEP_ALIVE_REQUIRES, KEEP_ALIVE_START } from "./generated/keep-alive-table.js";
import { POLICY_PRESET } from "./generated/numbers.js";
import { GROUPS, POLICY_ALLOWED, REQUIRES, type Row, STANDARD } from "./generated/options-table.js";
import { readGroup, readOption } from "./option.js";
import type { Reading, Root } from "./reading.js";
import { refuse } from "./refusal.js";

export { block, type Cells, retriesOf } from "./cell-values.js";
export { durationAllowed, durationOf } from "./scalar.js";

/** A policy. */
export const ROOT: Root = {
  what: "retry policy",
  whole: "the policy",
  field: "",
  groups: GROUPS,
  requires: REQUIRES,
  allowed: POLICY_ALLOWED,
  length: CELL_COUNT,
  start: STANDARD,
};

/** When a keep-alive beats: its cells are interval, jitter, pauses, immediately. */
export const KEEP_ALIVE: Root = {
  what: "keepAlive",
  whole: "options",
  field: "options",
  groups: KEEP_ALIVE_GROUPS,
  requires: { 0: KEEP_ALIVE_REQUIRES },
  allowed: KEEP_ALIVE_REQUIRES,
  length: 4,
  start: KEEP_ALIVE_START,
};

/**
 * The cells of what was written: plain data, a copy. Functions stay there; their switches say 2.
 *
 * @throws TypeError with `field` and `allowed`, of the first option that is unknown, out of range, or contradicts another one
 */
export function read(written: unknown, root: Root): Cells {
  try {
    return cellsOf(written, root);
  } catch (error) {
    // Of a refusal only the caller's own lines matter, and engines keep no more than ten.
    (Error as { captureStackTrace?(error: unknown, above: unknown): void }).captureStackTrace?.(error, read);
    throw error;
  }
}

function cellsOf(written: unknown, root: Root): Cells {
  const reading: Reading = { root, cells: Array(root.length).fill(0), seen: [] };
  const isPolicy = root === ROOT;
  apply(reading.cells, root.start);
  if (isPlain(written)) readGroup(reading, 0, written, "", 0);
  else if (isPolicy && typeof written === "string")
    readOption(reading, GROUPS[0]?.[POLICY_PRESET] as Row, POLICY_PRESET, written, "preset", 0);
  else refuse(root, "", written, root.allowed);
  if (isPolicy) {
    giveWay(reading);
    contradictions(reading);
  }
  return reading.cells;
}
