//! The history of a call, gathered while it is driven: every attempt, and why it ended.

use super::call::{Call, Now};
use super::report::{Attempt, StopReason, told};
#[cfg(feature = "serde")]
use serde::Serialize;

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

/// What became of a call, gathered by whoever drives it: calls themselves only remember their last attempt.
#[derive(Clone, Debug, Default)]
pub struct History {
    attempts: Vec<Attempt>,
}

impl History {
    /// To be told after each step of the call.
    pub fn note(&mut self, call: &Call) {
        let Some(attempt) = call.last_attempt() else { return };
        // Of one that is there, the wait may be new.
        self.attempts.pop_if(|last| last.number == attempt.number);
        self.attempts.push(attempt);
    }

    /// Every attempt that ended, and the waits after them.
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// The report of a call that ended.
    pub fn report(&self, call: &Call, now: Now) -> CallReport {
        CallReport {
            reason: call.ended().unwrap_or(StopReason::Error),
            attempts: self.attempts.clone(),
            elapsed: told(call.elapsed(now)),
            ambiguous: call.is_ambiguous(),
            fallback: call.fell_back(),
            probe_in: call.probe_in().map(told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_things_are_absent() {
        let attempt = Attempt { number: 1, tier: 1, duration: 12.0, status: Some(200), ..Attempt::default() };
        let report = CallReport {
            reason: StopReason::Success,
            attempts: vec![attempt],
            elapsed: 12.0,
            ambiguous: false,
            fallback: false,
            probe_in: None,
        };
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(
            json,
            r#"{"reason":"success","attempts":[{"number":1,"tier":1,"startedAt":0.0,"duration":12.0,"status":200}],"elapsed":12.0}"#
        );
    }
}
