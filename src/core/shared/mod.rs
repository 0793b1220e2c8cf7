//! What the calls to one origin share.

pub mod breaker;
mod breaker_state;
pub mod budget;
mod elapsed;
mod probes;
pub mod throttle;
pub mod window;
