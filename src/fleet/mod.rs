//! Many clients, one server, and half a minute of trouble: what a retry policy does to both.
//!
//! A policy that helps one client may keep a server from ever getting up again. That shows only in
//! numbers, so here they are simulated: the product's own core against what others have published.
//! No clock, no threads, no I/O; the same seed gives the same run on every platform.
//!
//! | where | what |
//! |---|---|
//! | [`simulation`] | the run: [`scenario`] and a strategy in, [`measure`]d outcome out |
//! | [`traffic`], [`surges`], [`visitors`], [`server`], [`timers`], [`random`] | what it is made of |
//! | [`clients`], [`ours`], [`rivals`], [`budgets`], [`exchange`] | what clients do when a call fails |
//! | [`living`] | one client of a server that lives, which no budget may starve |
//! | [`catalogue`] | the policies that are compared, by name |
//! | [`contention`], [`unreliable`] | two published simulations, to see that ours agrees with them |
#![forbid(unsafe_code)]

pub mod budgets;
pub mod catalogue;
pub mod clients;
pub mod contention;
pub mod exchange;
pub mod living;
pub mod measure;
pub mod ours;
pub mod patience;
mod radix;
pub mod random;
pub mod rivals;
pub mod scenario;
pub mod scenes;
pub mod server;
pub mod simulation;
pub mod surges;
pub mod timers;
pub mod traffic;
pub mod unreliable;
pub mod visitors;
