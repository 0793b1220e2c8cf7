// Made by `cargo xtask generate` from src/core/policy/cells.rs.

/** Where there is no limit. */
export const UNLIMITED = 1 / 0;

/** The number of a policy's cells. */
export const CELL_COUNT = 122;

/** The number of a tier's. */
export const TIER_CELLS = 10;

/** The number of a set's, and of the statuses in each. */
export const SET_CELLS = 10;
export const STATUSES_A_CELL = 50;

// Counted from the first cell of a pace.
/** 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function. */
export const PACE_KIND = 0;
/** The first wait. */
export const PACE_BASE = 1;
/** What each wait is multiplied by to make the next; exponential only. */
export const PACE_FACTOR = 2;
/** What each wait is longer than the one before; linear only. */
export const PACE_STEP = 3;
/** No wait is longer. */
export const PACE_CAP = 4;
/** The place of a list of waits, or 0. */
export const PACE_LIST = 5;

// Counted from the first cell of a spread.
/** 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add. */
export const SPREAD_KIND = 0;
/** The part (proportional, upward), or the least that is added. */
export const SPREAD_A = 1;
/** The most that is added. */
export const SPREAD_B = 2;

// Counted from the first cell of a tier.
/** Retries in this series. */
export const TIER_RETRIES = 0;
/** Their waits. */
export const TIER_PACE = 1;
/** How these are spread. */
export const TIER_JITTER = 7;

// Of a policy.
/** What nobody reads is written here. Cell 0 holds the preset's number. */
export const PRESET = 0;
/** `retries`, `backoff` and `jitter` of the policy itself. */
export const FIRST = 1;
/** Retries in this series. */
export const FIRST_RETRIES = 1;
/** Their waits. */
export const FIRST_PACE = 2;
/** 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function. */
export const FIRST_PACE_KIND = 2;
/** The first wait. */
export const FIRST_PACE_BASE = 3;
/** What each wait is multiplied by to make the next; exponential only. */
export const FIRST_PACE_FACTOR = 4;
/** What each wait is longer than the one before; linear only. */
export const FIRST_PACE_STEP = 5;
/** No wait is longer. */
export const FIRST_PACE_CAP = 6;
/** The place of a list of waits, or 0. */
export const FIRST_PACE_LIST = 7;
/** How these are spread. */
export const FIRST_JITTER = 8;
/** 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add. */
export const FIRST_JITTER_KIND = 8;
/** The part (proportional, upward), or the least that is added. */
export const FIRST_JITTER_A = 9;
/** The most that is added. */
export const FIRST_JITTER_B = 10;
/** The place of the later tiers, which lie one after the other, or 0. */
export const LATER = 11;
/** How many there are. */
export const LATER_COUNT = 12;
/** Where a preset keeps its later tier. */
export const SECOND = 13;
/** Retries in this series. */
export const SECOND_RETRIES = 13;
/** Their waits. */
export const SECOND_PACE = 14;
/** 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function. */
export const SECOND_PACE_KIND = 14;
/** The first wait. */
export const SECOND_PACE_BASE = 15;
/** What each wait is multiplied by to make the next; exponential only. */
export const SECOND_PACE_FACTOR = 16;
/** What each wait is longer than the one before; linear only. */
export const SECOND_PACE_STEP = 17;
/** No wait is longer. */
export const SECOND_PACE_CAP = 18;
/** The place of a list of waits, or 0. */
export const SECOND_PACE_LIST = 19;
/** How these are spread. */
export const SECOND_JITTER = 20;
/** 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add. */
export const SECOND_JITTER_KIND = 20;
/** The part (proportional, upward), or the least that is added. */
export const SECOND_JITTER_A = 21;
/** The most that is added. */
export const SECOND_JITTER_B = 22;
/** 1: retry when no response came. */
export const NETWORK_ERRORS = 23;
/** 0 never, 1 like any other failure, 2 if the budget finds that the server was well shortly before. */
export const TIMEOUTS = 24;
/** 0 no request may be repeated, 1 any, 2 those that are safe. */
export const IDEMPOTENT = 25;
/** Responses to retry. */
export const STATUSES = 26;
/** To be retried. */
export const STATUSES_INCLUDE = 26;
/** But not these. */
export const STATUSES_EXCEPT = 36;
/** Statuses by which the server says that it did not act. */
export const UNPROCESSED = 46;
/** A switch. */
export const KEY = 56;
/** 0 or 1: a random UUID; 2: the caller's function; else the place of a text. */
export const KEY_SOURCE = 57;
/** The place of the header's name. */
export const KEY_HEADER = 58;
/** 1: sent as a structured-field string. */
export const KEY_QUOTED = 59;
/** The place of the methods, joined by commas. */
export const KEY_METHODS = 60;
/** How long the server remembers it. */
export const KEY_HORIZON = 61;
/** A switch. */
export const HINTS = 62;
/** A longer hint ends the call. */
export const HINT_CAP = 63;
/** 1: waits are spread after it. */
export const HINT_SPREAD = 64;
/** The place of the names of headers, in lower case, perhaps with a unit, joined by commas; 0: those that are known. */
export const HINT_HEADERS = 65;
/** 1: dates are corrected by the response's own `Date`. */
export const HINT_DATE = 66;
/** The longest wait for the headers of one attempt. */
export const ATTEMPT_TIMEOUT = 67;
/** The longest wait of the whole call. */
export const DEADLINE = 68;
/** 2: the caller's `shouldRetry` is asked. */
export const ASKS = 69;
/** 2: the caller's `statusOf` says what responses mean. */
export const MEANS = 70;
/** A switch. */
export const BUDGET = 71;
/** Tokens that a good answer earns. */
export const BUDGET_RATIO = 72;
/** The least of the initial credit. */
export const BUDGET_FROM = 73;
/** The most of it. */
export const BUDGET_TO = 74;
/** The most that is earned and kept. */
export const BUDGET_CAP = 75;
/** A switch. */
export const BREAKER = 76;
/** Opens at this share of failures; infinity: never. */
export const BREAKER_FAILURE_RATE = 77;
/** Opens at this share of slow calls; infinity: never. */
export const BREAKER_SLOW_RATE = 78;
/** How long a slow call takes. */
export const BREAKER_SLOW_CALL = 79;
/** Opens after so many failures in a row; 0: never. */
export const BREAKER_CONSECUTIVE = 80;
/** The length of the sliding window. */
export const BREAKER_WINDOW = 81;
/** The fewest calls in it from which a rate follows. */
export const BREAKER_MINIMUM = 82;
/** How long it stays open. */
export const BREAKER_OPEN = 83;
/** 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function. */
export const BREAKER_OPEN_KIND = 83;
/** The first wait. */
export const BREAKER_OPEN_BASE = 84;
/** What each wait is multiplied by to make the next; exponential only. */
export const BREAKER_OPEN_FACTOR = 85;
/** What each wait is longer than the one before; linear only. */
export const BREAKER_OPEN_STEP = 86;
/** No wait is longer. */
export const BREAKER_OPEN_CAP = 87;
/** The place of a list of waits, or 0. */
export const BREAKER_OPEN_LIST = 88;
/** Calls let through at a time when it is half-open. */
export const BREAKER_PROBES = 89;
/** What shares a circuit: 0 an origin's requests, 1 all of the policy's, 2 as the caller's function says. */
export const BREAKER_KEY = 90;
/** A switch. */
export const THROTTLE = 91;
/** Requests sent for each that is accepted. */
export const THROTTLE_K = 92;
/** The length of the sliding window. */
export const THROTTLE_WINDOW = 93;
/** The highest probability of a refusal. */
export const THROTTLE_CAP = 94;
/** 0 none, 1 the cache, 2 the caller's function. */
export const FALLBACK = 95;
/** The place of the cache's name. */
export const FALLBACK_CACHE = 96;
/** No answer older than this. */
export const FALLBACK_MAX_AGE = 97;
/** 2: the caller's `refresh` renews credentials. */
export const REFRESHES = 98;
/** A switch; 1 also where a word says what is waited for. */
export const UNTIL = 99;
/** 2: the caller's function says whether a response is what was waited for. */
export const UNTIL_ASKS = 100;
/** Statuses that mean "not yet". */
export const UNTIL_NOT = 101;
/** The waits between polls. */
export const UNTIL_PACE = 111;
/** 0 exponential, 1 linear, 2 constant, 3 Fibonacci, 4 a list, 5 the caller's function. */
export const UNTIL_PACE_KIND = 111;
/** The first wait. */
export const UNTIL_PACE_BASE = 112;
/** What each wait is multiplied by to make the next; exponential only. */
export const UNTIL_PACE_FACTOR = 113;
/** What each wait is longer than the one before; linear only. */
export const UNTIL_PACE_STEP = 114;
/** No wait is longer. */
export const UNTIL_PACE_CAP = 115;
/** The place of a list of waits, or 0. */
export const UNTIL_PACE_LIST = 116;
/** How these are spread. */
export const UNTIL_JITTER = 117;
/** 0 none, 1 full, 2 equal, 3 decorrelated, 4 proportional, 5 upward, 6 add. */
export const UNTIL_JITTER_KIND = 117;
/** The part (proportional, upward), or the least that is added. */
export const UNTIL_JITTER_A = 118;
/** The most that is added. */
export const UNTIL_JITTER_B = 119;
/** 1: a status of 400 or more is an error at the end. */
export const THROWS = 120;
/** 1: faults are printed; 2: the caller's logger is told. */
export const LOGS = 121;
