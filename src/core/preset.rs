//! The default policy, its variant for large fleets, and five retry guides that vendors have published.
//!
//! Each preset follows its guide's numbers. Where the guide is silent the default speaks, except
//! that a lone call always completes the preset's own sequence of attempts and waits: deadline, credit
//! and the breaker's minimum are sized to it. (The credit of `fleet` is scarce on purpose.)

use super::backoff::{Backoff, Shape};
use super::defaults::{self, MINUTE, SECOND};
use super::jitter::Jitter;
use super::policy::{
    BreakerPolicy, BudgetPolicy, Delay, Fallback, Idempotent, KeyPolicy, Policy, Tier, Timeouts,
};
use super::status::{StatusRange, StatusSet};
use super::value::Value;

/// The names, the default first.
pub const NAMES: [&str; 7] =
    ["standard", "fleet", "livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect"];

/// In what the presets differ.
struct Preset {
    series: &'static [Series],
    statuses: &'static [StatusRange],
    unprocessed: &'static [u16],
    /// Retry network errors.
    lost: bool,
    timeouts: Timeouts,
    /// The methods that get an idempotency key.
    keyed: &'static [&'static str],
    deadline: f64,
    /// The range of the retry budget's initial credit.
    credit: (f64, f64),
    /// The most of it that is earned and kept.
    cap: f64,
    /// How long a circuit stays open, with the last good answer as the fallback; `None`: there is no breaker.
    open: Option<f64>,
    /// Print faults.
    logs: bool,
}

/// A tier whose waits are doubled, or lengthened by a step.
struct Series {
    retries: u32,
    base: f64,
    step: Option<f64>,
    cap: f64,
    jitter: Jitter,
}

impl Series {
    fn tier(&self) -> Tier {
        let shape = match self.step {
            Some(step) => Shape::Linear { base: self.base, step },
            None => Shape::Exponential { base: self.base, factor: 2.0 },
        };
        Tier {
            retries: self.retries,
            delay: Delay::Backoff(Backoff { shape, cap: self.cap }),
            jitter: self.jitter,
        }
    }
}

const SERVER_ERRORS: StatusRange = StatusRange::class(5);

/// The safest of all five guides: what `fetchWithRetry(url)` does.
const STANDARD: Preset = Preset {
    series: &[exponential(3, 0.5 * SECOND, 20.0 * SECOND, Jitter::Full)],
    statuses: &[one(408), one(425), one(429), one(500), one(502), one(503), one(504)],
    unprocessed: &[425, 429],
    lost: true,
    timeouts: Timeouts::Vouched,
    keyed: &[],
    deadline: 3.0 * MINUTE,
    credit: defaults::BUDGET.initial,
    cap: defaults::BUDGET.cap,
    open: None,
    logs: false,
};

/// In the order of [`NAMES`].
static PRESETS: [Preset; 7] = [
    STANDARD,
    // For those who run 100,000 clients of one server: in an outage most of them make no retry at all
    // before the server has answered them again, and those who have been there for long make one.
    Preset { credit: (0.0, 1.0), cap: 1.0, ..STANDARD },
    // LivePerson, "Retry and KeepAlive Best Practices": 5, 10, 15 s, and after an outage of minutes
    // another series of 2, 4, 8 min. The guide's waits are floors, so jitter only lengthens them. Faults
    // and failing operations are logged.
    Preset {
        series: &[
            Series {
                step: Some(5.0 * SECOND),
                ..exponential(3, 5.0 * SECOND, f64::INFINITY, Jitter::Upward(0.1))
            },
            exponential(3, 2.0 * MINUTE, f64::INFINITY, Jitter::Upward(0.1)),
        ],
        statuses: &[SERVER_ERRORS],
        unprocessed: &[],
        lost: true,
        timeouts: Timeouts::Always,
        keyed: &[],
        deadline: 20.0 * MINUTE,
        credit: (6.0, 6.0),
        cap: defaults::BUDGET.cap,
        open: None,
        logs: true,
    },
    // Copyleaks, "Handling Failures": 2^(k−1) s plus 1 to 10 s, never above 60 s. The cap applies
    // before the random part: with the guide's own `min(60, …)` all clients would meet at exactly 60 s.
    Preset {
        series: &[exponential(8, SECOND, 50.0 * SECOND, Jitter::Add { from: SECOND, to: 10.0 * SECOND })],
        statuses: &[SERVER_ERRORS, one(429)],
        unprocessed: &[429],
        lost: true,
        timeouts: Timeouts::Always,
        keyed: &[],
        deadline: 10.0 * MINUTE,
        credit: (8.0, 8.0),
        cap: defaults::BUDGET.cap,
        open: None,
        logs: false,
    },
    // "HTTP Status Codes and Retry": which statuses to retry, with exponential backoff and a limit.
    Preset {
        statuses: &[one(408), one(429), one(500), one(502), one(503), one(504)],
        unprocessed: &[429],
        timeouts: Timeouts::Always,
        ..STANDARD
    },
    // "Building Resilient Integrations with Retry Logic": 1, 2, 4, 8 s ± 25 %, an idempotency key on
    // writes, which its server remembers for 24 hours, a breaker that opens at 50 % in 30 s, and then
    // "cached data or a graceful fallback".
    Preset {
        series: &[exponential(4, SECOND, f64::INFINITY, Jitter::Proportional(0.25))],
        statuses: &[SERVER_ERRORS],
        unprocessed: &[],
        lost: true,
        timeouts: Timeouts::Always,
        keyed: &["POST", "PUT", "PATCH", "DELETE"],
        deadline: 3.0 * MINUTE,
        credit: (4.0, 4.0),
        cap: defaults::BUDGET.cap,
        open: Some(30.0 * SECOND),
        logs: false,
    },
    // zDirect, "Error Handling": 503 means "not accepted", so any method may be sent again, after
    // max(Retry-After, 2^k s + up to 1 s), the exponential part truncated at 64 s.
    Preset {
        series: &[exponential(8, 2.0 * SECOND, 64.0 * SECOND, Jitter::Add { from: 0.0, to: SECOND })],
        statuses: &[one(503)],
        unprocessed: &[503],
        lost: false,
        timeouts: Timeouts::Never,
        keyed: &[],
        deadline: 15.0 * MINUTE,
        credit: (8.0, 8.0),
        cap: defaults::BUDGET.cap,
        open: None,
        logs: false,
    },
];

/// The preset `name`, or `None` if there is none.
pub fn find(name: &str) -> Option<Policy> {
    NAMES.iter().position(|known| *known == name).map(numbered)
}

/// The default.
pub fn standard() -> Policy {
    numbered(0)
}

/// The preset of this position among [`NAMES`]; the default beyond them.
pub fn numbered(position: usize) -> Policy {
    let [standard, ..] = &PRESETS;
    let preset = PRESETS.get(position).unwrap_or(standard);
    let mut tiers = Vec::new();
    for series in preset.series {
        tiers.push(series.tier());
    }
    Policy {
        tiers,
        statuses: StatusSet { include: preset.statuses.to_vec(), except: Vec::new() },
        network_errors: preset.lost,
        timeouts: preset.timeouts,
        idempotent: Idempotent::Auto,
        unprocessed: preset.unprocessed.to_vec(),
        idempotency_key: if preset.keyed.is_empty() { None } else { Some(key_for(preset.keyed)) },
        hints: Some(defaults::hints()),
        attempt_timeout: 30.0 * SECOND,
        deadline: preset.deadline,
        budget: Some(BudgetPolicy { initial: preset.credit, cap: preset.cap, ..defaults::BUDGET }),
        breaker: preset.open.map(breaker),
        throttle: None,
        fallback: preset.open.map(|_| {
            let (name, max_age) = defaults::cached();
            Fallback::Cache { name, max_age }
        }),
        refreshes: false,
        until: None,
        prints_faults: preset.logs,
        throw_on_status: false,
        asks_caller: false,
        written: Value::Map(Vec::new()),
    }
}

fn key_for(methods: &[&str]) -> KeyPolicy {
    KeyPolicy { methods: defaults::texts(methods), ..defaults::key() }
}

fn breaker(open: f64) -> BreakerPolicy {
    BreakerPolicy { open: defaults::constant(open), ..defaults::breaker() }
}

const fn one(status: u16) -> StatusRange {
    StatusRange::one(status)
}

const fn exponential(retries: u32, base: f64, cap: f64, jitter: Jitter) -> Series {
    Series { retries, base, step: None, cap, jitter }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_a_preset() {
        for name in NAMES {
            assert!(find(name).is_some(), "{name}");
        }
        assert!(find("Standard").is_none());
    }

    #[test]
    fn a_lone_call_has_the_credit_for_each_sequence_and_opens_no_circuit() {
        for name in NAMES {
            let policy = find(name).unwrap();
            let retries = f64::from(policy.most_requests() - 1);
            let credit = policy.budget.unwrap().initial;
            assert!(credit == (0.0, 1.0) && name == "fleet" || credit.0 >= retries, "{name}: {credit:?}");
            if let Some(breaker) = policy.breaker {
                assert!(f64::from(breaker.minimum) > retries + 1.0, "{name}: {}", breaker.minimum);
            }
        }
    }

    #[test]
    fn a_lone_call_can_finish_each_sequence_before_its_deadline() {
        for name in NAMES {
            let policy = find(name).unwrap();
            let attempts = f64::from(policy.most_requests()) * policy.attempt_timeout;
            let waits = crate::core::explain::longest_waits(&policy).iter().sum::<f64>();
            assert!(
                attempts + waits <= policy.deadline,
                "{name}: {attempts} + {waits} > {}",
                policy.deadline
            );
        }
    }
}
