//! The fleet simulator natively.
#![cfg(not(target_arch = "wasm32"))]

mod adds_up;
mod agrees_with_others;
mod recovers;
mod repeats_itself;
mod shows_why;
mod starves_nobody;
