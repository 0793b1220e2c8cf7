//! The history of a call: every attempt, and why it ended.

use super::network_error::Failure;
#[cfg(feature = "serde")]
use serde::{Serialize, Serializer};

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// A response below 400.
    Success,
    /// A response that is not to be retried.
    Status,
    /// All retries are used up.
    Attempts,
    /// The deadline passed, or would have before the next attempt.
    Deadline,
    /// The server asked for a longer wait than the caller allows.
    HintTooLong,
    /// Sending it again might repeat its effect.
    NotIdempotent,
    /// The body is a stream that cannot be sent again.
    Body,
    /// No retry token was left.
    Budget,
    /// The circuit breaker let no attempt through.
    CircuitOpen,
    /// Adaptive throttling let no attempt through.
    Throttled,
    /// The caller's `shouldRetry` said no.
    Veto,
    /// All retries are used up, and at the last the platform was offline.
    Offline,
    /// The caller's signal.
    Aborted,
    /// An error that no retry mends, or that the policy does not retry.
    Error,
}

impl StopReason {
    /// The name that callers see.
    pub fn as_str(self) -> &'static str {
        match self {
            StopReason::Success => "success",
            StopReason::Status => "status",
            StopReason::Attempts => "attempts",
            StopReason::Deadline => "deadline",
            StopReason::HintTooLong => "hint-too-long",
            StopReason::NotIdempotent => "not-idempotent",
            StopReason::Body => "body",
            StopReason::Budget => "budget",
            StopReason::CircuitOpen => "circuit-open",
            StopReason::Throttled => "throttled",
            StopReason::Veto => "veto",
            StopReason::Offline => "offline",
            StopReason::Aborted => "aborted",
            StopReason::Error => "error",
        }
    }
}

#[cfg(feature = "serde")]
impl Serialize for StopReason {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// One attempt, as it went.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "camelCase"))]
pub struct Attempt {
    /// 1 for the first.
    pub number: u32,
    /// 1 for the first tier.
    pub tier: u32,
    /// When it was sent, since the call began.
    pub started_at: f64,
    /// Until response headers or failure.
    pub duration: f64,
    /// Of the response, if there was one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub status: Option<u16>,
    /// How it failed, if there was no response.
    #[cfg_attr(
        feature = "serde",
        serde(skip_serializing_if = "Option::is_none", serialize_with = "failure_name")
    )]
    pub failure: Option<Failure>,
    /// The wait that the server asked for.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub retry_after: Option<f64>,
    /// A hint, had there been one, could not be seen across origins.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub hint_hidden: bool,
    /// The wait chosen after it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub wait: Option<f64>,
}

#[cfg(feature = "serde")]
fn failure_name<S: Serializer>(failure: &Option<Failure>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(failure.map_or("", Failure::as_str))
}

/// The history of one call.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(Serialize), serde(rename_all = "camelCase"))]
pub struct CallReport {
    /// Why it ended.
    pub reason: StopReason,
    /// Every attempt, the first one first.
    pub attempts: Vec<Attempt>,
    /// From the call to its end.
    pub elapsed: f64,
    /// A retry met 409 or 412 after an attempt that may have taken effect: the first try may have
    /// succeeded.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub ambiguous: bool,
    /// The answer is a second-best one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    pub fallback: bool,
    /// Until the circuit lets a probe through, if that ended the call; infinity: it was isolated by hand.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub probe_in: Option<f64>,
}

impl CallReport {
    /// Gathers the history; `ambiguous` follows from it.
    pub fn new(reason: StopReason, attempts: Vec<Attempt>, elapsed: f64) -> Self {
        let mut earlier = attempts.iter().rev();
        let refused = earlier.next().and_then(|last| last.status);
        let may_have_acted = |attempt: &Attempt| {
            attempt.failure.is_some() || attempt.status.is_some_and(|status| status >= 500)
        };
        let ambiguous = matches!(refused, Some(409 | 412)) && earlier.any(may_have_acted);
        CallReport { reason, attempts, elapsed, ambiguous, fallback: false, probe_in: None }
    }

    /// The report of a call that succeeded at once.
    pub fn first_try(status: u16, elapsed: f64) -> Self {
        let attempt =
            Attempt { number: 1, tier: 1, duration: elapsed, status: Some(status), ..Attempt::default() };
        CallReport::new(StopReason::Success, vec![attempt], elapsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(status: Option<u16>, failure: Option<Failure>) -> Attempt {
        Attempt { status, failure, ..Attempt::default() }
    }

    #[test]
    fn a_conflict_after_an_attempt_that_may_have_acted_is_ambiguous() {
        let report = |attempts| CallReport::new(StopReason::Status, attempts, 0.0).ambiguous;
        let lost = attempt(None, Some(Failure::Network));
        assert!(report(vec![lost.clone(), attempt(Some(412), None)]));
        assert!(report(vec![attempt(Some(503), None), attempt(Some(409), None)]));
        assert!(!report(vec![attempt(Some(412), None)]));
        assert!(!report(vec![attempt(Some(429), None), attempt(Some(409), None)]));
        assert!(!report(vec![lost, attempt(Some(404), None)]));
    }

    #[test]
    fn absent_things_are_absent() {
        let json = serde_json::to_string(&CallReport::first_try(200, 12.0)).unwrap();
        assert_eq!(
            json,
            r#"{"reason":"success","attempts":[{"number":1,"tier":1,"startedAt":0.0,"duration":12.0,"status":200}],"elapsed":12.0}"#
        );
    }
}
