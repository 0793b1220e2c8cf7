//! The last attempt of a call, in few bytes.

use crate::core::network_error::Failure;
use crate::core::report::{Attempt, told};
use crate::core::verdict::Outcome;

/// An attempt that is under way, or ended.
#[derive(Clone, Copy)]
pub(super) struct Tried {
    /// When it was sent, since the call began.
    pub started_at: f64,
    pub duration: f64,
    /// What the server asked for; not a number: nothing.
    pub hint: f64,
    /// Chosen after it; not a number: none.
    pub wait: f64,
    /// 0: none was sent.
    pub number: u32,
    /// From 0.
    pub tier: u32,
    /// While it is under way, nothing yet.
    pub outcome: Option<Outcome>,
    pub hint_hidden: bool,
    pub hint_unreadable: bool,
}

impl Tried {
    /// One that is sent now.
    pub fn new(number: u32, tier: u32, started_at: f64) -> Self {
        Tried {
            started_at,
            duration: 0.0,
            hint: f64::NAN,
            wait: f64::NAN,
            number,
            tier,
            outcome: None,
            hint_hidden: false,
            hint_unreadable: false,
        }
    }

    /// What the server asked for.
    pub fn hint(&self) -> Option<f64> {
        known(self.hint)
    }

    /// The status of its response.
    pub fn status(&self) -> Option<u16> {
        if let Some(Outcome::Response(status)) = self.outcome { Some(status) } else { None }
    }

    /// How it failed.
    pub fn failure(&self) -> Option<Failure> {
        if let Some(Outcome::Failure(failure)) = self.outcome { Some(failure) } else { None }
    }

    /// As reports have it.
    pub fn report(&self) -> Attempt {
        Attempt {
            number: self.number,
            tier: self.tier.saturating_add(1),
            started_at: told(self.started_at),
            duration: told(self.duration),
            status: self.status(),
            failure: self.failure(),
            retry_after: known(told(self.hint)),
            hint_hidden: self.hint_hidden,
            hint_unreadable: self.hint_unreadable,
            wait: known(told(self.wait)),
        }
    }
}

/// What is a number.
pub(super) fn known(number: f64) -> Option<f64> {
    if number.is_nan() { None } else { Some(number) }
}
