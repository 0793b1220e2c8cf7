// Options that are sensible alone and senseless together. Only what is written can contradict; what is not written gives way.
import { type Cells, has, retriesOf, statusesOf, tiersOf, waitOf } from "./cell-values.js";
import {
  ATTEMPT_TIMEOUT,
  BREAKER_FAILURE_RATE,
  BREAKER_MINIMUM,
  BUDGET_FROM,
  BUDGET_TO,
  DEADLINE,
  IDEMPOTENT,
  KEY,
  STATUSES_EXCEPT,
  STATUSES_INCLUDE,
  TIER_PACE,
  UNLIMITED,
  UNPROCESSED,
  UNTIL_NOT,
  UNTIL_PACE,
} from "./generated/cells.js";
import * as option from "./generated/numbers.js";
import { clash, type Reading } from "./reading.js";
import { refuse, span } from "./refusal.js";

// The first of a breaker's numbers, as they lie there.
type Breaker = [failureRate: number, slowRate: number, slowCall: number, consecutive: number, window: number, minimum: number];

/** What is not written gives way to the retries that are: a lone call has the credit for all, and opens no circuit. */
export function giveWay({ cells, seen }: Reading): void {
  const retries = retriesOf(cells);
  // Who draws the credit means it to be scarce.
  const isDrawn = cells[BUDGET_FROM] !== cells[BUDGET_TO];
  if (!seen[option.BUDGET_INITIAL] && !isDrawn && (cells[BUDGET_FROM] as number) < retries) {
    cells[BUDGET_FROM] = cells[BUDGET_TO] = retries;
  }
  if (!seen[option.BREAKER_MINIMUM] && (cells[BREAKER_MINIMUM] as number) < retries + 2) cells[BREAKER_MINIMUM] = retries + 2;
}

/** Refuses what cannot all be meant. */
export function contradictions(reading: Reading): void {
  const { cells, seen } = reading;
  // What is not written is no number, and so compares with nothing.
  const written = (name: number, cell: number) => (seen[name] ? (cells[cell] as number) : Number.NaN);
  const deadline = written(option.POLICY_DEADLINE, DEADLINE);
  let timeout = written(option.POLICY_ATTEMPT_TIMEOUT, ATTEMPT_TIMEOUT);
  // It leaves the attempt to the deadline.
  if (timeout === UNLIMITED) timeout = Number.NaN;
  clash(reading, option.POLICY_ATTEMPT_TIMEOUT, timeout > deadline, `no more than the deadline, ${span(deadline)}`);
  const isForbidden = !cells[IDEMPOTENT] && Boolean(cells[KEY]);
  clash(reading, option.POLICY_IDEMPOTENCY_KEY, isForbidden, "false, since idempotent: false forbids what a key is for");
  const isExcepted =
    Boolean(seen[option.STATUSES_EXCEPT]) &&
    [...statusesOf(cells, UNPROCESSED)].some((status) => has(cells, STATUSES_EXCEPT, status));
  clash(reading, option.POLICY_UNPROCESSED, isExcepted, "statuses that statuses.except does not exclude");
  circuit(reading, timeout);
  polls(reading, deadline);
  if (seen[option.POLICY_TIERS]) tiers(reading, deadline);
}

// One call must not open a circuit alone, or in the midst of its own retries; what a circuit measures must fit beside a timeout.
function circuit(reading: Reading, timeout: number): void {
  const { cells, seen } = reading;
  const [failureRate, slowRate, slowCall, consecutive, window, minimum] = cells.slice(
    BREAKER_FAILURE_RATE,
  ) as number[] as Breaker;
  const isSlow = slowRate < UNLIMITED;
  const hasRate = isSlow || failureRate < UNLIMITED;
  if (seen[option.POLICY_RETRIES] || seen[option.POLICY_TIERS]) {
    const requests = retriesOf(cells) + 1;
    clash(reading, option.BREAKER_MINIMUM, hasRate && minimum <= requests, `more than the requests of one call, ${requests}`);
    const isAlone = consecutive > 0 && consecutive < requests;
    clash(reading, option.BREAKER_CONSECUTIVE, isAlone, `no less than the requests of one call, ${requests}`);
  }
  const isShort = hasRate && window < 2 * timeout;
  clash(reading, option.BREAKER_WINDOW, isShort, `no less than twice the attemptTimeout, ${span(2 * timeout)}`);
  clash(reading, option.BREAKER_SLOW_CALL, isSlow && slowCall >= timeout, `less than the attemptTimeout, ${span(timeout)}`);
}

/** Is it one of the statuses to retry, and not excepted? */
export function isRetried(cells: Cells, status: number): boolean {
  return has(cells, STATUSES_INCLUDE, status) && !has(cells, STATUSES_EXCEPT, status);
}

// A status is polled for or retried, not both; and the second poll comes before the deadline.
function polls(reading: Reading, deadline: number): void {
  const { cells, seen } = reading;
  for (const status of [...statusesOf(cells, UNTIL_NOT)].sort()) {
    const isBoth =
      (seen[option.POLICY_STATUSES] && isRetried(cells, status)) ||
      (seen[option.POLICY_UNPROCESSED] && has(cells, UNPROCESSED, status)) ||
      false;
    for (const where of [option.UNTIL_NOT, option.POLICY_UNTIL]) {
      clash(reading, where, isBoth, `statuses that are not retried, unlike ${status}`);
    }
  }
  const isLate = waitOf(cells, UNTIL_PACE, 1) >= deadline;
  clash(reading, option.UNTIL_BACKOFF, isLate, `a first wait that ends before the deadline, ${span(deadline)}`);
}

// The first retry of every tier must be able to begin before the deadline. Jitter is left out: a tier that only the luckiest draw
// reaches is not what was meant.
function tiers({ root, cells }: Reading, deadline: number): void {
  let waits = 0;
  tiersOf(cells).forEach((tier, place) => {
    for (let retry = 1; retry <= (cells[tier] as number); retry++) {
      waits += waitOf(cells, tier + TIER_PACE, retry);
      // The first tier is not one of `tiers`.
      if (retry === 1 && place > 0 && waits >= deadline) {
        const allowed = `a tier that can be reached: its first retry comes after waits of ${span(waits)}, the deadline is ${span(deadline)}`;
        refuse(root, `tiers[${place - 1}]`, {}, allowed);
      }
    }
  });
}
