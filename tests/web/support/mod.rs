//! What the tests share: scripts on the server, calls, odds and ends of JavaScript.

mod call;
mod javascript;
mod script;

pub use call::{failed, fetch, fetch_js, history, object, policy, quick, request};
pub use javascript::*;
pub use script::Script;
