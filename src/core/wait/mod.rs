//! How long to wait, and how waits are spread.

pub mod backoff;
pub mod jitter;
