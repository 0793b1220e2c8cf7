//! Names that no option has: what was meant instead.

use crate::core::error::{POLICY, PolicyError};
use crate::core::policy::table::{Group, REQUEST_INIT, REQUEST_INIT_ALLOWED, Rule, elsewhere};
use crate::core::text::{alternatives, concat};

/// Of a few names all are told: a guess could be the very opposite of what was meant.
const FEW: usize = 6;

/// The refusal of `name` at `path`, where the options of `group` are allowed.
pub(super) fn refusal(path: String, name: &str, group: Group, rules: &[Rule]) -> Box<PolicyError> {
    // Only a policy itself is where a request's options or another client's may have strayed to.
    let is_policy = group == Group::Policy;
    let allowed = if is_policy && REQUEST_INIT.contains(&name) {
        REQUEST_INIT_ALLOWED.into()
    } else {
        let elsewhere = if is_policy { elsewhere(name) } else { None };
        match elsewhere.or_else(|| nearest(name, rules)) {
            Some(meant) => concat(&[meant, " (did you mean that?)"]),
            None => {
                let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
                alternatives(&names)
            }
        }
    };
    Box::new(PolicyError { what: POLICY, field: path, given: "not an option".into(), allowed })
}

/// The first of the names that are most like this one, of many.
fn nearest(name: &str, rules: &[Rule]) -> Option<&'static str> {
    // More letters wrong than that, or half of them, is another word.
    let mut least = name.encode_utf16().count().div_ceil(2).min(3);
    let mut nearest = None;
    for rule in rules {
        let distance = distance(name, rule.name);
        if distance < least && rules.len() > FEW {
            least = distance;
            nearest = Some(rule.name);
        }
    }
    nearest
}

/// How many letters to add, drop or change (Levenshtein), ignoring case.
fn distance(left: &str, right: &str) -> usize {
    let lower = |text: &str| -> Vec<u16> { text.to_ascii_lowercase().encode_utf16().collect() };
    let right = lower(right);
    // Cell k of a row: the distance of what was seen of `left` from the first k + 1 letters of `right`.
    let mut row: Vec<usize> = (1..=right.len()).collect();
    let mut last = right.len();
    for (position, a) in lower(left).into_iter().enumerate() {
        let mut diagonal = position;
        last = position.saturating_add(1);
        for (cell, b) in row.iter_mut().zip(&right) {
            let change = diagonal.saturating_add(usize::from(a != *b));
            diagonal = *cell;
            last = change.min(diagonal.min(last).saturating_add(1));
            *cell = last;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::policy::table::{COUNTS, RULES};

    /// What is allowed, of the options of a policy.
    fn allowed(name: &str) -> String {
        refusal(name.into(), name, Group::Policy, &RULES[..COUNTS[0]]).allowed
    }

    #[test]
    fn distances() {
        assert_eq!(distance("retries", "retries"), 0);
        assert_eq!(distance("retires", "retries"), 2);
        assert_eq!(distance("Retry", "retry"), 0);
        assert_eq!(distance("deadlin", "deadline"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_misspelt_name_is_guessed_among_many() {
        assert_eq!(allowed("retires"), "retries (did you mean that?)");
        let few = refusal("retires".into(), "retires", Group::Tier, &RULES[..2]);
        assert_eq!(few.to_string(), "retry policy: retires is not an option; allowed: preset or retries");
    }

    #[test]
    fn half_a_word_wrong_is_another_word() {
        assert!(allowed("lgo").ends_with("now or unref"));
        assert_eq!(allowed("logs"), "log (did you mean that?)");
    }

    #[test]
    fn a_request_in_place_of_a_policy_is_told_apart() {
        assert_eq!(allowed("method"), REQUEST_INIT_ALLOWED);
        let nested = refusal("breaker.mode".into(), "mode", Group::Breaker, &RULES[..COUNTS[0]]);
        assert!(nested.allowed.ends_with("now or unref"), "a part of a policy is no request");
    }

    #[test]
    fn names_of_other_clients_are_known() {
        assert_eq!(allowed("timeout"), "attemptTimeout or deadline (did you mean that?)");
        assert_eq!(allowed("maxRetries"), "retries (did you mean that?)");
        assert_eq!(allowed("minTimeout"), "backoff.base (did you mean that?)");
        let nested = refusal("backoff.delay".into(), "delay", Group::Backoff, &RULES[..2]);
        assert_eq!(nested.allowed, "preset or retries", "a part of a policy is no other client's");
    }
}
