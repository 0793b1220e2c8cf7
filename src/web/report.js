const REPORT = Symbol.for("holdfast-fetch.report");

/**
 * Ties a report to a response or error. A property: setting one costs a tenth of a WeakMap's entry. Whole reports are hidden, since
 * an error that nobody catches is printed with all that is to be seen on it.
 */
export function remember(outcome, report) {
  try {
    if (typeof report === "number") outcome[REPORT] = report;
    else Object.defineProperty(outcome, REPORT, { value: report, configurable: true, writable: true });
  } catch {
    // Frozen, or not an object: it goes without.
  }
}

/** What was tied to it: a report, or for a success at once the time it took. */
export function recall(outcome) {
  return outcome?.[REPORT];
}

/**
 * A report. Attempts come as rows: objects would be built name by name from the core, at 2 kB of WebAssembly. `errors` are
 * the core's to pass on, by the number of their attempt.
 */
export function newReport(reason, elapsed, ambiguous, fallback, probeIn, rows, errors) {
  const report = { reason, attempts: newAttempts(rows, errors), elapsed };
  if (ambiguous) report.ambiguous = true;
  if (fallback) report.fallback = true;
  if (probeIn >= 0) report.probeIn = probeIn;
  return report;
}

/** The attempts of a report. */
export function newAttempts(rows, errors) {
  return rows.map(([, failure, [number, tier, startedAt, duration, status, retryAfter, hintHidden, wait]]) => {
    const attempt = { number, tier, startedAt, duration };
    if (status >= 0) attempt.status = status;
    if (failure) Object.assign(attempt, { failure, error: errors[number] });
    if (retryAfter >= 0) attempt.retryAfter = retryAfter;
    if (hintHidden) attempt.hintHidden = true;
    if (wait >= 0) attempt.wait = wait;
    return attempt;
  });
}
