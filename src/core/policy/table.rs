//! Every option, declared once: its name, what it may be, its range, its default, the sentence of its refusal, and the cell
//! that it becomes.
//!
//! From these rows come both readers ([`reader`](super::reader) here, `pkg-template/src/read.ts` by way of
//! `cargo xtask generate`), the JSON Schema, the TypeScript interfaces with their docs, and `docs/options.md`.
//!
//! The words for people stay out of WebAssembly: all rows are constants, and what is kept at run time is [`RULES`].

mod elsewhere;
mod keep_alive_rows;
mod kinds;
mod numbers;
mod policy_rows;
mod recovery_rows;
mod request_rows;
mod row;
mod sharing_rows;
mod wait_rows;

pub use elsewhere::{ELSEWHERE, REQUEST_INIT, REQUEST_INIT_ALLOWED, elsewhere};
pub use keep_alive_rows::NAMED_INTERVALS;
pub use kinds::{Check, Kind, Sink, forms};
pub use numbers::{COUNTS, REQUIRES, ROW_COUNT, RULES, STARTS, number_of};
pub use row::{Row, Rule};

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
    group(Group::CircuitBreaker, "", "", "", sharing_rows::CIRCUIT_BREAKER),
    group(Group::Breaker, "BreakerOptions", "breaker", "", sharing_rows::BREAKER),
    group(Group::Throttle, "ThrottleOptions", "throttle", "", sharing_rows::THROTTLE),
    group(Group::CachedFallback, "CachedFallback", "fallback", "", recovery_rows::CACHED_FALLBACK),
    group(Group::Until, "UntilOptions", "until", "", recovery_rows::UNTIL),
    group(Group::KeepAlive, "KeepAliveOptions", "", "an object with interval", keep_alive_rows::ROWS),
];

/// Names of presets, the default first.
pub const PRESETS: &[&str] =
    &["standard", "fleet", "livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect"];

/// Jitters that are a word.
pub const JITTERS: &[&str] = &["none", "full", "equal", "decorrelated"];
const JITTER_ALLOWED: &str =
    "none, full, equal, decorrelated, { proportional: 0 to 1 }, { upward: 0 to 10 } or { add: [from, to] }";
const STATUSES_ALLOWED: &str = r#"an array such as [429, "5xx"], or { include, except }"#;

/// What a refusal says of a policy as a whole.
pub const POLICY_ALLOWED: &str = "a preset's name, an object of options, or a RetryPolicy";

/// What a refusal says of a key that begins or ends with white space.
pub const KEY_ENDS: &str = "a text without white space at either end";

/// Data that is of one call, as functions are: how long it may take, its key, what is done with its outcome. Policies that differ
/// in nothing else share what calls share.
pub const OF_ONE_CALL: [&str; 8] =
    ["idempotencyKey", "deadline", "attemptTimeout", "fallback", "until", "throwOnStatus", "log", "unref"];

/// The number of an option: `option!(Backoff, "cap")`.
#[macro_export]
macro_rules! option {
    ($group:ident, $name:literal) => {
        const { $crate::core::policy::table::number_of($crate::core::policy::table::Group::$group, $name) }
    };
}
