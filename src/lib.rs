//! A `fetch` that holds on.
//!
//! A Rust core decides, the platform's `fetch` does the I/O. Data flows one way:
//!
//! ```text
//! JavaScript ─▶ web (bindings) ─▶ core::call (one logical call) ─▶ the parts it asks
//!      ▲                                     │
//!      └──────── send, wait, ask, finish ◀───┘
//! ```
//!
//! **Every change of a call's state happens in one method, [`core::call::Call::advance`], which
//! takes an input and the time, and returns the next step.** The core knows neither clock nor
//! entropy nor JavaScript: all of them come in as arguments, so everything hard is tested natively.
//!
//! | where | what |
//! |---|---|
//! | [`core::policy`], [`core::preset`] | what a caller may ask for; five published guides and the default |
//! | [`core::call`] | one logical call as a state machine: the heart |
//! | [`core::backoff`], [`core::jitter`] | how long to wait, and how waits are spread |
//! | [`core::budget`], [`core::breaker`], [`core::throttle`] | what the calls to one origin share |
//! | [`core::verdict`], [`core::retry_after`], [`core::rate_limit`] | outcome → retry or not; what servers ask for |
//! | [`core::explain`] | a policy in plain words |
//! | `web` (wasm32 only) | the thin shell around `fetch`, `setTimeout`, `AbortSignal` |

pub mod core;

#[cfg(any(not(target_arch = "wasm32"), feature = "fleet"))]
pub mod fleet;

#[cfg(target_arch = "wasm32")]
pub mod web;
