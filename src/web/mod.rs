//! The thin shell. JavaScript is known only here.
//!
//! | file | what |
//! |---|---|
//! | `entry`, `api` | what the package exports; `fetch.js` makes the first attempt |
//! | `policy`, `options` | JavaScript's policies: read, shown, found again |
//! | `family`, `circuits`, `listeners` | what the calls of a policy share, origin by origin |
//! | `keep_alive` | sessions that are kept alive |
//! | `driver` | carries out the steps of a [`Call`](crate::core::call::Call) |
//! | `request`, `response`, `failure`, `caller`, `end` | one side of JavaScript each |
//! | `settled` | promises as futures |
//! | `rows` | tables on their way to JavaScript |
//! | `clock`, `random` | time and entropy |

mod api;
mod caller;
mod circuits;
mod clock;
mod driver;
mod end;
mod entry;
mod failure;
mod family;
mod keep_alive;
mod listeners;
mod options;
mod policy;
mod random;
mod request;
mod response;
mod rows;
mod settled;

pub use api::{parse_retry_after, report_of};
pub use circuits::CircuitBreaker;
pub use entry::{create_fetch, fetch_with_retry, retry};
pub use keep_alive::keep_alive;
pub use policy::RetryPolicy;

/// Smaller than the standard library's by 2.5 kB, and enough for one thread.
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
