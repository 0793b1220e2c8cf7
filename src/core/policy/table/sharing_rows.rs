//! What calls share: retry tokens, circuits and throttling.

use super::Group;
use super::kinds::{Check, Kind, Sink, forms};
use super::row::Row;
use crate::cell;

pub(super) const BUDGET: &[Row] = &[
    Row::number("ratio", 0.0, 1.0)
        .at(cell!(Budget, ratio))
        .doc("Tokens that a good answer earns.")
        .default("0.4"),
    Row::number("initial", 0.0, 1000.0)
        .or(forms::LIST)
        .to(Sink::Pair)
        .at(cell!(Budget, from))
        .says("a number from 0 to 1000, or [from, to]: two of them, from not above to")
        .doc("Tokens there at first, for each origin: a number from 0 to 1000, or `[from, to]` to draw it from. By default as many as the policy has retries, if that is more.")
        .default("6"),
    Row::number("cap", 0.0, 10_000.0)
        .at(cell!(Budget, cap))
        .doc("The most that can be earned and kept, beside what is left of `initial`.")
        .default("6"),
];

const RATE_ALLOWED: &str = "a number above 0 and up to 1, or false";

/// Those of a breaker that several policies share. The last two, its clock and its chance, are not for the breaker of one
/// policy, which has the policy's.
pub(super) const CIRCUIT_BREAKER: &[Row] = &[
    Row::scalar("failureRate", Kind::Rate)
        .or(forms::FALSE)
        .at(cell!(Breaker, failure_rate))
        .says(RATE_ALLOWED)
        .doc("Open when this share of the calls in the window fails: above 0, up to 1. `false`: not by failures.")
        .default("0.5"),
    Row::scalar("slowRate", Kind::Rate)
        .or(forms::FALSE)
        .at(cell!(Breaker, slow_rate))
        .says(RATE_ALLOWED)
        .doc("Open when this share of the calls in the window takes longer than `slowCall`.")
        .default("false"),
    Row::scalar("slowCall", Kind::Positive)
        .at(cell!(Breaker, slow_call))
        .doc("How long a slow call takes until its headers. Needs `slowRate`.")
        .default(r#""5s""#),
    Row::whole("consecutive", 1.0, 1000.0)
        .or(forms::FALSE)
        .at(cell!(Breaker, consecutive))
        .says("a whole number from 1 to 1000, or false")
        .doc("Open after this many failures in a row, whatever the window says.")
        .default("false"),
    Row::scalar("window", Kind::Positive)
        .at(cell!(Breaker, window))
        .doc("The length of the sliding window.")
        .default(r#""30s""#),
    Row::whole("minimum", 1.0, 100_000.0)
        .at(cell!(Breaker, minimum))
        .doc("Rates mean nothing below this many calls in the window. By default one more than the requests of one call, if that is more.")
        .default("10"),
    Row::scalar("open", Kind::Positive)
        .of(Group::Backoff)
        .at(cell!(Breaker, open))
        .then(Check::Pace)
        .doc("How long it stays open: a duration, or a backoff over the times that it opened in a row. Up to a quarter is added at random, so that clients do not probe in step; a longer Retry-After is obeyed.")
        .default(r#"{ type: "exponential", base: "5s", factor: 2, cap: "1m" }"#),
    Row::whole("probes", 1.0, 100.0)
        .at(cell!(Breaker, probes))
        .doc("Calls let through at a time when it is half-open, and the successes in a row that close it.")
        .default("1"),
    Row::words("key", &["origin", "policy"])
        .or(forms::FUNCTION)
        .at(cell!(Breaker, key))
        .says(r#""origin", "policy" or a function"#)
        .doc("What shares a circuit: requests to one origin, all requests of the policy, or those for which a function of the whole address says the same.")
        .default(r#""origin""#)
        .ts("((url: string) => string)"),
    Row::function("now")
        .doc("A clock of your own, in milliseconds, for all of its circuits.")
        .ts("(() => number)"),
    Row::function("random")
        .doc("A number in [0, 1), in place of the platform's chance.")
        .ts("(() => number)"),
];

/// Those of a policy's own breaker.
pub(super) const BREAKER: &[Row] = CIRCUIT_BREAKER.split_at(9).0;

/// What `new CircuitBreaker(options)` is read by: refusals name its fields as they do those of a policy's own breaker.
pub(super) const SHARED_BREAKER: &[Row] = &[Row::object("breaker", Group::CircuitBreaker)
    .at(cell!(Cells, breaker))
    .then(Check::Breaker)
    .says("an object such as { failureRate, window, minimum, open }")];

pub(super) const THROTTLE: &[Row] = &[
    Row::number("k", 1.0, 10.0)
        .at(cell!(Throttle, k))
        .doc("How many requests the server may be sent for each that it accepts.")
        .default("2"),
    Row::scalar("window", Kind::Positive)
        .at(cell!(Throttle, window))
        .doc("The length of the sliding window.")
        .default(r#""2m""#),
    Row::number("cap", 0.0, 1.0)
        .at(cell!(Throttle, cap))
        .doc("The highest probability of a refusal. Above 0.9, recovery is slow.")
        .default("0.9"),
];
