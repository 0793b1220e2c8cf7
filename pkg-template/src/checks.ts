// What is looked at when an option has been read.
import { apply, statusesOf, waitOf } from "./cell-values.js";
import { isRetried } from "./contradictions.js";
import { isPlain } from "./copy.js";
import {
  BREAKER_CONSECUTIVE,
  BREAKER_FAILURE_RATE,
  BREAKER_SLOW_RATE,
  BUDGET_CAP,
  BUDGET_RATIO,
  BUDGET_TO,
  PACE_BASE,
  PACE_CAP,
  PACE_KIND,
  PACE_LIST,
  PACE_STEP,
  PRESET,
  SPREAD_A,
  SPREAD_B,
  SPREAD_KIND,
  STATUSES_EXCEPT,
  TIER_JITTER,
  TIER_PACE,
  UNLIMITED,
  UNPROCESSED,
  UNTIL_ASKS,
  UNTIL_NOT,
} from "./generated/cells.js";
import * as is from "./generated/numbers.js";
import { PRESETS, SAME_WAIT } from "./generated/options-table.js";
import { clash, type Reading } from "./reading.js";
import { refuse, span } from "./refusal.js";

/** Before a jitter is read: an object says exactly one thing, and nothing is left of what was there. */
export function jitterSays({ root, cells }: Reading, value: unknown, path: string, allowed: string, cell: number): void {
  cells[cell + SPREAD_A] = cells[cell + SPREAD_B] = 0;
  if (isPlain(value) && Object.values(value).filter((part) => part !== undefined).length !== 1)
    refuse(root, path, value, allowed);
}

/** Looks at an option of this form that was read into a cell. */
export function checkOption(
  reading: Reading,
  check: number,
  option: number,
  value: unknown,
  path: string,
  cell: number,
  form: number,
): void {
  const { root, cells, seen } = reading;
  const isObject = form === is.FORM_OBJECT;
  if (check === is.CHECK_PRESET) {
    apply(cells, PRESETS[cells[PRESET] as number] ?? []);
  } else if (check === is.CHECK_BACKOFF && !isObject) {
    cells[cell + PACE_KIND] = is.CALLER;
    // A wait that the caller computes is taken as it is, unless jitter is asked for.
    cells[cell + TIER_JITTER - TIER_PACE] = 0;
  } else if (check === is.CHECK_BACKOFF) {
    backoff(reading, value, path, cell);
  } else if (check === is.CHECK_PACE) {
    pace(reading, value, path, cell, isObject);
  } else if (check === is.CHECK_SPREAD) {
    cells[cell - SPREAD_A + SPREAD_KIND] = is.PROPORTIONAL + option - is.JITTER_PROPORTIONAL;
  } else if (check === is.CHECK_STATUSES) {
    if (!seen[is.STATUSES_EXCEPT]) cells[STATUSES_EXCEPT] = new Set();
    // They win over a preset's word on what the server leaves undone.
    cells[UNPROCESSED] = new Set([...statusesOf(cells, UNPROCESSED)].filter((status) => isRetried(cells, status)));
  } else if (check === is.CHECK_BUDGET && isObject) {
    const earned = cells[BUDGET_RATIO] ? (cells[BUDGET_CAP] as number) : 0;
    if ((cells[BUDGET_TO] as number) + earned < 1) {
      refuse(root, path, value, "enough of initial, or of ratio and cap, to make the whole token that a retry takes");
    }
  } else if (check === is.CHECK_BREAKER && isObject) {
    breaker(reading);
  } else if (check === is.CHECK_UNTIL && form !== is.FORM_FALSE) {
    if (form === is.FORM_FUNCTION) cells[UNTIL_ASKS] = 2;
    if (form === is.FORM_SCALAR) cells[UNTIL_NOT] = new Set([cells[cell] === 1 ? 404 : 202]);
    if (!statusesOf(cells, UNTIL_NOT).size && !cells[UNTIL_ASKS]) {
      refuse(root, path, value, "an object with not or done: what is waited for");
    }
    cells[cell] = 1;
  }
}

function backoff(reading: Reading, value: unknown, path: string, cell: number): void {
  const { root, cells, seen } = reading;
  const kind = cells[cell + PACE_KIND];
  const belongs = (option: number, isIts: boolean, to: string) =>
    clash(reading, option, !isIts, `nothing: it belongs to the ${to}`);
  belongs(is.BACKOFF_FACTOR, kind === is.EXPONENTIAL, "type exponential");
  belongs(is.BACKOFF_STEP, kind === is.LINEAR, "type linear");
  belongs(is.BACKOFF_LIST, kind === is.LIST, "type list");
  belongs(is.BACKOFF_BASE, kind !== is.LIST, "types that compute their waits");
  belongs(is.BACKOFF_CAP, kind !== is.LIST, "types that compute their waits");
  if (kind === is.LIST && !cells[cell + PACE_LIST]) refuse(root, path, value, "an object with list, since its type is list");
  const base = cells[cell + PACE_BASE] as number;
  if ((cells[cell + PACE_CAP] as number) < base) {
    clash(reading, is.BACKOFF_CAP, Boolean(seen[is.BACKOFF_BASE]), `no less than base, ${span(base)}`);
    if (!seen[is.BACKOFF_CAP]) cells[cell + PACE_CAP] = base;
  }
  if (!seen[is.BACKOFF_STEP]) cells[cell + PACE_STEP] = base;
}

// What goes on without a bound of its own would be a storm without a wait.
function pace(reading: Reading, value: unknown, path: string, cell: number, isObject: boolean): void {
  const { root, cells } = reading;
  if (isObject) {
    backoff(reading, value, path, cell);
  } else {
    // A duration: the same wait each time. The option's cell is the first of the pace.
    const wait = cells[cell] as number;
    apply(cells, SAME_WAIT, cell);
    cells[cell + PACE_BASE] = cells[cell + PACE_STEP] = wait;
  }
  const listed = (cells[cell + PACE_LIST] as readonly number[]).length || 1;
  for (let retry = 1; retry <= listed; retry++) {
    if (waitOf(cells, cell, retry) <= 0) refuse(root, path, value, "an object whose waits are above 0");
  }
}

function breaker(reading: Reading): void {
  const { cells, seen } = reading;
  if (cells[BREAKER_SLOW_RATE] !== UNLIMITED) return;
  const never = cells[BREAKER_FAILURE_RATE] === UNLIMITED && !cells[BREAKER_CONSECUTIVE];
  const other = "a number above 0 and up to 1, unless slowRate or consecutive has one: it would never open";
  clash(reading, is.BREAKER_FAILURE_RATE, never, other);
  const slow = "nothing without slowRate, the share of slow calls at which it opens";
  clash(reading, is.BREAKER_SLOW_CALL, !seen[is.BREAKER_SLOW_RATE], slow);
}
