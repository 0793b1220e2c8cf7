//! The way to the core for Rust and wasm-pack, on a real platform: Node and browsers run the same tests against a real server.
//!
//! Where they run is up to wasm-bindgen's runner and its environment. A page of the runner has another origin than the
//! server, so browsers apply CORS. No test needs another test's leftovers: each has scripts of its own on the server.
#![cfg(all(target_arch = "wasm32", feature = "web"))]

mod support;

mod aborts;
mod entropy;
mod javascript;
mod policies;
mod retries;
mod sharing;
mod time_limits;
mod writes;
