//! `fetch` that retries, for Rust in WebAssembly: Leptos, Yew, Dioxus, or plain wasm-bindgen.
//!
//! It runs in pages, in workers and in Node: timers, clocks, `fetch` and entropy are taken from the
//! global object. Nothing has to be started first.
//!
//! ```no_run
//! # #[cfg(target_arch = "wasm32")]
//! # async fn load() -> Result<(), wasm_bindgen::JsValue> {
//! use holdfast_fetch::core::preset;
//! use holdfast_fetch::web::{RetryError, fetch_with_retry};
//! use web_sys::Request;
//!
//! let request = Request::new_with_str("https://api.example/orders")?;
//! let text = match fetch_with_retry(&request, &preset::standard()).await {
//!     Ok(response) => response.status_text(), // of a 404 too, or of a 503 that no retry mended
//!     Err(RetryError::Failed(end)) => format!("{} in {} ms", end, end.report.elapsed),
//!     Err(error) => error.to_string(), // aborted, or refused before anything was sent
//! };
//! # Ok(())
//! # }
//! ```
//!
//! Every decision is [`core`](crate::core)'s: this is one more driver of a [`Call`](crate::core::call::Call).
//! Calls whose policies say the same share a retry budget, a circuit and a throttle for each origin.
//! A call that is aborted, or whose future is dropped, ends at once: its request is cancelled, its timer
//! cleared, and what it had taken of the budget and the circuit is given back.
//!
//! Not offered here, and refused in a sentence: functions in a policy (`shouldRetry`, `refresh`, a
//! computed backoff), `until` and `fallback`. Nothing is logged and no events are told; the history of a
//! call that failed is in its [`CallReport`](crate::core::history::CallReport).
//!
//! # In JavaScript
//!
//! `wasm-pack build --target nodejs | web | bundler` makes a module that exports the same as
//! `fetchWithRetry(input, policy?, init?)`, where the policy is a preset's name or an object of options.
//! (The npm package `holdfast-fetch` is made in another way, and can more.)
//!
//! | file | what |
//! |---|---|
//! | `api` | where calls come in, from Rust and from JavaScript |
//! | `driver` | carries out the steps of a call |
//! | `request`, `response`, `failure` | what the core is told of each |
//! | `policy` | policies from JavaScript, and those that are refused here |
//! | `shared` | what calls of equal policies share |
//! | `timer`, `race` | waits and limits as futures |
//! | `random` | entropy |
//! | `error` | how a call ends badly |

mod api;
mod driver;
mod error;
mod failure;
mod policy;
mod race;
mod random;
mod request;
mod response;
mod shared;
mod timer;

pub use api::{fetch_in_javascript, fetch_with_retry};
pub use error::{Failed, RetryError};
