//! The options of a keep-alive.

use super::row::Row;
use crate::cell;

/// The intervals that LivePerson's guide names, by product and method, in milliseconds. A name is replaced by its interval
/// before options are read.
pub const NAMED_INTERVALS: [(&str, f64); 4] = [
    ("chatAgentApi.refresh", 300_000.0),
    ("messagingAgentSdk.getClock", 30_000.0),
    ("messagingWindowApi.getClock", 30_000.0),
    ("serverChatApi.retrieveChatInformation", 30_000.0),
];

/// Hidden tabs align their timers to whole seconds, and no session ends sooner than that. What is less was probably meant to
/// be seconds.
const SHORTEST: f64 = 1000.0;

pub(super) const ROWS: &[Row] = &[
    Row::interval("interval", SHORTEST)
        .at(cell!(Beats, interval))
        .says(r#"a duration from 1 s to 100 years: milliseconds, or a string such as "30s", "5m"; or one of chatAgentApi.refresh, messagingAgentSdk.getClock, messagingWindowApi.getClock or serverChatApi.retrieveChatInformation"#)
        .doc("From the start of one beat to the start of the next: 1 s or more. Jitter only shortens it, since a session that is touched too late is lost.")
        .ts("NamedInterval"),
    Row::number("jitter", 0.0, 0.5)
        .at(cell!(Beats, jitter))
        .doc("The part of the interval that may be cut off at random.")
        .default("0.1"),
    Row::refused("policy", "a preset's name, an object of options, or a RetryPolicy")
        .doc("How each beat is retried; it is given up at nine tenths of the shortest interval, before the next is due.")
        .default(r#""standard""#)
        .ts("PolicyInput"),
    Row::refused("init", "an object: what fetch takes as its second argument")
        .doc("What `fetch` takes second, for a beat to an address. Its signal stops the whole.")
        .ts("RetryRequestInit"),
    Row::words("hidden", &["continue", "pause"])
        .at(cell!(Beats, pauses))
        .doc("In a page that is hidden: go on, or pause and beat at once when it is seen again.")
        .default(r#""continue""#),
    Row::boolean("immediately")
        .at(cell!(Beats, immediately))
        .doc("Send the first beat now, not after an interval.")
        .default("false"),
    Row::function("onEvent")
        .doc("Told of every beat and of every one that was missed. A response's body is let go when the listener, and the promise that it may return, have left it unread. What it throws is printed, and changes nothing.")
        .ts("((event: KeepAliveEvent) => void)"),
    Row::refused("signal", "an AbortSignal").doc("Stops it.").ts("AbortSignal | undefined"),
];
