// Refusals that the schema leaves to the readers.

/** What one value says of another is beyond a schema: refusals that it need not share. */
export const COMPARISON = new RegExp(
  [
    "no more than the deadline",
    "no less than base",
    "from not above to",
    "does not exclude",
    "can be reached",
    "make the whole token",
    "than the requests of one call",
    "than twice the attemptTimeout",
    "less than the attemptTimeout",
    "not retried, unlike",
    "ends before the deadline",
  ].join("|"),
);
