//! The rows by number. All of it runs when this is compiled, and what could panic there fails the build.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "only the compiler runs it"
)]

use super::row::Rule;
use super::{GROUP_COUNT, GROUPS, Group};

/// The number of a group's first row. Each option is known by the number of its row.
pub const STARTS: [usize; GROUP_COUNT] = {
    let mut starts = [0; GROUP_COUNT];
    let (mut group, mut next) = (0, 0);
    while group < GROUP_COUNT {
        if group == Group::Breaker as usize {
            starts[group] = starts[Group::CircuitBreaker as usize];
        } else {
            starts[group] = next;
            next += GROUPS[group].rows.len();
        }
        group += 1;
    }
    starts
};

/// How many rows each group has.
pub const COUNTS: [usize; GROUP_COUNT] = {
    let mut counts = [0; GROUP_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        counts[group] = GROUPS[group].rows.len();
        group += 1;
    }
    counts
};

/// How many options there are.
pub const ROW_COUNT: usize = STARTS[GROUP_COUNT - 1] + COUNTS[GROUP_COUNT - 1];

/// What readers go by, for each option.
pub static RULES: [Rule; ROW_COUNT] = {
    let mut rules = [GROUPS[0].rows[0].rule; ROW_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        let mut row = 0;
        while row < COUNTS[group] {
            rules[STARTS[group] + row] = GROUPS[group].rows[row].rule;
            row += 1;
        }
        group += 1;
    }
    rules
};

/// What is refused where a group's first option is not written.
pub static REQUIRES: [&str; GROUP_COUNT] = {
    let mut requires = [""; GROUP_COUNT];
    let mut group = 0;
    while group < GROUP_COUNT {
        requires[group] = GROUPS[group].requires;
        group += 1;
    }
    requires
};

/// The number of an option, known when this is compiled.
pub const fn number_of(group: Group, name: &str) -> usize {
    let rows = GROUPS[group as usize].rows;
    let mut row = 0;
    while row < rows.len() {
        if is_same(rows[row].rule.name.as_bytes(), name.as_bytes()) {
            return STARTS[group as usize] + row;
        }
        row += 1;
    }
    panic!("no such option")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}
