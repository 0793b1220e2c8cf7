// Made by `cargo xtask generate` from src/core/policy/table.rs and choices.rs.

// What a value may be, in bits.
export const FORM_FALSE = 1;
export const FORM_TRUE = 2;
export const FORM_FUNCTION = 4;
export const FORM_OBJECT = 8;
export const FORM_LIST = 16;
export const FORM_SCALAR = 32;
export const FORM_SHORT = 64;
export const FORM_LOGGER = 128;

// The kinds of numbers and texts.
export const KIND_NUMBER = 0;
export const KIND_WHOLE = 1;
export const KIND_RATE = 2;
export const KIND_DURATION = 3;
export const KIND_POSITIVE = 4;
export const KIND_LIMIT = 5;
export const KIND_INTERVAL = 6;
export const KIND_STATUS = 7;
export const KIND_KEY = 8;
export const KIND_TOKEN = 9;
export const KIND_HINT = 10;
export const KIND_NAME = 11;
export const KIND_WORD = 12;

// Where what was read goes.
export const SINK_CELL = 0;
export const SINK_SET = 1;
export const SINK_PAIR = 2;
export const SINK_LIST = 3;
export const SINK_TEXT = 4;
export const SINK_LOWER_CASE = 5;
export const SINK_NOWHERE = 6;

// What is looked at afterwards.
export const CHECK_NOTHING = 0;
export const CHECK_PRESET = 1;
export const CHECK_BACKOFF = 2;
export const CHECK_PACE = 3;
export const CHECK_JITTER = 4;
export const CHECK_SPREAD = 5;
export const CHECK_TIERS = 6;
export const CHECK_STATUSES = 7;
export const CHECK_BUDGET = 8;
export const CHECK_BREAKER = 9;
export const CHECK_UNTIL = 10;

// What the cells of choices hold, as far as the reader asks.
export const EXPONENTIAL = 0;
export const LINEAR = 1;
export const LIST = 4;
export const CALLER = 5;
export const PROPORTIONAL = 4;

// The groups of options.
export const GROUP_POLICY = 0;
export const GROUP_BACKOFF = 1;
export const GROUP_JITTER = 2;
export const GROUP_TIER = 3;
export const GROUP_STATUSES = 4;
export const GROUP_IDEMPOTENCY_KEY = 5;
export const GROUP_RETRY_AFTER = 6;
export const GROUP_BUDGET = 7;
export const GROUP_BREAKER = 8;
export const GROUP_THROTTLE = 9;
export const GROUP_CACHED_FALLBACK = 10;
export const GROUP_UNTIL = 11;

// The options of the group Policy.
export const POLICY_PRESET = 0;
export const POLICY_RETRIES = 1;
export const POLICY_BACKOFF = 2;
export const POLICY_JITTER = 3;
export const POLICY_TIERS = 4;
export const POLICY_STATUSES = 5;
export const POLICY_NETWORK_ERRORS = 6;
export const POLICY_TIMEOUTS = 7;
export const POLICY_IDEMPOTENT = 8;
export const POLICY_UNPROCESSED = 9;
export const POLICY_IDEMPOTENCY_KEY = 10;
export const POLICY_RETRY_AFTER = 11;
export const POLICY_ATTEMPT_TIMEOUT = 12;
export const POLICY_DEADLINE = 13;
export const POLICY_SHOULD_RETRY = 14;
export const POLICY_STATUS_OF = 15;
export const POLICY_BUDGET = 16;
export const POLICY_BREAKER = 17;
export const POLICY_THROTTLE = 18;
export const POLICY_FALLBACK = 19;
export const POLICY_REFRESH = 20;
export const POLICY_UNTIL = 21;
export const POLICY_THROW_ON_STATUS = 22;
export const POLICY_ON_EVENT = 23;
export const POLICY_LOG = 24;
export const POLICY_FETCH = 25;
export const POLICY_RANDOM = 26;
export const POLICY_NOW = 27;
export const POLICY_UNREF = 28;

// The options of the group Backoff.
export const BACKOFF_TYPE = 29;
export const BACKOFF_BASE = 30;
export const BACKOFF_FACTOR = 31;
export const BACKOFF_STEP = 32;
export const BACKOFF_CAP = 33;
export const BACKOFF_LIST = 34;

// The options of the group Jitter.
export const JITTER_PROPORTIONAL = 35;
export const JITTER_UPWARD = 36;
export const JITTER_ADD = 37;

// The options of the group Tier.
export const TIER_RETRIES = 38;
export const TIER_BACKOFF = 39;
export const TIER_JITTER = 40;

// The options of the group Statuses.
export const STATUSES_INCLUDE = 41;
export const STATUSES_EXCEPT = 42;

// The options of the group IdempotencyKey.
export const IDEMPOTENCY_KEY_KEY = 43;
export const IDEMPOTENCY_KEY_HEADER = 44;
export const IDEMPOTENCY_KEY_FORMAT = 45;
export const IDEMPOTENCY_KEY_METHODS = 46;
export const IDEMPOTENCY_KEY_HORIZON = 47;

// The options of the group RetryAfter.
export const RETRY_AFTER_CAP = 48;
export const RETRY_AFTER_JITTER = 49;
export const RETRY_AFTER_HEADERS = 50;
export const RETRY_AFTER_DATE_HEADER = 51;

// The options of the group Budget.
export const BUDGET_RATIO = 52;
export const BUDGET_INITIAL = 53;
export const BUDGET_CAP = 54;

// The options of the group Breaker.
export const BREAKER_FAILURE_RATE = 55;
export const BREAKER_SLOW_RATE = 56;
export const BREAKER_SLOW_CALL = 57;
export const BREAKER_CONSECUTIVE = 58;
export const BREAKER_WINDOW = 59;
export const BREAKER_MINIMUM = 60;
export const BREAKER_OPEN = 61;
export const BREAKER_PROBES = 62;
export const BREAKER_KEY = 63;

// The options of the group Throttle.
export const THROTTLE_K = 64;
export const THROTTLE_WINDOW = 65;
export const THROTTLE_CAP = 66;

// The options of the group CachedFallback.
export const CACHED_FALLBACK_CACHE = 67;
export const CACHED_FALLBACK_MAX_AGE = 68;

// The options of the group Until.
export const UNTIL_NOT = 69;
export const UNTIL_DONE = 70;
export const UNTIL_BACKOFF = 71;
export const UNTIL_JITTER = 72;
