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

/// The preset `name`, or `None` if there is none.
pub fn find(name: &str) -> Option<Policy> {
    Some(match name {
        "standard" => standard(),
        "livePerson" => live_person(),
        "copyleaks" => copyleaks(),
        "statusCodes" => status_codes(),
        "resilientIntegrations" => resilient_integrations(),
        "zDirect" => z_direct(),
        _ => return None,
    })
}

/// The safest of all five guides: what `fetchWithRetry(url)` does.
pub fn standard() -> Policy {
    Policy {
        tiers: vec![exponential(3, 0.5 * SECOND, 20.0 * SECOND, Jitter::Full)],
        statuses: these(&[408, 425, 429, 500, 502, 503, 504]),
        network_errors: true,
        timeouts: true,
        idempotent: Idempotent::Auto,
        unprocessed: vec![425, 429],
        idempotency_key: None,
        hints: Some(hints()),
        attempt_timeout: 30.0 * SECOND,
        deadline: 3.0 * MINUTE,
        throw_on_status: false,
        asks_caller: false,
        written: Value::Map(Vec::new()),
    }
}

/// LivePerson, "Retry and KeepAlive Best Practices": 5, 10, 15 s, and after an outage of minutes
/// another series of 2, 4, 8 min. The guide's waits are floors, so jitter only lengthens them.
fn live_person() -> Policy {
    let step = 5.0 * SECOND;
    let seconds = Backoff { shape: Shape::Linear { base: step, step }, cap: f64::INFINITY };
    let floor = Jitter::Upward(0.1);
    Policy {
        tiers: vec![
            Tier { retries: 3, delay: Delay::Backoff(seconds), jitter: floor.clone() },
            exponential(3, 2.0 * MINUTE, f64::INFINITY, floor),
        ],
        statuses: server_errors(),
        unprocessed: Vec::new(),
        deadline: 20.0 * MINUTE,
        ..standard()
    }
}

/// Copyleaks, "Handling Failures": 2^(k−1) s plus 1 to 10 s, never above 60 s. The cap applies
/// before the random part: with the guide's own `min(60, …)` all clients would meet at exactly 60 s.
fn copyleaks() -> Policy {
    let random = Jitter::Add { from: SECOND, to: 10.0 * SECOND };
    let mut statuses = server_errors();
    statuses.include.push(StatusRange::one(429));
    Policy {
        tiers: vec![exponential(8, SECOND, 50.0 * SECOND, random)],
        statuses,
        unprocessed: vec![429],
        deadline: 10.0 * MINUTE,
        ..standard()
    }
}

/// "HTTP Status Codes and Retry": which statuses to retry, with exponential backoff and a limit.
fn status_codes() -> Policy {
    Policy { statuses: these(&[408, 429, 500, 502, 503, 504]), unprocessed: vec![429], ..standard() }
}

/// "Building Resilient Integrations with Retry Logic": 1, 2, 4, 8 s ± 25 %, and an idempotency key
/// on writes, which its server remembers for 24 hours.
fn resilient_integrations() -> Policy {
    Policy {
        tiers: vec![exponential(4, SECOND, f64::INFINITY, Jitter::Proportional(0.25))],
        statuses: server_errors(),
        unprocessed: Vec::new(),
        idempotency_key: Some(KeyPolicy {
            methods: ["POST", "PUT", "PATCH", "DELETE"].map(String::from).into(),
            ..key()
        }),
        ..standard()
    }
}

/// zDirect, "Error Handling": 503 means "not accepted", so any method may be sent again, after
/// max(Retry-After, 2^k s + up to 1 s), the exponential part truncated at 64 s.
fn z_direct() -> Policy {
    let random = Jitter::Add { from: 0.0, to: SECOND };
    Policy {
        tiers: vec![exponential(8, 2.0 * SECOND, 64.0 * SECOND, random)],
        statuses: these(&[503]),
        unprocessed: vec![503],
        network_errors: false,
        timeouts: false,
        deadline: 15.0 * MINUTE,
        ..standard()
    }
}

/// A random UUID in `Idempotency-Key` on the methods that are not idempotent by themselves.
pub fn key() -> KeyPolicy {
    KeyPolicy {
        source: KeySource::Random,
        header: "Idempotency-Key".into(),
        quoted: false,
        methods: ["POST", "PATCH"].map(String::from).into(),
        horizon: KEY_HORIZON,
    }
}

/// Hints are floors of any length, read from the two headers that say nothing but "wait".
pub fn hints() -> Hints {
    let headers = ["retry-after-ms", "retry-after"].map(String::from).into();
    Hints { cap: f64::INFINITY, spread: true, headers, date_header: true }
}

/// A later tier's backoff where none is written: minutes, after the seconds of the first.
pub fn later_backoff() -> Backoff {
    Backoff { shape: Shape::Exponential { base: 2.0 * MINUTE, factor: 2.0 }, cap: f64::INFINITY }
}

fn exponential(retries: u32, base: f64, cap: f64, jitter: Jitter) -> Tier {
    let shape = Shape::Exponential { base, factor: 2.0 };
    Tier { retries, delay: Delay::Backoff(Backoff { shape, cap }), jitter }
}

fn these(statuses: &[u16]) -> StatusSet {
    StatusSet {
        include: statuses.iter().map(|status| StatusRange::one(*status)).collect(),
        except: Vec::new(),
    }
}

fn server_errors() -> StatusSet {
    StatusSet { include: vec![StatusRange::class(5)], except: Vec::new() }
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
