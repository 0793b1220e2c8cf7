//! What a caller may ask of a keep-alive, checked.

use crate::core::error::PolicyError;
use crate::core::policy::cells::{Beats, Cell};
use crate::core::policy::reader;
use crate::core::policy::table::{Group, NAMED_INTERVALS};
use crate::core::value::Value;

/// A beat that hangs is given up when this much of the shortest wait is over: the next one must not find
/// it still under way.
const PATIENCE: f64 = 0.9;

/// When beats are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeepAliveOptions {
    /// Milliseconds from one beat to the next: one second or more.
    pub interval: f64,
    /// The part of the interval that may be cut off at random, 0 to 0.5.
    pub jitter: f64,
    /// Whether there are no beats while the page is hidden.
    pub pauses: bool,
    /// Whether the first beat is sent at the start, not after an interval.
    pub immediately: bool,
}

impl KeepAliveOptions {
    /// Reads and checks what a caller wrote. What is not data (`policy`, `init`, `signal`) is the shell's:
    /// of those it leaves here only what has to be refused.
    ///
    /// # Errors
    /// The first option that is unknown or out of range.
    pub fn read(value: &Value) -> Result<Self, Box<PolicyError>> {
        let block = reader::read(&plain(value), Group::KeepAlive).map_err(of_keep_alive)?;
        let Beats { interval, jitter, pauses, immediately } = Beats::of(&block);
        Ok(KeepAliveOptions { interval, jitter, pauses: pauses > 0.0, immediately: immediately > 0.0 })
    }

    /// The shortest time from the start of one beat to the start of the next.
    pub fn shortest_wait(&self) -> f64 {
        self.interval * (1.0 - self.jitter)
    }

    /// How long one beat may take, retries included.
    pub fn deadline(&self) -> f64 {
        self.shortest_wait() * PATIENCE
    }
}

/// What the table's reader is to see: a name's interval in its place, and no policy, which is read by itself.
fn plain(written: &Value) -> Value {
    let Value::Map(entries) = written else { return written.clone() };
    let mut plain = Vec::new();
    for (name, value) in entries {
        match (name.as_str(), value) {
            ("policy", _) => {}
            ("interval", Value::Text(text)) => {
                let named = NAMED_INTERVALS.iter().find(|(known, _)| known == text);
                let interval = named.map_or(value.clone(), |(_, interval)| Value::Number(*interval));
                plain.push((name.clone(), interval));
            }
            _ => plain.push((name.clone(), value.clone())),
        }
    }
    Value::Map(plain)
}

fn of_keep_alive(mut error: Box<PolicyError>) -> Box<PolicyError> {
    error.what = "keepAlive";
    if error.field.is_empty() {
        error.field.push_str("options");
    }
    error
}
