// Made by `cargo xtask generate` from src/core/policy/table.rs and presets.rs.

/**
 * An option: its name; what it may be; the kind of its numbers and texts; its cell; where it goes; its group; what is looked
 * at afterwards; what a refusal says is allowed, if the kind does not say it; its bounds; its words.
 */
export type Row = readonly [
  name: string,
  forms: number,
  kind: number,
  cell: number,
  sink: number,
  group: number,
  check: number,
  allowed?: string,
  least?: number,
  most?: number,
  words?: string,
];

/** Cells and what is written into them; statuses in place of those that are there. */
export type Changes = readonly (readonly [cell: number, value: number | string | readonly number[] | readonly string[]])[];

/** The options of each group, in the order of the groups' numbers. */
// biome-ignore format: a table
export const GROUPS: readonly (readonly Row[])[] = [
  [
    ["preset", 32, 12, 0, 0, 0, 1, "", 0, 0, "standard|fleet|livePerson|copyleaks|statusCodes|resilientIntegrations|zDirect"],
    ["retries", 32, 1, 1, 0, 0, 0, "", 0, 1000],
    ["backoff", 12, 0, 2, 0, 1, 2, "an object such as { type, base, factor, cap }, or a function"],
    ["jitter", 40, 12, 8, 0, 2, 4, "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }", 0, 0, "none|full|equal|decorrelated"],
    ["tiers", 16, 0, 11, 0, 3, 6, "an array of { retries, backoff, jitter }"],
    ["statuses", 88, 7, 26, 0, 4, 7, "an array such as [429, \"5xx\"], or { include, except }"],
    ["networkErrors", 3, 0, 23, 0, 0, 0, "true or false"],
    ["timeouts", 35, 12, 24, 0, 0, 0, "\"vouched\", true or false", 2, 0, "vouched"],
    ["idempotent", 35, 12, 25, 0, 0, 0, "\"auto\", true or false", 2, 0, "auto"],
    ["unprocessed", 16, 1, 46, 1, 0, 0, "an array of statuses from 400 to 599", 400, 599],
    ["idempotencyKey", 111, 8, 56, 0, 5, 0, "true, false, a text, a function, or { key, header, format, methods, horizon }"],
    ["retryAfter", 11, 0, 62, 0, 6, 0, "true, false, or { cap, jitter, headers, dateHeader }"],
    ["attemptTimeout", 33, 5, 67, 0, 0, 0],
    ["deadline", 33, 5, 68, 0, 0, 0],
    ["shouldRetry", 4, 0, 69, 0, 0, 0, "a function"],
    ["statusOf", 4, 0, 70, 0, 0, 0, "a function"],
    ["budget", 9, 0, 71, 0, 7, 8, "false, or { ratio, initial, cap }"],
    ["breaker", 11, 0, 76, 0, 8, 9, "true, false, an object such as { failureRate, window, minimum, open }, or a CircuitBreaker"],
    ["throttle", 11, 0, 91, 0, 9, 0, "true, false, or { k, window, cap }"],
    ["fallback", 45, 12, 95, 0, 10, 0, "a function, \"cache\", { cache, maxAge } or false", 1, 0, "cache"],
    ["refresh", 5, 0, 98, 0, 0, 0, "a function, or false"],
    ["until", 45, 12, 99, 0, 11, 10, "\"found\", \"done\", a function, { not, done, backoff, jitter } or false", 1, 0, "found|done"],
    ["throwOnStatus", 3, 0, 120, 0, 0, 0, "true or false"],
    ["onEvent", 4, 0, 0, 6, 0, 0, "a function"],
    ["log", 129, 0, 121, 0, 0, 0, "an object with the methods debug, info, warn and error, such as console; or false"],
    ["fetch", 4, 0, 0, 6, 0, 0, "a function"],
    ["random", 4, 0, 0, 6, 0, 0, "a function"],
    ["now", 4, 0, 0, 6, 0, 0, "a function"],
    ["unref", 3, 0, 0, 6, 0, 0, "true or false"],
  ],
  [
    ["type", 32, 12, 0, 0, 0, 0, "", 0, 0, "exponential|linear|constant|fibonacci|list"],
    ["base", 32, 3, 1, 0, 0, 0],
    ["factor", 32, 0, 2, 0, 0, 0, "", 1, 1000],
    ["step", 32, 3, 3, 0, 0, 0],
    ["cap", 32, 3, 4, 0, 0, 0],
    ["list", 16, 3, 5, 3, 0, 0, "an array of one or more durations"],
  ],
  [
    ["proportional", 32, 0, 1, 0, 0, 5, "", 0, 1],
    ["upward", 32, 0, 1, 0, 0, 5, "", 0, 10],
    ["add", 16, 3, 1, 2, 0, 5, "[from, to]: two durations, from not above to"],
  ],
  [
    ["retries", 32, 1, 0, 0, 0, 0, "", 1, 1000],
    ["backoff", 12, 0, 1, 0, 1, 2, "an object such as { type, base, factor, cap }, or a function"],
    ["jitter", 40, 12, 7, 0, 2, 4, "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }", 0, 0, "none|full|equal|decorrelated"],
  ],
  [
    ["include", 16, 7, 0, 1, 0, 0, "an array such as [429, \"5xx\"], or { include, except }"],
    ["except", 16, 7, 10, 1, 0, 0, "an array such as [429, \"5xx\"], or { include, except }"],
  ],
  [
    ["key", 36, 8, 1, 4, 0, 0],
    ["header", 32, 9, 2, 4, 0, 0],
    ["format", 32, 12, 3, 0, 0, 0, "", 0, 0, "raw|quoted"],
    ["methods", 16, 9, 4, 4, 0, 0, "an array of one or more methods"],
    ["horizon", 33, 5, 5, 0, 0, 0],
  ],
  [
    ["cap", 32, 3, 1, 0, 0, 0],
    ["jitter", 32, 12, 2, 0, 0, 0, "", 0, 0, "none|upward"],
    ["headers", 16, 10, 3, 5, 0, 0, "an array of one or more header names"],
    ["dateHeader", 3, 0, 4, 0, 0, 0, "true or false"],
  ],
  [
    ["ratio", 32, 0, 1, 0, 0, 0, "", 0, 1],
    ["initial", 48, 0, 2, 2, 0, 0, "a number from 0 to 1000, or [from, to]: two of them, from not above to", 0, 1000],
    ["cap", 32, 0, 4, 0, 0, 0, "", 0, 10000],
  ],
  [
    ["failureRate", 33, 2, 1, 0, 0, 0, "a number above 0 and up to 1, or false"],
    ["slowRate", 33, 2, 2, 0, 0, 0, "a number above 0 and up to 1, or false"],
    ["slowCall", 32, 4, 3, 0, 0, 0],
    ["consecutive", 33, 1, 4, 0, 0, 0, "a whole number from 1 to 1000, or false", 1, 1000],
    ["window", 32, 4, 5, 0, 0, 0],
    ["minimum", 32, 1, 6, 0, 0, 0, "", 1, 100000],
    ["open", 40, 4, 7, 0, 1, 3],
    ["probes", 32, 1, 13, 0, 0, 0, "", 1, 100],
    ["key", 36, 12, 14, 0, 0, 0, "\"origin\", \"policy\" or a function", 0, 0, "origin|policy"],
  ],
  [
    ["k", 32, 0, 1, 0, 0, 0, "", 1, 10],
    ["window", 32, 4, 2, 0, 0, 0],
    ["cap", 32, 0, 3, 0, 0, 0, "", 0, 1],
  ],
  [
    ["cache", 32, 11, 1, 4, 0, 0, "a text, the name of a cache"],
    ["maxAge", 32, 4, 2, 0, 0, 0],
  ],
  [
    ["not", 48, 1, 2, 1, 0, 0, "a status from 100 to 599, or an array of them", 100, 599],
    ["done", 4, 0, 1, 0, 0, 0, "a function"],
    ["backoff", 8, 0, 12, 0, 1, 3, "an object such as { type, base, factor, cap }"],
    ["jitter", 40, 12, 18, 0, 2, 4, "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }", 0, 0, "none|full|equal|decorrelated"],
  ],
];

/** What is refused where a group's first option is not written. */
export const REQUIRES: { readonly [group: number]: string } = {
  3: "an object with retries, 1 or more",
  4: "an object with include",
};

/** What a refusal says of each kind; of numbers, what goes before their bounds. */
export const KINDS: readonly string[] = [
  "a number from ",
  "a whole number from ",
  "",
  'a duration from 0 to 100 years: milliseconds, or a string such as "250ms", "5s", "2m", "1h", "1d"',
  'a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m"',
  'a duration above 0 and up to 100 years: milliseconds, or a string such as "250ms", "5s", "2m"; or false for no limit',
  "",
  'a status from 100 to 599, or a class such as "5xx"',
  "a text of 1 to 255 printable ASCII characters, or a function",
  "a name of letters, digits and !#$%&'*+-.^_`|~",
  'the name of a header that says how long to wait, or one with a unit such as "x-wait:ms"',
  "",
  "",
];

/** What it says of a key that begins or ends with white space. */
export const KEY_ENDS = "a text without white space at either end";

/** What it says of a policy as a whole. */
export const POLICY_ALLOWED = "a preset's name, an object of options, or a RetryPolicy";

/** What is meant, and after it what other clients call it: a line each. One text, since it is the least to download. */
// biome-ignore format: a table
export const ELSEWHERE = "retries|maxRetries|retry|limit|forever\nretries, which do not count the first attempt|attempts|maxAttempts\nattemptTimeout or deadline|timeout|shouldResetTimeout\ndeadline|maxRetryTime\nbackoff|delay|retryDelay\nbackoff.base|minTimeout|initialDelay\nbackoff.cap|maxTimeout|backoffLimit|maxDelay\nbackoff.factor|factor|exponent\njitter|randomize\nstatuses|statusCodes\nstatuses or shouldRetry|retryOn\nstatusOf|validateResponse\nshouldRetry|retryCondition\ntimeouts|retryOnTimeout\nidempotent|methods\nretryAfter|afterStatusCodes\nretryAfter.cap|maxRetryAfter\nonEvent|onRetry|onFailedAttempt|onMaxRetryTimesExceeded\nthrowOnStatus|throwHttpErrors|validateStatus\nbreaker|circuitBreaker\nbreaker.failureRate|errorThresholdPercentage\nbreaker.minimum|volumeThreshold\nbreaker.open|resetTimeout|halfOpenAfter";

/** What `fetch` takes second, and what is said of it. */
export const REQUEST_INIT = /^(method|headers|body|signal|mode|credentials|cache|redirect|keepalive|duplex)$/;
export const REQUEST_INIT_ALLOWED =
  "an option of the retry policy; the request's own options are the third argument, or the second of a fetch by createFetch";

/** Data that is of one call, as functions are. */
export const OF_ONE_CALL: readonly string[] = [
  "idempotencyKey",
  "deadline",
  "attemptTimeout",
  "fallback",
  "until",
  "throwOnStatus",
  "log",
  "unref",
];

/** The default, where all policies start. */
// biome-ignore format: a table
export const STANDARD: Changes = [[1, 3], [3, 500], [4, 2], [5, 500], [6, 20000], [8, 1], [23, 1], [24, 2], [25, 2], [26, [408, 425, 429, 5]], [36, [501, 505, 506, 508, 510, 511]], [46, [425, 429]], [58, "Idempotency-Key"], [60, ["POST", "PATCH"]], [61, 86400000], [62, 1], [63, 1 / 0], [64, 1], [66, 1], [67, 30000], [68, 180000], [71, 1], [72, 0.4], [73, 6], [74, 6], [75, 6], [77, 0.5], [78, 1 / 0], [79, 5000], [81, 30000], [82, 10], [84, 5000], [85, 2], [86, 5000], [87, 60000], [89, 1], [92, 2], [93, 120000], [94, 0.9], [96, "holdfast-fetch"], [97, 86400000], [101, []], [112, 1000], [113, 1.5], [114, 1000], [115, 30000], [117, 4], [118, 0.25]];

/** What each preset changes. */
// biome-ignore format: a table
export const PRESETS: readonly Changes[] = [
  STANDARD,
  [[72, 0.1], [73, 0], [74, 1], [75, 1]],
  [[2, 1], [3, 5000], [5, 5000], [6, 1 / 0], [8, 5], [9, 0.1], [11, 13], [12, 1], [13, 3], [15, 120000], [16, 2], [17, 120000], [18, 1 / 0], [20, 5], [21, 0.1], [26, [5]], [36, []], [46, []], [24, 1], [68, 1200000], [121, 1]],
  [[1, 8], [3, 1000], [5, 1000], [6, 50000], [8, 6], [9, 1000], [10, 10000], [26, [5, 429]], [36, []], [46, [429]], [24, 1], [68, 600000], [73, 8], [74, 8]],
  [[26, [408, 429, 500, 502, 503, 504]], [36, []], [46, [429]], [24, 1], [73, 3], [74, 3]],
  [[1, 4], [3, 1000], [5, 1000], [6, 1 / 0], [8, 4], [9, 0.25], [26, [5]], [36, []], [46, []], [24, 1], [56, 1], [60, ["POST", "PUT", "PATCH", "DELETE"]], [76, 1], [83, 2], [84, 30000], [86, 30000], [87, 1 / 0], [95, 1], [73, 4], [74, 4]],
  [[1, 8], [3, 2000], [5, 2000], [6, 64000], [8, 6], [10, 1000], [26, [503]], [36, []], [46, [503]], [23, 0], [24, 0], [68, 900000], [73, 8], [74, 8]],
];

/** A backoff of another type than the one before: what is not written starts here. */
// biome-ignore format: a table
export const AFRESH: Changes = [[1, 500], [2, 2], [3, 500], [4, 1 / 0], [5, 0]];

/** The same wait each time. */
// biome-ignore format: a table
export const SAME_WAIT: Changes = [[0, 2], [2, 2], [4, 1 / 0], [5, 0]];

/** A later tier's backoff. */
// biome-ignore format: a table
export const LATER_TIER: Changes = [[2, 120000], [3, 2], [4, 120000], [5, 1 / 0]];
