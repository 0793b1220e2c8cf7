//! The numbers that stand for a choice in a policy's cells. Where a choice is written as a word, they are the places of the words in
//! [`table`](super::table).

/// How waits grow: the cell `kind` of a [`Pace`](super::cells::Pace).
#[allow(missing_docs)]
pub mod backoff {
    pub const EXPONENTIAL: u8 = 0;
    pub const LINEAR: u8 = 1;
    pub const CONSTANT: u8 = 2;
    pub const FIBONACCI: u8 = 3;
    pub const LIST: u8 = 4;
    /// A function of the caller's says each wait.
    pub const CALLER: u8 = 5;
}

/// How waits are spread: the cell `kind` of a [`Spread`](super::cells::Spread). Those with a number of their own come last, in the order
/// of their options.
#[allow(missing_docs)]
pub mod jitter {
    pub const NONE: u8 = 0;
    pub const FULL: u8 = 1;
    pub const EQUAL: u8 = 2;
    pub const DECORRELATED: u8 = 3;
    pub const PROPORTIONAL: u8 = 4;
    pub const UPWARD: u8 = 5;
    pub const ADD: u8 = 6;
}

/// The cells `timeouts` and `idempotent`: 0 is never.
#[allow(missing_docs)]
pub mod retried {
    pub const ALWAYS: f64 = 1.0;
    /// A timeout after a recent good answer, or a request that is safe to repeat.
    pub const CONDITIONALLY: f64 = 2.0;
}
