//! The numbers by which the core and its shell speak of what has a name.
//!
//! A step or an input is a code, and so is whatever reports and events name. Each table stands here once; that for the shell
//! is generated from it.

use crate::core::breaker::CircuitState;
use crate::core::keep_alive;
use crate::core::network_error::Failure;
use crate::core::report::StopReason;

/// What the core asks the shell to do next, in the order of their codes.
pub const STEPS: [&str; 9] =
    ["SEND", "WAIT", "ASK", "ASK_DELAY", "ASK_UNTIL", "REFRESH", "FALLBACK", "FINISH", "ASK_STATUS"];
/// Send the request.
pub const SEND: u32 = 0;
/// Wait.
pub const WAIT: u32 = 1;
/// Ask `shouldRetry`.
pub const ASK: u32 = 2;
/// Ask the backoff function.
pub const ASK_DELAY: u32 = 3;
/// Ask the function of `until`.
pub const ASK_UNTIL: u32 = 4;
/// Renew the credentials.
pub const REFRESH: u32 = 5;
/// Look for a second-best answer.
pub const FALLBACK: u32 = 6;
/// The end.
pub const FINISH: u32 = 7;
/// Ask `statusOf`.
pub const ASK_STATUS: u32 = 8;

/// What the shell tells the core, in the order of their codes.
pub const INPUTS: [&str; 14] = [
    "RESPONSE",
    "FAILED",
    "WOKE",
    "ABORTED",
    "POLICY",
    "RETRY",
    "RETRY_AFTER",
    "STOP",
    "DELAY",
    "DONE",
    "REFRESHED",
    "FALLEN_BACK",
    "BROKEN",
    "ANSWERED",
];
/// Response headers came: the status, its flags, and the length of the text with those headers that matter.
pub const RESPONSE: u32 = 0;
/// No response came: the failure's code, or -1 and the length of the text that tells it; its flags.
pub const FAILED: u32 = 1;
/// The wait is over.
pub const WOKE: u32 = 2;
/// The caller gave up.
pub const ABORTED: u32 = 3;
/// `shouldRetry` said nothing.
pub const POLICY: u32 = 4;
/// It said that the request is to be sent again, whatever it may repeat: after so many milliseconds, if it is a number.
pub const RETRY: u32 = 5;
/// It said after how many milliseconds, if the request may be sent again.
pub const RETRY_AFTER: u32 = 6;
/// It said no.
pub const STOP: u32 = 7;
/// The backoff function's wait.
pub const DELAY: u32 = 8;
/// `until`: 1 for yes.
pub const DONE: u32 = 9;
/// `refresh`: 1 if the credentials were renewed.
pub const REFRESHED: u32 = 10;
/// `fallback`: 1 if there is one.
pub const FALLEN_BACK: u32 = 11;
/// A function of the caller's threw.
pub const BROKEN: u32 = 12;
/// Response headers came, of this status. What they mean is for `statusOf` to say, before they are told.
pub const ANSWERED: u32 = 13;

/// Why calls end.
pub const REASONS: [StopReason; 14] = [
    StopReason::Success,
    StopReason::Status,
    StopReason::Attempts,
    StopReason::Deadline,
    StopReason::HintTooLong,
    StopReason::NotIdempotent,
    StopReason::Body,
    StopReason::Budget,
    StopReason::CircuitOpen,
    StopReason::Throttled,
    StopReason::Veto,
    StopReason::Offline,
    StopReason::Aborted,
    StopReason::Error,
];

/// How attempts fail that get no response.
pub const FAILURES: [Failure; 7] = [
    Failure::Network,
    Failure::Timeout,
    Failure::Offline,
    Failure::Permanent,
    Failure::Aborted,
    Failure::Unsent,
    Failure::ConnectTimeout,
];

/// The states of a circuit.
pub const STATES: [CircuitState; 4] =
    [CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen, CircuitState::Isolated];

/// The flags of a response.
pub const REDIRECTED: u32 = 1;
/// The headers of hints are hidden from scripts of this origin.
pub const HIDDEN: u32 = 2;
/// It says where to look further.
pub const LOCATED: u32 = 4;

/// The flags of a failure: the platform is offline.
pub const OFFLINE: u32 = 1;
/// It is an operation's, which may have read an answer.
pub const OPERATION: u32 = 2;

/// The methods of which a request is [`IDEMPOTENT`](FACTS).
pub use crate::core::verdict::IDEMPOTENT_METHODS;

/// The flags of a request: what it is, in the order of their bits.
pub const FACTS: [&str; 11] = [
    "IDEMPOTENT",
    "KEYED",
    "CONDITIONAL",
    "REPLAYABLE",
    "DIRECT",
    "BEGINS_ABORTED",
    "BEGINS_BROKEN",
    "RESUMES",
    "HEARD",
    "RECONNECTS",
    "CLOSED",
];
/// The caller had given up before the call began.
pub const BEGINS_ABORTED: u32 = 1 << 5;
/// A function of the caller's threw before the first request.
pub const BEGINS_BROKEN: u32 = 1 << 6;
/// It is to bring the rest of a body.
pub const RESUMES: u32 = 1 << 7;
/// Somebody hears of the call who wants to know how many attempts there can be: of its events, or a body that it brings.
pub const HEARD: u32 = 1 << 8;
/// It is to go on with an event stream, after its reconnection time.
pub const RECONNECTS: u32 = 1 << 9;
/// That has not broken: the server closed it, or meant to send no more at once.
pub const CLOSED: u32 = 1 << 10;

/// What a session that is kept alive is to do next, in the order of their codes.
pub const BEATS: [&str; 5] = ["BEAT_LATER", "BEAT_NOW", "PAUSE", "STOPPED", "CONTINUE"];
/// Wait.
pub const BEAT_LATER: u32 = 0;
/// Send a beat.
pub const BEAT_NOW: u32 = 1;
/// Wait for the page to be visible.
pub const PAUSE: u32 = 2;
/// The end.
pub const STOPPED: u32 = 3;
/// Go on with what is under way.
pub const CONTINUE: u32 = 4;

/// What happened to it, in the order of their codes.
pub const BEAT_INPUTS: [(&str, keep_alive::Input); 7] = [
    ("BEAT_START", keep_alive::Input::Start),
    ("BEAT_WOKE", keep_alive::Input::Woke),
    ("BEATEN", keep_alive::Input::Beaten { ok: true }),
    ("NOT_BEATEN", keep_alive::Input::Beaten { ok: false }),
    ("HIDDEN_PAGE", keep_alive::Input::Hidden),
    ("SHOWN_PAGE", keep_alive::Input::Shown),
    ("BEAT_STOP", keep_alive::Input::Stop),
];

/// Why beats that were due were not sent.
pub const MISSED: [(&str, keep_alive::Reason); 3] = [
    ("late", keep_alive::Reason::Late),
    ("busy", keep_alive::Reason::Busy),
    ("hidden", keep_alive::Reason::Hidden),
];

/// What of an outcome with a certain status matters: the headers of hints.
pub const HEEDS_HINTS: u32 = 1;
/// Those that tell of rate limits too.
pub const HEEDS_LIMITS: u32 = 8;
/// Its Location.
pub const HEEDS_LOCATION: u32 = 2;
/// An error that speaks of this status is judged by it.
pub const HEEDS_ERRORS: u32 = 4;

/// What an error calls its code is a status from here on,
pub const LEAST_CODE: u32 = 400;
/// up to here: exits and databases number their errors too, but not so.
pub const MOST_CODE: u32 = 599;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_place_in_its_table() {
        for (code, reason) in REASONS.into_iter().enumerate() {
            assert_eq!(reason as usize, code, "{}", reason.as_str());
        }
        for (code, failure) in FAILURES.into_iter().enumerate() {
            assert_eq!(failure as usize, code, "{}", failure.as_str());
        }
        for (code, state) in STATES.into_iter().enumerate() {
            assert_eq!(state as usize, code, "{}", state.as_str());
        }
        for (code, (name, reason)) in MISSED.into_iter().enumerate() {
            assert_eq!(reason as usize, code, "{name}");
        }
        assert_eq!(BEATS[CONTINUE as usize], "CONTINUE");
        assert_eq!(STEPS[ASK_STATUS as usize], "ASK_STATUS");
        assert_eq!(INPUTS[ANSWERED as usize], "ANSWERED");
    }
}
