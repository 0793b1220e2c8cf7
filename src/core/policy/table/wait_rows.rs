//! How long to wait, how waits are spread, and later tiers.

use super::kinds::{Check, Kind, Sink, forms};
use super::row::Row;
use super::{Group, JITTER_ALLOWED, JITTERS};
use crate::cell;

pub(super) const BACKOFF: &[Row] = &[
    Row::words("type", &["exponential", "linear", "constant", "fibonacci", "list"])
        .at(cell!(Pace, kind))
        .doc("- `exponential`: `base × factor^(k−1)`
- `linear`: `base + step × (k−1)`
- `constant`: `base`
- `fibonacci`: `base × 1, 1, 2, 3, 5, …`
- `list`: the k-th of `list`; its last entry again when the list is shorter than the retries")
        .default(r#""exponential""#),
    Row::scalar("base", Kind::Duration)
        .at(cell!(Pace, base))
        .doc("The first wait. Not for `list`.")
        .default(r#""500ms""#),
    Row::number("factor", 1.0, 1000.0)
        .at(cell!(Pace, factor))
        .doc("What each wait is multiplied by to make the next. `exponential` only.")
        .default("2"),
    Row::scalar("step", Kind::Duration)
        .at(cell!(Pace, step))
        .doc("What each wait is longer than the one before; by default as much as `base`. `linear` only."),
    Row::scalar("cap", Kind::Duration)
        .at(cell!(Pace, cap))
        .doc("No wait is longer than this before jitter; not below `base`. By default there is none. Not for `list`."),
    Row::scalar("list", Kind::Duration)
        .listed()
        .to(Sink::List)
        .at(cell!(Pace, list))
        .says("an array of one or more durations")
        .doc("The waits, one or more. `list` only, and says the type by itself."),
];

const PAIR_ALLOWED: &str = "[from, to]: two durations, from not above to";

/// Each option is a kind of its own, in the order of their numbers from 4 on.
pub(super) const JITTER: &[Row] = &[
    Row::number("proportional", 0.0, 1.0)
        .at(cell!(Spread, a))
        .then(Check::Spread)
        .doc("The part of d by which a wait may be shorter or longer."),
    Row::number("upward", 0.0, 10.0)
        .at(cell!(Spread, a))
        .then(Check::Spread)
        .doc("The part of d by which a wait may be longer, never shorter."),
    Row::scalar("add", Kind::Duration)
        .listed()
        .to(Sink::Pair)
        .at(cell!(Spread, a))
        .then(Check::Spread)
        .says(PAIR_ALLOWED)
        .doc("The least and the most that is added to d, the first not above the second."),
];

pub(super) const TIER: &[Row] = &[
    Row::whole("retries", 1.0, 1000.0).at(cell!(Tier, retries)).doc("Retries in this tier."),
    Row::object("backoff", Group::Backoff)
        .or(forms::FUNCTION)
        .at(cell!(Tier, pace))
        .then(Check::Backoff)
        .says("an object such as { type, base, factor, cap }, or a function")
        .doc("Their waits, the first of which follows the last attempt of the tier before.")
        .default(r#"{ type: "exponential", base: "2m", factor: 2 }"#)
        .ts("BackoffFunction"),
    Row::words("jitter", JITTERS)
        .of(Group::Jitter)
        .at(cell!(Tier, jitter))
        .then(Check::Jitter)
        .says(JITTER_ALLOWED)
        .doc("How these are spread. By default as in the first tier."),
];
