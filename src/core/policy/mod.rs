//! What a caller may ask for, checked and complete.
//!
//! A policy is made by [`Policy::read`] from a [`Value`], or by naming a [preset](crate::core::preset).
//! Durations are milliseconds; `f64::INFINITY` stands for "no limit".

mod block;
pub mod cells;
mod lists;
pub mod presets;
pub mod reader;
pub mod table;

use crate::core::backoff::Backoff;
use crate::core::error::PolicyError;
use crate::core::jitter::Jitter;
use crate::core::options;
use crate::core::status::StatusSet;
use crate::core::value::Value;

/// Everything that decides how one logical call goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Series of retries, one after the other. Never empty; the first is the policy's own `retries`,
    /// `backoff` and `jitter`.
    pub tiers: Vec<Tier>,
    /// Responses to retry.
    pub statuses: StatusSet,
    /// Retry when no response came.
    pub network_errors: bool,
    /// Retry when the attempt timeout ran out.
    pub timeouts: Timeouts,
    /// Whether the request may be sent again.
    pub idempotent: Idempotent,
    /// Statuses by which this server says that it did not act.
    pub unprocessed: Vec<u16>,
    /// The idempotency key to send, if any.
    pub idempotency_key: Option<KeyPolicy>,
    /// How the server's hints are obeyed; `None`: they are ignored.
    pub hints: Option<Hints>,
    /// The longest wait for the headers of one attempt.
    pub attempt_timeout: f64,
    /// The longest wait of the whole call.
    pub deadline: f64,
    /// How many retries calls to one origin may make, together.
    pub budget: Option<BudgetPolicy>,
    /// When calls are refused because the server fails.
    pub breaker: Option<BreakerPolicy>,
    /// When calls are refused because the server refuses many.
    pub throttle: Option<ThrottlePolicy>,
    /// Where a second-best answer comes from.
    pub fallback: Option<Fallback>,
    /// Whether the caller renews credentials on 401 and 403.
    pub refreshes: bool,
    /// What is polled for.
    pub until: Option<Until>,
    /// Whether faults are printed where the caller has given no logger.
    pub prints_faults: bool,
    /// Whether a status of 400 or more is an error at the end.
    pub throw_on_status: bool,
    /// Whether the caller has the last word on failed attempts.
    pub asks_caller: bool,
    /// What was written, as it was written: the policy as data.
    pub written: Value,
}

/// One series of retries.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Retries in this series.
    pub retries: u32,
    /// The wait before each.
    pub delay: Delay,
    /// How the waits are spread.
    pub jitter: Jitter,
}

/// Where the length of a wait comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Delay {
    /// A formula or list.
    Backoff(Backoff),
    /// A function of the caller's.
    Caller,
}

/// Is an attempt retried whose time ran out?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeouts {
    /// No.
    Never,
    /// If the budget finds that the server was well shortly before.
    Vouched,
    /// Like any other failure.
    Always,
}

/// May a request be sent again?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotent {
    /// If its method, key or precondition makes that safe.
    Auto,
    /// The caller vouches for it.
    Always,
    /// Only if the server said that it did not act.
    Never,
}

/// An idempotency key: one for all attempts of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyPolicy {
    /// Where the key comes from.
    pub source: KeySource,
    /// The request header that carries it.
    pub header: String,
    /// Sent as a structured-field string (draft-ietf-httpapi-idempotency-key-header), else bare.
    pub quoted: bool,
    /// The methods that get a key.
    pub methods: Vec<String>,
    /// How long the server remembers it: no attempt later than this after the first.
    pub horizon: f64,
}

/// Where an idempotency key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A random UUID for each call.
    Random,
    /// This text.
    Fixed(String),
    /// A function of the caller's.
    Caller,
}

/// How the server's hints are read and obeyed.
#[derive(Clone, Debug, PartialEq)]
pub struct Hints {
    /// A longer hint ends the call.
    pub cap: f64,
    /// Whether calls that were told the same hint are spread after it.
    pub spread: bool,
    /// Headers to read, in lower case; the first valid one wins.
    pub headers: Vec<String>,
    /// Whether dates are corrected by the response's own `Date`.
    pub date_header: bool,
}

/// A retry budget: see [`Budget`](crate::core::budget::Budget).
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetPolicy {
    /// Tokens that a good answer earns.
    pub ratio: f64,
    /// The range from which the initial credit is drawn.
    pub initial: (f64, f64),
    /// The most that can be earned and kept.
    pub cap: f64,
}

/// A circuit breaker: see [`Breaker`](crate::core::breaker::Breaker).
#[derive(Clone, Debug, PartialEq)]
pub struct BreakerPolicy {
    /// Opens at this share of failures in the window; infinity: never.
    pub failure_rate: f64,
    /// Opens at this share of slow calls in the window; infinity: never.
    pub slow_rate: f64,
    /// How long a slow call takes.
    pub slow_call: f64,
    /// Opens after this many failures in a row; zero: never.
    pub consecutive: u32,
    /// The length of the sliding window.
    pub window: f64,
    /// The fewest calls in the window from which a rate follows.
    pub minimum: u32,
    /// How long it stays open, by the number of times that it opened in a row.
    pub open: Backoff,
    /// Calls let through at a time when it is half-open, and the successes that close it.
    pub probes: u32,
    /// What shares a circuit.
    pub key: BreakerKey,
}

/// What shares a circuit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakerKey {
    /// Requests to one origin.
    Origin,
    /// All requests of the policy.
    Policy,
    /// Those for which a function of the caller's says the same.
    Caller,
}

/// Adaptive throttling: see [`Throttle`](crate::core::throttle::Throttle).
#[derive(Clone, Debug, PartialEq)]
pub struct ThrottlePolicy {
    /// Requests sent for each that is accepted.
    pub k: f64,
    /// The length of the sliding window.
    pub window: f64,
    /// The highest probability of a refusal.
    pub cap: f64,
}

/// Where a second-best answer comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Fallback {
    /// A function of the caller's.
    Caller,
    /// The last good answer, kept in the platform's cache (RFC 5861 4, stale-if-error).
    Cache {
        /// The name of the cache.
        name: String,
        /// No answer older than this.
        max_age: f64,
    },
}

/// Polling.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// Statuses that mean "not yet".
    pub not: Vec<u16>,
    /// Whether the caller says which responses are what was waited for.
    pub asks_caller: bool,
    /// The waits between polls; its `retries` mean nothing.
    pub pace: Tier,
}

impl Policy {
    /// Reads and checks a policy: a preset's name, or a map of options.
    ///
    /// # Errors
    /// The first field that is unknown, out of range, or contradicts another one that was written.
    pub fn read(value: Value) -> Result<Policy, Box<PolicyError>> {
        options::read(value)
    }

    /// Does this status end a call well, whatever else the response says?
    pub fn is_good(&self, status: u16) -> bool {
        status < 400 && !self.statuses.contains(status)
    }

    /// The greatest number of requests of one call.
    pub fn most_requests(&self) -> u32 {
        self.tiers.iter().fold(1, |sum, tier| sum.saturating_add(tier.retries))
    }
}

impl KeyPolicy {
    /// The key as it is sent.
    pub fn format(&self, key: &str) -> String {
        if !self.quoted {
            return key.to_owned();
        }
        let mut quoted = String::from("\"");
        for character in key.chars() {
            if matches!(character, '"' | '\\') {
                quoted.push('\\');
            }
            quoted.push(character);
        }
        quoted.push('"');
        quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_keys_are_structured_field_strings() {
        let mut policy = KeyPolicy {
            source: KeySource::Random,
            header: "Idempotency-Key".into(),
            quoted: true,
            methods: vec!["POST".into()],
            horizon: f64::INFINITY,
        };
        assert_eq!(policy.format(r#"a"b\c"#), r#""a\"b\\c""#);
        policy.quoted = false;
        assert_eq!(policy.format(r#"a"b"#), r#"a"b"#);
    }
}
