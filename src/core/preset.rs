//! The default policy, and five retry guides that vendors have published.
//!
//! Each preset follows its guide's numbers. Where the guide is silent the default speaks, except
//! that deadlines are long enough for the preset's own sequence of attempts and waits.

use super::backoff::{Backoff, Shape};
use super::jitter::Jitter;
use super::policy::{Delay, Hints, Idempotent, KeyPolicy, KeySource, Policy, Tier};
use super::status::{StatusRange, StatusSet};
use super::value::Value;

/// The names, the default first.
pub const NAMES: [&str; 6] =
    ["standard", "livePerson", "copyleaks", "statusCodes", "resilientIntegrations", "zDirect"];

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;

/// How long servers commonly remember an idempotency key.
pub const KEY_HORIZON: f64 = 24.0 * HOUR;

/// In what the presets differ.
struct Preset {
    series: &'static [Series],
    statuses: &'static [StatusRange],
    unprocessed: &'static [u16],
    /// Retry network errors and timeouts.
    lost: bool,
    /// The methods that get an idempotency key.
    keyed: &'static [&'static str],
    deadline: f64,
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

/// In the order of [`NAMES`].
static PRESETS: [Preset; 6] = [
    // The safest of all five guides: what `fetchWithRetry(url)` does.
    Preset {
        series: &[exponential(3, 0.5 * SECOND, 20.0 * SECOND, Jitter::Full)],
        statuses: &[one(408), one(425), one(429), one(500), one(502), one(503), one(504)],
        unprocessed: &[425, 429],
        lost: true,
        keyed: &[],
        deadline: 3.0 * MINUTE,
    },
    // LivePerson, "Retry and KeepAlive Best Practices": 5, 10, 15 s, and after an outage of minutes
    // another series of 2, 4, 8 min. The guide's waits are floors, so jitter only lengthens them.
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
        keyed: &[],
        deadline: 20.0 * MINUTE,
    },
    // Copyleaks, "Handling Failures": 2^(k−1) s plus 1 to 10 s, never above 60 s. The cap applies
    // before the random part: with the guide's own `min(60, …)` all clients would meet at exactly 60 s.
    Preset {
        series: &[exponential(8, SECOND, 50.0 * SECOND, Jitter::Add { from: SECOND, to: 10.0 * SECOND })],
        statuses: &[SERVER_ERRORS, one(429)],
        unprocessed: &[429],
        lost: true,
        keyed: &[],
        deadline: 10.0 * MINUTE,
    },
    // "HTTP Status Codes and Retry": which statuses to retry, with exponential backoff and a limit.
    Preset {
        series: &[exponential(3, 0.5 * SECOND, 20.0 * SECOND, Jitter::Full)],
        statuses: &[one(408), one(429), one(500), one(502), one(503), one(504)],
        unprocessed: &[429],
        lost: true,
        keyed: &[],
        deadline: 3.0 * MINUTE,
    },
    // "Building Resilient Integrations with Retry Logic": 1, 2, 4, 8 s ± 25 %, and an idempotency key
    // on writes, which its server remembers for 24 hours.
    Preset {
        series: &[exponential(4, SECOND, f64::INFINITY, Jitter::Proportional(0.25))],
        statuses: &[SERVER_ERRORS],
        unprocessed: &[],
        lost: true,
        keyed: &["POST", "PUT", "PATCH", "DELETE"],
        deadline: 3.0 * MINUTE,
    },
    // zDirect, "Error Handling": 503 means "not accepted", so any method may be sent again, after
    // max(Retry-After, 2^k s + up to 1 s), the exponential part truncated at 64 s.
    Preset {
        series: &[exponential(8, 2.0 * SECOND, 64.0 * SECOND, Jitter::Add { from: 0.0, to: SECOND })],
        statuses: &[one(503)],
        unprocessed: &[503],
        lost: false,
        keyed: &[],
        deadline: 15.0 * MINUTE,
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
        timeouts: preset.lost,
        idempotent: Idempotent::Auto,
        unprocessed: preset.unprocessed.to_vec(),
        idempotency_key: if preset.keyed.is_empty() { None } else { Some(key_for(preset.keyed)) },
        hints: Some(hints()),
        attempt_timeout: 30.0 * SECOND,
        deadline: preset.deadline,
        budget: None,
        breaker: None,
        throttle: None,
        fallback: None,
        refreshes: false,
        until: None,
        throw_on_status: false,
        asks_caller: false,
        written: Value::Map(Vec::new()),
    }
}

/// A random UUID in `Idempotency-Key` on the methods that are not idempotent by themselves.
pub fn key() -> KeyPolicy {
    key_for(&["POST", "PATCH"])
}

fn key_for(methods: &[&str]) -> KeyPolicy {
    KeyPolicy {
        source: KeySource::Random,
        header: "Idempotency-Key".into(),
        quoted: false,
        methods: texts(methods),
        horizon: KEY_HORIZON,
    }
}

/// Hints are floors of any length, read from the two headers that say nothing but "wait".
pub fn hints() -> Hints {
    let headers = texts(&["retry-after-ms", "retry-after"]);
    Hints { cap: f64::INFINITY, spread: true, headers, date_header: true }
}

fn texts(names: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    for name in names {
        texts.push(String::from(*name));
    }
    texts
}

/// A later tier's backoff where none is written: minutes, after the seconds of the first.
pub fn later_backoff() -> Backoff {
    Backoff { shape: Shape::Exponential { base: 2.0 * MINUTE, factor: 2.0 }, cap: f64::INFINITY }
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
