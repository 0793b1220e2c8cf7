//! What to do about an answer that is not good, or not there yet.

use super::kinds::{Check, Kind, Sink, forms};
use super::row::Row;
use super::{Group, JITTER_ALLOWED, JITTERS};
use crate::cell;

pub(super) const CACHED_FALLBACK: &[Row] = &[
    Row::scalar("cache", Kind::Name)
        .to(Sink::Text)
        .at(cell!(Fallback, cache))
        .says("a text, the name of a cache")
        .doc("The name of the cache.")
        .default(r#""holdfast-fetch""#),
    Row::scalar("maxAge", Kind::Positive)
        .at(cell!(Fallback, max_age))
        .doc("An answer older than this is not given (RFC 5861 stale-if-error may allow less).")
        .default(r#""1d""#),
];

pub(super) const UNTIL: &[Row] = &[
    Row::whole("not", 100.0, 599.0)
        .or(forms::LIST)
        .to(Sink::Set)
        .at(cell!(Until, not))
        .says("a status from 100 to 599, or an array of them")
        .doc("Statuses that mean \"not yet\", 100 to 599. They may not be among written `statuses`; those that are retried by default are polled for instead.")
        .default("[]"),
    Row::function("done")
        .at(cell!(Until, asks))
        .doc("Says whether a response below 400 is what was waited for. What it throws ends the call (reason `error`).")
        .ts("((response: Response) => boolean | PromiseLike<boolean>)"),
    Row::object("backoff", Group::Backoff)
        .at(cell!(Until, pace))
        .then(Check::Pace)
        .says("an object such as { type, base, factor, cap }")
        .doc("The waits between polls, above 0. A server's hint is a floor.")
        .default(r#"{ type: "exponential", base: "1s", factor: 1.5, cap: "30s" }"#),
    Row::words("jitter", JITTERS)
        .of(Group::Jitter)
        .at(cell!(Until, jitter))
        .then(Check::Jitter)
        .says(JITTER_ALLOWED)
        .doc("How these are spread.")
        .default("{ proportional: 0.25 }"),
];
