//! What the shell tells a [`Call`](super::call::Call), and what the call tells the shell to do.

use super::hint::Head;
use super::network_error::Failure;
use super::report::StopReason;
use super::verdict::Request;

/// The time on two clocks, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Never runs backwards, but may stand still while the machine sleeps.
    pub monotonic: f64,
    /// Since 1970. May be set at any time.
    pub wall: f64,
}

/// What the shell knows besides the input.
pub struct Situation<'a> {
    /// The time.
    pub now: Now,
    /// The request of this call.
    pub request: Request,
    /// Numbers in [0, 1).
    pub random: &'a mut dyn FnMut() -> f64,
}

/// What happened.
pub enum Input<'a> {
    /// The call begins.
    Start,
    /// Response headers came.
    Response(Head<'a>),
    /// No response came.
    Failed(Failure),
    /// The caller's `shouldRetry` answered.
    Answer(Answer),
    /// The caller's backoff function answered.
    Delay(f64),
    /// The wait is over.
    Woke,
    /// The caller gave up.
    Aborted,
    /// A function of the caller's threw.
    Broken,
}

/// What the caller wants done with a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// As the policy says.
    Policy,
    /// Retry, even if the policy would not.
    Retry,
    /// Retry after this long.
    RetryAfter(f64),
    /// Stop.
    Stop,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Send the request, and wait this long for headers.
    Send {
        /// `f64::INFINITY`: as long as it takes.
        limit: f64,
    },
    /// Ask the caller's `shouldRetry`.
    Ask {
        /// Why the policy would stop; `None` if it would retry.
        stop: Option<StopReason>,
    },
    /// Ask the caller's backoff function how long to wait.
    AskDelay {
        /// Counted from 1 in each tier.
        retry: u32,
        /// The tier, counted from 0.
        tier: usize,
    },
    /// Wait. The last response will not be needed again.
    Wait {
        /// How long.
        milliseconds: f64,
        /// The tier of the attempt that follows, counted from 0.
        tier: usize,
    },
    /// The end: hand over the last outcome.
    Finish(StopReason),
}
