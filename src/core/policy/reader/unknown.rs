//! Names that no option has: what was meant instead.

use crate::core::error::{POLICY, PolicyError};
use crate::core::policy::table::{ELSEWHERE, Group, REQUEST_INIT, REQUEST_INIT_ALLOWED, Rule};
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
        let elsewhere = ELSEWHERE.iter().find(|(theirs, _)| is_policy && *theirs == name);
        match elsewhere.map(|(_, ours)| *ours).or_else(|| nearest(name, rules)) {
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
