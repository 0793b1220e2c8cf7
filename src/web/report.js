const REPORT = Symbol.for("holdfast-fetch.report");

/** Ties a report to a response or error. A property: setting one costs a tenth of a WeakMap's entry. */
export function remember(outcome, report) {
  try {
    outcome[REPORT] = report;
  } catch {
    // Frozen, or not an object: it goes without.
  }
}

/** What was tied to it: a report, or for a success at once the time it took. */
export function recall(outcome) {
  return outcome?.[REPORT];
}
