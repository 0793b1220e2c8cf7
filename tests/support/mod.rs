//! Virtual time, a scripted server, and calls that are driven from their start to their end.
//!
//! Nothing here waits: a test of an hour of retries takes microseconds, and the same script gives the
//! same trace.
#![allow(dead_code, unused_imports, reason = "each test file uses another part of this")]

mod clock;
mod commons;
mod crowd;
mod hand;
pub mod hour;
mod server;
mod simulation;
mod stages;

pub use clock::Clock;
pub use commons::Commons;
pub use crowd::{Crowd, Event, World};
pub use hand::Hand;
pub use server::{
    Outcome, Reply, aborted, network_error, no_connection, offline, permanent_error, silence, status,
    timeout, unsent,
};
pub use simulation::{Simulation, Trace};
pub use stages::{Move, Stage, stages};

use holdfast_fetch::core::error::PolicyError;
use holdfast_fetch::core::policy::Policy;
use holdfast_fetch::core::value::Value;
use holdfast_fetch::core::verdict::Request;
use std::rc::Rc;

/// A method that is not idempotent, with nothing that makes it safe to repeat.
pub const POST: Request = Request { idempotent: false, ..Request::GET };

/// The same, where no redirect is followed.
pub const DIRECT_POST: Request = Request { direct: true, ..POST };

/// The largest number below 1, give or take: the longest wait that may be drawn.
pub const ALMOST_ONE: f64 = 0.999_999_999_999;

/// A policy's options. What JSON cannot say is spelt out: `"<function>"`, `"<NaN>"`, `"<symbol>"`.
pub fn options(json: serde_json::Value) -> Value {
    let mut value = serde_json::from_value(json).unwrap();
    put_in_what_json_lacks(&mut value);
    value
}

fn put_in_what_json_lacks(value: &mut Value) {
    match value {
        Value::List(members) => members.iter_mut().for_each(put_in_what_json_lacks),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| put_in_what_json_lacks(value)),
        Value::Text(text) => match text.as_str() {
            // The shell says of a logger that it is one by the same mark.
            "<function>" | "<logger>" => *value = Value::Function,
            "<NaN>" => *value = Value::Number(f64::NAN),
            "<Infinity>" => *value = Value::Number(f64::INFINITY),
            "<symbol>" => *value = Value::Foreign("a symbol".into()),
            _ => {}
        },
        _ => {}
    }
}

/// Reads a policy that may be bad.
pub fn read(json: serde_json::Value) -> Result<Policy, Box<PolicyError>> {
    Policy::read(options(json))
}

/// Reads a policy that is good.
pub fn policy(json: serde_json::Value) -> Rc<Policy> {
    Rc::new(read(json).unwrap())
}
