//! The default policy, its variant for large fleets, and five retry guides that vendors have published.
//!
//! Their numbers are in [`presets`](crate::core::policy::presets).

use super::policy::Policy;
use super::policy::reader;
use super::policy::table::{Group, PRESETS};
use super::value::Value;

/// The names, the default first.
pub const NAMES: [&str; 7] = match PRESETS.first_chunk() {
    Some(names) => *names,
    None => [""; 7],
};

/// The preset `name`, or `None` if there is none.
pub fn find(name: &str) -> Option<Policy> {
    let block = reader::read(&Value::Text(name.into()), Group::Policy).ok()?;
    Some(Policy::from_block(&block))
}

/// The default.
pub fn standard() -> Policy {
    let block = reader::read(&Value::Map(Vec::new()), Group::Policy);
    // What is not written cannot be refused.
    Policy::from_block(&block.unwrap_or_default())
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
            assert!(policy.budget.on > 0.0, "{name}");
            let credit = (policy.budget.from, policy.budget.to);
            assert!(credit == (0.0, 1.0) && name == "fleet" || credit.0 >= retries, "{name}: {credit:?}");
            if policy.breaker.on > 0.0 {
                assert!(policy.breaker.minimum > retries + 1.0, "{name}: {}", policy.breaker.minimum);
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
