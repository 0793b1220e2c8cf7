//! The decisions, without clock, entropy or I/O.
//!
//! All times are `f64` milliseconds. Nothing here can panic: a panic inside WebAssembly would leave
//! a promise pending for ever, so the lints below refuse whatever could.
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::todo,
    clippy::unreachable,
    clippy::unwrap_used
)]
// A test that fails is meant to panic.
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod backoff_options;
pub mod call;
mod contradiction;
pub mod defaults;
pub mod duration;
pub mod error;
pub mod explain;
mod explain_recovery;
mod explain_sharing;
mod field;
pub mod hint;
pub mod keep_alive;
mod misspelt;
pub mod options;
pub mod policy;
pub mod preset;
pub mod random;
mod recovery_options;
pub mod report;
pub mod shared;
pub mod sharing_options;
pub mod text;
pub mod uuid;
pub mod value;
pub mod verdict;
pub mod wait;

// The rooms are where things lie. Where they are found does not depend on it.
pub use hint::{http_date, rate_limit, retry_after};
pub use shared::{breaker, budget, throttle, window};
pub use verdict::{health, network_error, status};
pub use wait::{backoff, jitter};
