//! What a part of a policy is where it is wanted and nothing more is written.

use super::backoff::{Backoff, Shape};
use super::jitter::Jitter;
use super::policy::{
    BreakerKey, BreakerPolicy, BudgetPolicy, Delay, Hints, KeyPolicy, KeySource, ThrottlePolicy, Tier, Until,
};

/// In milliseconds.
pub const SECOND: f64 = 1000.0;
/// In milliseconds.
pub const MINUTE: f64 = 60.0 * SECOND;
const DAY: f64 = 24.0 * 60.0 * MINUTE;

/// Three retries of a lone call, and one for ten good answers after that.
pub const BUDGET: BudgetPolicy = BudgetPolicy { ratio: 0.1, initial: (3.0, 3.0), cap: 10.0 };

/// A random UUID in `Idempotency-Key` on the methods that are not idempotent by themselves, for as
/// long as servers commonly remember one.
pub fn key() -> KeyPolicy {
    KeyPolicy {
        source: KeySource::Random,
        header: "Idempotency-Key".into(),
        quoted: false,
        methods: texts(&["POST", "PATCH"]),
        horizon: DAY,
    }
}

/// Hints are floors of any length, read from the two headers that say nothing but "wait".
pub fn hints() -> Hints {
    let headers = texts(&["retry-after-ms", "retry-after"]);
    Hints { cap: f64::INFINITY, spread: true, headers, date_header: true }
}

/// Owned copies.
pub fn texts(names: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    for name in names {
        texts.push(String::from(*name));
    }
    texts
}

/// A later tier's backoff: minutes, after the seconds of the first.
pub fn later_backoff() -> Backoff {
    exponential(2.0 * MINUTE, 2.0, f64::INFINITY)
}

/// Half of ten calls or more in 30 s; longer each time that it opens again.
pub fn breaker() -> BreakerPolicy {
    BreakerPolicy {
        failure_rate: 0.5,
        slow_rate: f64::INFINITY,
        slow_call: 5.0 * SECOND,
        consecutive: 0,
        window: 30.0 * SECOND,
        minimum: 10,
        open: exponential(5.0 * SECOND, 2.0, MINUTE),
        probes: 1,
        key: BreakerKey::Origin,
    }
}

/// The numbers of Google's "Site Reliability Engineering", chapter 21, but for the cap: at 1 a server
/// that is well again would hardly be asked.
pub fn throttle() -> ThrottlePolicy {
    ThrottlePolicy { k: 2.0, window: 2.0 * MINUTE, cap: 0.9 }
}

/// The cache that answers are kept in, and the age up to which they are given.
pub fn cached() -> (String, f64) {
    ("holdfast-fetch".into(), DAY)
}

/// Polls that soon find what is nearly there, and do not hurry what is not.
pub fn until() -> Until {
    let delay = Delay::Backoff(exponential(SECOND, 1.5, 30.0 * SECOND));
    let pace = Tier { retries: 0, delay, jitter: Jitter::Proportional(0.25) };
    Until { not: Vec::new(), asks_caller: false, pace }
}

/// The same wait each time.
pub fn constant(base: f64) -> Backoff {
    Backoff { shape: Shape::Constant { base }, cap: f64::INFINITY }
}

fn exponential(base: f64, factor: f64, cap: f64) -> Backoff {
    Backoff { shape: Shape::Exponential { base, factor }, cap }
}
