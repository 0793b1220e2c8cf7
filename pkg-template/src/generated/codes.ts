// Made by `cargo xtask generate` from src/codes.rs.

/** What the core asks for next. */
export const SEND = 0;
export const WAIT = 1;
export const ASK = 2;
export const ASK_DELAY = 3;
export const ASK_UNTIL = 4;
export const REFRESH = 5;
export const FALLBACK = 6;
export const FINISH = 7;
export const ASK_STATUS = 8;

/** What it is told. */
export const RESPONSE = 0;
export const FAILED = 1;
export const WOKE = 2;
export const ABORTED = 3;
export const POLICY = 4;
export const RETRY = 5;
export const RETRY_AFTER = 6;
export const STOP = 7;
export const DELAY = 8;
export const DONE = 9;
export const REFRESHED = 10;
export const FALLEN_BACK = 11;
export const BROKEN = 12;
export const ANSWERED = 13;

/** What a request is, in bits. */
export const IDEMPOTENT = 1;
export const KEYED = 2;
export const CONDITIONAL = 4;
export const REPLAYABLE = 8;
export const DIRECT = 16;
export const BEGINS_ABORTED = 32;
export const BEGINS_BROKEN = 64;
export const RESUMES = 128;
export const HEARD = 256;
export const RECONNECTS = 512;
export const CLOSED = 1024;

/** What a response is, in bits. */
export const REDIRECTED = 1;
export const HIDDEN = 2;
export const LOCATED = 4;

/** What a failure is, in bits. */
export const OFFLINE = 1;
export const OPERATION = 2;

/** What of an outcome matters, in bits. */
export const HEEDS_HINTS = 1;
export const HEEDS_LIMITS = 8;
export const HEEDS_LOCATION = 2;
export const HEEDS_ERRORS = 4;

/** What an error calls its code is a status, where it is one of these. */
export const LEAST_CODE = 400;
export const MOST_CODE = 599;

/** What a session that is kept alive is to do next. */
export const BEAT_LATER = 0;
export const BEAT_NOW = 1;
export const PAUSE = 2;
export const STOPPED = 3;
export const CONTINUE = 4;

/** What happened to it. */
export const BEAT_START = 0;
export const BEAT_WOKE = 1;
export const BEATEN = 2;
export const NOT_BEATEN = 3;
export const HIDDEN_PAGE = 4;
export const SHOWN_PAGE = 5;
export const BEAT_STOP = 6;

/** Why beats that were due were not sent, by their codes. */
export const MISSED = ["late", "busy", "hidden"] as const;

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
export const FAILURES = ["network", "timeout", "offline", "permanent", "aborted", "network", "timeout"] as const;

/** The states of a circuit, by their codes. */
export const STATES = ["closed", "open", "half-open", "isolated"] as const;

/** Headers that say how long to wait, where the policy names none. */
export const HINT_WAITS = "retry-after-ms retry-after";

/** Those that tell of rate limits. */
export const HINT_LIMITS =
  "x-ms-retry-after-ms x-amz-retry-after ratelimit ratelimit-remaining:left ratelimit-reset x-rate-limit-remaining:left x-rate-limit-reset x-ratelimit-remaining:left x-ratelimit-reset x-ratelimit-reset-after x-ratelimit-remaining-requests:left x-ratelimit-reset-requests x-ratelimit-remaining-tokens:left x-ratelimit-reset-tokens anthropic-ratelimit-requests-remaining:left anthropic-ratelimit-requests-reset anthropic-ratelimit-tokens-remaining:left anthropic-ratelimit-tokens-reset anthropic-ratelimit-input-tokens-remaining:left anthropic-ratelimit-input-tokens-reset anthropic-ratelimit-output-tokens-remaining:left anthropic-ratelimit-output-tokens-reset";

/** Those that say whether to repeat a request. */
export const HINT_WISHES = "x-should-retry stripe-should-retry";

/** The one that others copy. */
export const HINT_WISH = "x-should-retry";

/** How all of these end. */
export const HINT_WISH_END = "-should-retry";

/** What stands behind the names of headers that tell what is left of a limit. */
export const HINT_LEFT = "left";

/** The one that says itself what it counts. */
export const HINT_RATE_LIMIT = "ratelimit";

/** Those by which hints are read. */
export const HINT_BESIDE = "date age";

/** The methods that may be sent again (RFC 9110 9.2.2, and QUERY of the HTTPbis draft). */
export const IDEMPOTENT_METHODS: readonly string[] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];

/** Intervals that have a name, in milliseconds. */
export const NAMED_INTERVALS: { readonly [name: string]: number } = {
  "chatAgentApi.refresh": 300000,
  "messagingAgentSdk.getClock": 30000,
  "messagingWindowApi.getClock": 30000,
  "serverChatApi.retrieveChatInformation": 30000,
};
