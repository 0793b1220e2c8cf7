//! The numbers by which the core and its shell speak of what has a name.
//!
//! A step or an input is a code, and so is whatever reports and events name. Each table stands here once; that for the shell
//! is generated from it.

use crate::core::breaker::CircuitState;
use crate::core::network_error::Failure;
use crate::core::report::StopReason;

/// What the core asks the shell to do next, in the order of their codes.
pub const STEPS: [&str; 8] =
    ["SEND", "WAIT", "ASK", "ASK_DELAY", "ASK_UNTIL", "REFRESH", "FALLBACK", "FINISH"];
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

/// What the shell tells the core besides responses, failures and the end of a wait.
pub const TOLD: [&str; 9] =
    ["POLICY", "RETRY", "RETRY_AFTER", "STOP", "DELAY", "DONE", "REFRESHED", "FALLEN_BACK", "BROKEN"];
/// `shouldRetry` said nothing.
pub const POLICY: u32 = 0;
/// It said that the request is to be sent again.
pub const RETRY: u32 = 1;
/// The same, after a wait.
pub const RETRY_AFTER: u32 = 2;
/// It said no.
pub const STOP: u32 = 3;
/// The backoff function's wait.
pub const DELAY: u32 = 4;
/// `until`: 1 for yes.
pub const DONE: u32 = 5;
/// `refresh`: 1 if the credentials were renewed.
pub const REFRESHED: u32 = 6;
/// `fallback`: 1 if there is one.
pub const FALLEN_BACK: u32 = 7;
/// A function of the caller's threw.
pub const BROKEN: u32 = 8;

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
pub const FAILURES: [Failure; 5] =
    [Failure::Network, Failure::Timeout, Failure::Offline, Failure::Permanent, Failure::Aborted];

/// The states of a circuit.
pub const STATES: [CircuitState; 4] =
    [CircuitState::Closed, CircuitState::Open, CircuitState::HalfOpen, CircuitState::Isolated];

/// The flags of a response.
pub const REDIRECTED: u32 = 1;
/// The headers of hints are hidden from scripts of this origin.
pub const HIDDEN: u32 = 2;
/// It says where to look further.
pub const LOCATED: u32 = 4;

/// The flags of a request: what it is, in the order of their bits.
pub const FACTS: [&str; 4] = ["IDEMPOTENT", "KEYED", "CONDITIONAL", "REPLAYABLE"];

/// What of a response's head matters: its hints.
pub const HEEDS_HINTS: u32 = 1;
/// Its Location.
pub const HEEDS_LOCATION: u32 = 2;

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
        assert_eq!(STEPS[FINISH as usize], "FINISH");
        assert_eq!(TOLD[BROKEN as usize], "BROKEN");
    }
}
