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

pub mod backoff;
pub mod breaker;
mod breaker_state;
pub mod budget;
pub mod call;
pub mod duration;
mod elapsed;
pub mod error;
pub mod explain;
mod explain_recovery;
mod explain_sharing;
pub mod health;
pub mod hint;
pub mod http_date;
pub mod jitter;
pub mod keep_alive;
pub mod network_error;
pub mod policy;
pub mod preset;
mod probes;
pub mod random;
pub mod rate_limit;
pub mod report;
pub mod retry_after;
pub mod status;
pub mod step;
pub mod text;
pub mod throttle;
pub mod uuid;
pub mod value;
pub mod verdict;
pub mod window;
