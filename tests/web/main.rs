//! The crate as wasm, on a real platform: Node and browsers run the same tests against a real server.
//!
//! Where they run is up to wasm-bindgen's runner and its environment. A page of the runner has
//! another origin than the server, so browsers apply CORS. No test needs another test's leftovers:
//! each has scripts of its own on the server.
#![cfg(all(target_arch = "wasm32", not(feature = "web2")))]

mod support;

mod aborts;
mod bodies;
mod entropy;
mod events;
mod failures;
mod golden_hour;
mod hints;
mod keep_alive;
mod nothing_left_behind;
mod odd_inputs;
mod operations;
mod policies;
mod recovery;
mod retries;
mod sharing;
mod time_limits;
mod writes;
