//! What the tests share: scripts on the server, calls and their reports, odds and ends of JavaScript.

mod call;
mod javascript;
mod script;

pub use call::{begin, fetch, init, policy, quick, report, with};
pub use javascript::*;
pub use script::{Hit, Script, address};
