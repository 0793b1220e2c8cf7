//! Names that no option has: what was meant instead.

use super::error::{POLICY, PolicyError};
use super::text::{self, alternatives};

/// Of a few names all are told: a guess could be the very opposite of what was meant.
const FEW: usize = 6;

/// What `fetch` takes as its second argument, and `fetchWithRetry` as its third.
const REQUEST_INIT: [&str; 7] = ["method", "headers", "body", "signal", "mode", "credentials", "cache"];

/// What other clients call an option of ours. By their letters alone, `timeout` would be `timeouts`.
const ELSEWHERE: [(&str, &str); 8] = [
    ("timeout", "attemptTimeout or deadline"),
    ("maxRetries", "retries"),
    ("attempts", "retries, which do not count the first attempt"),
    ("delay", "backoff"),
    ("retryOn", "statuses or shouldRetry"),
    ("retry", "retries"),
    ("circuitBreaker", "breaker"),
    ("onRetry", "onEvent"),
];

/// The refusal of `name` at `path`, where `known` names are allowed.
pub fn unknown(path: String, name: &str, known: &[&str]) -> Box<PolicyError> {
    let mut allowed = alternatives(known);
    let mut meant = "";
    // More letters wrong than that, or half of them, is another word.
    let mut nearest = name.len().div_ceil(2).min(3);
    // Only a policy itself is where a request's options or another client's may have strayed to.
    if path == name && known.contains(&"retries") {
        if REQUEST_INIT.contains(&name) {
            nearest = 0;
            allowed =
                "an option of the retry policy; the request's own go into init, or the call's options".into();
        }
        for (theirs, ours) in ELSEWHERE {
            if theirs == name {
                nearest = 0;
                meant = ours;
            }
        }
    }
    for other in known {
        let distance = distance(name, other);
        if distance < nearest && known.len() > FEW {
            nearest = distance;
            meant = other;
        }
    }
    if !meant.is_empty() {
        allowed = text::concat(&[meant, " (did you mean that?)"]);
    }
    Box::new(PolicyError { what: POLICY, field: path, given: "not an option".into(), allowed })
}

/// How many letters to add, drop or change (Levenshtein), ignoring case. Only the first 16 letters of
/// `right` count: no option has a longer name.
fn distance(left: &str, right: &str) -> usize {
    // Cell k of a row: the distance of what was seen of `left` from the first k + 1 letters of `right`.
    let mut row = [0; 16];
    for (position, cell) in row.iter_mut().enumerate() {
        *cell = position.saturating_add(1);
    }
    let mut last = right.len();
    for (position, a) in left.bytes().enumerate() {
        let mut diagonal = position;
        last = position.saturating_add(1);
        for (cell, b) in row.iter_mut().zip(right.bytes()) {
            let change = diagonal.saturating_add(usize::from(!a.eq_ignore_ascii_case(&b)));
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

    const MANY: [&str; 7] = ["a", "b", "c", "d", "e", "f", "retries"];

    fn message(name: &str, known: &[&str]) -> String {
        unknown(name.into(), name, known).to_string()
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
        let many = message("retires", &MANY);
        assert_eq!(many, "retry policy: retires is not an option; allowed: retries (did you mean that?)");
        let few = message("retires", &["retries", "deadline"]);
        assert_eq!(few, "retry policy: retires is not an option; allowed: retries or deadline");
    }

    #[test]
    fn half_a_word_wrong_is_another_word() {
        let names = ["now", "log", "c", "d", "e", "f", "g"];
        assert!(message("lgo", &names).ends_with("now, log, c, d, e, f or g"));
        assert!(message("logs", &names).ends_with("log (did you mean that?)"));
    }

    #[test]
    fn a_request_in_place_of_a_policy_is_told_apart() {
        assert!(message("method", &MANY).ends_with("the request's own go into init, or the call's options"));
        let nested = unknown("breaker.mode".into(), "mode", &MANY);
        assert!(nested.allowed.ends_with("f or retries"), "a part of a policy is no request");
    }

    #[test]
    fn names_of_other_clients_are_known() {
        assert!(
            message("timeout", &["timeouts", "b", "c", "d", "e", "f", "retries"])
                .ends_with("; allowed: attemptTimeout or deadline (did you mean that?)")
        );
        assert!(message("maxRetries", &MANY).ends_with("retries (did you mean that?)"));
    }
}
