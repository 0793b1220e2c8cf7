//! What the simulation tells a client, and what that does next.

/// What becomes of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A good answer.
    Good,
    /// An answer that is none: 503.
    Rejected,
    /// Too many for a limit: 429.
    Limited,
    /// No answer in time.
    TimedOut,
}

/// What a call does next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Sends the request, and waits this long for an answer.
    Send {
        /// Milliseconds.
        limit: f64,
    },
    /// Waits this long.
    Wait(f64),
    /// It is over.
    End {
        /// With a good answer.
        good: bool,
    },
}
