// The numbers by which the core and its shell speak of what has a name, as in src/codes.rs.

/** What a request is, in bits. */
export const IDEMPOTENT = 1;
export const KEYED = 2;
export const CONDITIONAL = 4;
export const REPLAYABLE = 8;

/** Why calls end, by their codes. */
export const REASONS = [
  "success",
  "status",
  "attempts",
  "deadline",
  "hint-too-long",
  "not-idempotent",
  "body",
  "budget",
  "circuit-open",
  "throttled",
  "veto",
  "offline",
  "aborted",
  "error",
] as const;

/** How attempts fail that get no response, by their codes. */
export const FAILURES = ["network", "timeout", "offline", "permanent", "aborted"] as const;

/** The states of a circuit, by their codes. */
export const STATES = ["closed", "open", "half-open", "isolated"] as const;

/** The methods that may be sent again (RFC 9110 9.2.2, and QUERY of the HTTPbis draft). */
export const IDEMPOTENT_METHODS: readonly string[] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];
