//! What is told of a call: an attempt as it went, and why a call ended.

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

/// Times as they are told: to the microsecond, which is finer than any clock that scripts may read.
#[inline(never)]
pub fn told(milliseconds: f64) -> f64 {
    (milliseconds * 1000.0).round_ties_even() / 1000.0
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
    /// It asked for a wait, and what it asked for could not be read.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "hint", skip_serializing_if = "std::ops::Not::not", serialize_with = "unreadable")
    )]
    pub hint_unreadable: bool,
    /// The wait chosen after it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub wait: Option<f64>,
}

#[cfg(feature = "serde")]
fn unreadable<S: Serializer>(_: &bool, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str("unreadable")
}

#[cfg(feature = "serde")]
fn failure_name<S: Serializer>(failure: &Option<Failure>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(failure.map_or("", Failure::as_str))
}
