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

pub mod body;
pub mod call;
pub mod duration;
pub mod error;
pub mod hint;
pub mod history;
pub mod keep_alive;
pub mod policy;
pub mod preset;
pub mod random;
pub mod report;
pub mod shared;
pub mod text;
pub mod uuid;
pub mod value;
pub mod verdict;
pub mod wait;

// The rooms are where things lie. Where they are found does not depend on it.
pub use hint::{http_date, rate_limit, retry_after};
pub use policy::explain;
pub use shared::{breaker, budget, throttle, window};
pub use verdict::{health, network_error};
pub use wait::{backoff, jitter};
