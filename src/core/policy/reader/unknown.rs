//! Names that no option has: what was meant instead.

use crate::core::error::{POLICY, PolicyError};
use crate::core::policy::table::{ELSEWHERE, Group, REQUEST_INIT, REQUEST_INIT_ALLOWED, Rule, elsewhere};
use crate::core::text::{alternatives, concat};

/// Of a few names all are told: a guess could be the very opposite of what was meant.
const FEW: usize = 6;

/// The refusal of `name` at `path`, where the options of `group` are allowed.
pub(super) fn refusal(path: String, name: &str, group: Group, rules: &[Rule]) -> Box<PolicyError> {
    // Only a policy itself is where a request's options or another client's may have strayed to.
    let is_policy = group == Group::Policy;
    let own = rules.iter().map(|rule| rule.name);
    let allowed = if is_policy && REQUEST_INIT.contains(&name) {
        REQUEST_INIT_ALLOWED.into()
    } else if let Some(meant) = meant(name, own.clone(), is_policy) {
        concat(&[meant, " (did you mean that?)"])
    } else {
        alternatives(&own.collect::<Vec<_>>())
    };
    Box::new(PolicyError { what: POLICY, field: path, given: "not an option".into(), allowed })
}

/// Which of its own options a name stands for, or a misspelt one. `is_policy`: it may be another client's.
fn meant(
    name: &str,
    own: impl ExactSizeIterator<Item = &'static str>,
    is_policy: bool,
) -> Option<&'static str> {
    if own.len() <= FEW {
        return None;
    }
    let theirs = ELSEWHERE.iter().filter(|_| is_policy).flat_map(|(_, theirs)| *theirs).copied();
    let near = nearest(name, &own.chain(theirs).collect::<Vec<_>>())?;
    let ours = if is_policy { elsewhere(near) } else { None };
    ours.or(Some(near))
}

/// The first of the names that are most like this one.
fn nearest(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let name = lower(name);
    // More letters wrong than two, or half of them, is another word.
    (0..name.len().div_ceil(2).min(3))
        .find_map(|most| names.iter().find(|known| is_within(&name, &lower(known), most)))
        .copied()
}

fn lower(name: &str) -> Vec<u16> {
    name.to_ascii_lowercase().encode_utf16().collect()
}

/// Are there at most so many letters to add, drop or change, or neighbours to swap (optimal string alignment)?
fn is_within(left: &[u16], right: &[u16], most: usize) -> bool {
    let after = |of_left: usize, of_right: usize, letters: usize| {
        let left = left.get(of_left..).unwrap_or_default();
        let right = right.get(of_right..).unwrap_or_default();
        most.checked_sub(letters).is_some_and(|most| is_within(left, right, most))
    };
    let is_swapped = matches!((left, right), ([a, b, ..], [c, d, ..]) if (a, b) == (d, c));
    left == right
        || after(1, 1, usize::from(left.first() != right.first()))
        || after(1, 0, 1)
        || after(0, 1, 1)
        || after(2, 2, if is_swapped { 1 } else { 2 })
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
    fn letters_are_counted() {
        for (left, right, letters) in [
            ("retries", "retries", 0),
            ("Retry", "retry", 0),
            ("deadlin", "deadline", 1),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("retires", "retries", 1),
            ("untli", "until", 1),
            ("ertires", "retries", 2),
            // What was swapped is not changed again.
            ("ca", "abc", 3),
        ] {
            let counted = (0..9).find(|most| is_within(&lower(left), &lower(right), *most));
            assert_eq!(counted, Some(letters), "{left}, {right}");
        }
    }

    #[test]
    fn letters_that_were_swapped_are_one_mistake() {
        assert_eq!(allowed("lgo"), "log (did you mean that?)");
        assert_eq!(allowed("nwo"), "now (did you mean that?)");
        assert_eq!(allowed("ertires"), "retries (did you mean that?)");
        assert_eq!(allowed("jtteri"), "jitter (did you mean that?)");
    }

    #[test]
    fn a_misspelt_name_is_guessed_among_many() {
        assert_eq!(allowed("retires"), "retries (did you mean that?)");
        let few = refusal("retires".into(), "retires", Group::Tier, &RULES[..2]);
        assert_eq!(few.to_string(), "retry policy: retires is not an option; allowed: preset or retries");
    }

    #[test]
    fn another_clients_name_may_be_misspelt_too() {
        assert_eq!(allowed("tiemout"), "attemptTimeout or deadline (did you mean that?)");
        assert_eq!(allowed("maxRetrys"), "retries (did you mean that?)");
        assert_eq!(allowed("onretry"), "onEvent (did you mean that?)");
        // Ours are nearer to what is as far from both.
        assert_eq!(allowed("timeouts"), "timeouts (did you mean that?)");
    }

    #[test]
    fn half_a_word_wrong_is_another_word() {
        assert!(allowed("lat").ends_with("now or unref"));
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
