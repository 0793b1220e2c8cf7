//! What the shell tells a [`Call`](super::Call), and what the call tells the shell to do.

use crate::core::breaker::Breaker;
use crate::core::budget::Budget;
use crate::core::hint::Hint;
use crate::core::network_error::Failure;
use crate::core::policy::Policy;
use crate::core::report::StopReason;
use crate::core::throttle::Throttle;
use crate::core::verdict::Request;

/// The time on two clocks, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Never runs backwards, but may stand still while the machine sleeps.
    pub monotonic: f64,
    /// Since 1970. May be set at any time.
    pub wall: f64,
}

/// The wall clock ahead of the monotonic one by this much means that the machine slept. Less is its coarseness, or its being set right.
const SLEPT: f64 = 1000.0;

impl Now {
    /// The milliseconds since then by the monotonic clock.
    pub fn awake_since(self, then: Now) -> f64 {
        (self.monotonic - then.monotonic).max(0.0)
    }

    /// The milliseconds since then. A machine that slept counts the time it slept.
    pub fn since(self, then: Now) -> f64 {
        let monotonic = self.awake_since(then);
        let wall = self.wall - then.wall;
        if wall - monotonic > SLEPT { wall } else { monotonic }
    }
}

/// What the shell knows besides the input.
pub struct Situation<'a> {
    /// The policy of this call, always the same one.
    pub policy: &'a Policy,
    /// The time.
    pub now: Now,
    /// The request of this call.
    pub request: Request,
    /// Numbers in [0, 1).
    pub random: &'a mut dyn FnMut() -> f64,
    /// What this call shares with others.
    pub shared: Shared<'a>,
}

/// What the calls to one origin share. Each part is there if the policy has it.
pub struct Shared<'a> {
    /// The time on the clock of the shared parts: monotonic.
    pub now: f64,
    /// Retry tokens.
    pub budget: Option<&'a mut Budget>,
    /// The circuit.
    pub breaker: Option<&'a mut Breaker>,
    /// Adaptive throttling.
    pub throttle: Option<&'a mut Throttle>,
}

impl Shared<'_> {
    /// Nothing is shared.
    pub fn nothing() -> Self {
        Shared { now: 0.0, budget: None, breaker: None, throttle: None }
    }
}

/// What of a response matters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Head {
    /// The status; 0 for an opaque response.
    pub status: u16,
    /// Whether a redirect was followed.
    pub redirected: bool,
    /// Whether there is a `Location`.
    pub located: bool,
    /// Whether the headers of hints are hidden from scripts of this origin.
    pub hidden: bool,
    /// What the server asks for, as [`hint`](crate::core::hint) reads it from headers. It need not be read where
    /// [`Policy::heeds_hints`] says no.
    pub hint: Hint,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// The call begins.
    Start,
    /// The call begins, and is to bring the rest of a body.
    Resume {
        /// It was cut: the call's first attempt is the one that brought the beginning, and is not sent. All that is told of it is how
        /// it failed.
        cut: bool,
    },
    /// The call begins, and is to go on with an event stream.
    Reconnect {
        /// The stream's own reconnection time, in milliseconds (HTML 9.2.3); not a number: it has named none. No request is sent
        /// earlier.
        pause: f64,
        /// The server closed the stream, which is no failure: the call begins with the wait. Otherwise it broke, and the call begins
        /// as with [`Input::Resume`].
        closed: bool,
    },
    /// Response headers came.
    Response(Head),
    /// The same, but what they mean is for the caller's `statusOf` to say: a response of this status.
    Answered(u16),
    /// No response came.
    Failed(Failure),
    /// The caller's `shouldRetry` answered.
    Answer(Answer),
    /// The caller's backoff function answered.
    Delay(f64),
    /// The caller's `until` answered: is this what was waited for?
    Done(bool),
    /// The credentials were renewed, or not.
    Refreshed(bool),
    /// There is a fallback, or none.
    Fallback(bool),
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
    /// Retry, even if the policy would not, and whatever that repeats: after this long, or if it is not a number, when the policy
    /// says.
    Retry(f64),
    /// Retry after this long, if the request may be repeated.
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
    /// Ask the caller's `statusOf` what the response means, and tell it as a response of that status.
    AskStatus,
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
        tier: u32,
    },
    /// Ask the caller's `until` whether the response is what was waited for.
    AskUntil,
    /// Renew the credentials.
    Refresh,
    /// Wait. The last response will not be needed again.
    Wait {
        /// How long.
        milliseconds: f64,
        /// The tier of the attempt that follows, counted from 0.
        tier: u32,
        /// The attempt that follows is a poll, at the response's `Location` if it is a 202 with one.
        poll: bool,
    },
    /// There is no good answer: is there a second-best one?
    Fallback(StopReason),
    /// The end: hand over the last outcome.
    Finish(StopReason),
}
