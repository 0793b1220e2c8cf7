//! Policies by name: the default, its variant for large fleets, and five retry guides that vendors have published. What each
//! changes stands in [`presets`](super::policy::presets).

use super::policy::table::Group;
use super::policy::{Policy, reader, table};
use super::value::Value;

/// The names, the default first.
pub const NAMES: [&str; 7] = {
    let mut names = [""; 7];
    names.copy_from_slice(table::PRESETS);
    names
};

/// The preset `name`, or `None` if there is none.
pub fn find(name: &str) -> Option<Policy> {
    let block = reader::read(&Value::Text(name.into()), Group::Policy).ok()?;
    Some(Policy::from_block_with_texts(&block))
}

/// The default.
pub fn standard() -> Policy {
    numbered(0)
}

/// The preset of this position among [`NAMES`]; the default beyond them.
pub fn numbered(position: usize) -> Policy {
    let [standard, ..] = NAMES;
    let name = NAMES.get(position).unwrap_or(&standard);
    find(name).unwrap_or_else(|| Policy::from_block(&[]))
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
