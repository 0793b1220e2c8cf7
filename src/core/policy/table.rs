//! Every option, declared once: its name, what it may be, its range, its default, the sentence of its refusal, and the cell
//! that it becomes.
//!
//! From these rows come both readers ([`reader`](super::reader) here, `pkg-template/src/read.ts` by way of
//! `cargo xtask generate`), the JSON Schema, the TypeScript interfaces with their docs, and `docs/options.md`.
//!
//! The words for people stay out of WebAssembly: all rows are constants, and what is kept at run time is [`RULES`].

mod keep_alive_rows;
mod policy_rows;
mod recovery_rows;
mod request_rows;
mod row;
mod sharing_rows;
mod wait_rows;

pub use keep_alive_rows::NAMED_INTERVALS;
pub use row::{Check, Kind, Row, Rule, Sink, forms};

/// Options that are written together in one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Group {
    /// A policy.
    Policy,
    /// A circuit breaker that several policies share, as the only option.
    SharedBreaker,
    /// A backoff.
    Backoff,
    /// A jitter that is not a word.
    Jitter,
    /// A later tier.
    Tier,
    /// Statuses with exceptions.
    Statuses,
    /// An idempotency key.
    IdempotencyKey,
    /// The server's hints.
    RetryAfter,
    /// A retry budget.
    Budget,
    /// A circuit breaker that several policies share.
    CircuitBreaker,
    /// A policy's own circuit breaker: it has the first of the rows of a shared one.
    Breaker,
    /// Adaptive throttling.
    Throttle,
    /// The last good answer from a cache.
    CachedFallback,
    /// Polling.
    Until,
    /// A keep-alive.
    KeepAlive,
}

/// What a group is called, and its rows.
pub struct GroupRows {
    /// The group.
    pub group: Group,
    /// The name of its interface in TypeScript; empty if it has none.
    pub interface: &'static str,
    /// Its name in the JSON Schema; empty if it is no data.
    pub schema: &'static str,
    /// What is refused where the first option is not written; empty if none has to be.
    pub requires: &'static str,
    /// In the order in which they are read: the preset first, and what depends on another option after it.
    pub rows: &'static [Row],
}

const fn group(
    group: Group,
    interface: &'static str,
    schema: &'static str,
    requires: &'static str,
    rows: &'static [Row],
) -> GroupRows {
    GroupRows { group, interface, schema, requires, rows }
}

/// So many groups.
pub const GROUP_COUNT: usize = 15;

/// All groups, in the order of their numbers.
pub const GROUPS: [GroupRows; GROUP_COUNT] = [
    group(Group::Policy, "PolicyOptions", "options", "", policy_rows::ROWS),
    group(Group::SharedBreaker, "", "", "", sharing_rows::SHARED_BREAKER),
    group(Group::Backoff, "BackoffOptions", "backoff", "", wait_rows::BACKOFF),
    group(Group::Jitter, "", "jitter", "", wait_rows::JITTER),
    group(Group::Tier, "Tier", "tier", "an object with retries, 1 or more", wait_rows::TIER),
    group(Group::Statuses, "", "statusesWithExceptions", "an object with include", request_rows::STATUSES),
    group(
        Group::IdempotencyKey,
        "IdempotencyKeyOptions",
        "idempotencyKey",
        "",
        request_rows::IDEMPOTENCY_KEY,
    ),
    group(Group::RetryAfter, "RetryAfterOptions", "retryAfter", "", request_rows::RETRY_AFTER),
    group(Group::Budget, "BudgetOptions", "budget", "", sharing_rows::BUDGET),
    group(Group::CircuitBreaker, "CircuitBreakerOptions", "", "", sharing_rows::CIRCUIT_BREAKER),
    group(Group::Breaker, "BreakerOptions", "breaker", "", sharing_rows::BREAKER),
    group(Group::Throttle, "ThrottleOptions", "throttle", "", sharing_rows::THROTTLE),
    group(Group::CachedFallback, "CachedFallback", "fallback", "", recovery_rows::CACHED_FALLBACK),
    group(Group::Until, "UntilOptions", "until", "", recovery_rows::UNTIL),
    group(Group::KeepAlive, "KeepAliveOptions", "", "an object with interval", keep_alive_rows::ROWS),
];

/// Names of presets, the default first.
pub const PRESETS: &[&str] =
    &["standard", "fleet", "livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect"];

const JITTERS: &[&str] = &["none", "full", "equal", "decorrelated"];
const JITTER_ALLOWED: &str =
    "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }";
const STATUSES_ALLOWED: &str = r#"an array such as [429, "5xx"], or { include, except }"#;

/// What a refusal says of a policy as a whole.
pub const POLICY_ALLOWED: &str = "a preset's name, an object of options, or a RetryPolicy";

/// What other clients call an option of a policy. By their letters alone, `timeout` would be `timeouts`.
pub const ELSEWHERE: [(&str, &str); 8] = [
    ("timeout", "attemptTimeout or deadline"),
    ("maxRetries", "retries"),
    ("attempts", "retries, which do not count the first attempt"),
    ("delay", "backoff"),
    ("retryOn", "statuses or shouldRetry"),
    ("retry", "retries"),
    ("circuitBreaker", "breaker"),
    ("onRetry", "onEvent"),
];

/// What `fetch` takes as its second argument, and `fetchWithRetry` as its third.
pub const REQUEST_INIT: [&str; 7] = ["method", "headers", "body", "signal", "mode", "credentials", "cache"];

/// What is said of these.
pub const REQUEST_INIT_ALLOWED: &str =
    "an option of the retry policy; the request's own go into init, or the call's options";

/// The number of a group's first row. Each option is known by the number of its row.
pub const STARTS: [usize; GROUP_COUNT] = {
    let mut starts = [0; GROUP_COUNT];
    let (mut group, mut next) = (0, 0);
    while group < GROUP_COUNT {
        if group == Group::Breaker as usize {
            starts[group] = starts[Group::CircuitBreaker as usize];
        } else {
            starts[group] = next;
            next += GROUPS[group].rows.len();
        }
        group += 1;
    }
    starts
};

/// How many rows each group has.
pub const COUNTS: [usize; GROUP_COUNT] = {
    let mut counts = [0; GROUP_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        counts[group] = GROUPS[group].rows.len();
        group += 1;
    }
    counts
};

/// How many options there are.
pub const ROW_COUNT: usize = STARTS[GROUP_COUNT - 1] + COUNTS[GROUP_COUNT - 1];

/// What readers go by, for each option.
pub static RULES: [Rule; ROW_COUNT] = {
    let mut rules = [GROUPS[0].rows[0].rule; ROW_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        let mut row = 0;
        while row < COUNTS[group] {
            rules[STARTS[group] + row] = GROUPS[group].rows[row].rule;
            row += 1;
        }
        group += 1;
    }
    rules
};

/// What is refused where a group's first option is not written.
pub static REQUIRES: [&str; GROUP_COUNT] = {
    let mut requires = [""; GROUP_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        requires[group] = GROUPS[group].requires;
        group += 1;
    }
    requires
};

/// The number of an option, known when this is compiled.
pub const fn number_of(group: Group, name: &str) -> usize {
    let rows = GROUPS[group as usize].rows;
    let mut row = 0;
    while row < rows.len() {
        if is_same(rows[row].rule.name.as_bytes(), name.as_bytes()) {
            return STARTS[group as usize] + row;
        }
        row += 1;
    }
    panic!("no such option")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The number of an option: `option!(Backoff, "cap")`.
#[macro_export]
macro_rules! option {
    ($group:ident, $name:literal) => {
        const { $crate::core::policy::table::number_of($crate::core::policy::table::Group::$group, $name) }
    };
}
