//! The one way a policy can be wrong: it says which field, what was given, and what is allowed.

use super::text;
use super::value::Value;

/// What is refused if nothing else is said.
pub const POLICY: &str = "retry policy";

/// A policy that was refused. Its `Display` is the whole message.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyError {
    /// What was refused: `retry policy`, `keepAlive`.
    pub what: &'static str,
    /// Where, as a path: `retries`, `backoff.base`, `tiers[0].retries`. Empty for the policy itself.
    pub field: String,
    /// What was given, in words.
    pub given: String,
    /// What is allowed there, in words.
    pub allowed: String,
}

impl PolicyError {
    /// `field` holds `given`, which is not what is allowed. Boxed, since every reader of every field
    /// would otherwise carry room for three texts.
    #[cold]
    #[inline(never)]
    pub fn new(field: String, given: &Value, allowed: &[&str]) -> Box<Self> {
        Box::new(PolicyError {
            what: POLICY,
            field,
            given: text::value(given),
            allowed: text::concat(allowed),
        })
    }

    /// The whole sentence.
    pub fn message(&self) -> String {
        let field = if self.field.is_empty() { "the policy" } else { &self.field };
        text::concat(&[self.what, ": ", field, " is ", &self.given, "; allowed: ", &self.allowed])
    }
}

impl std::fmt::Display for PolicyError {
    fn fmt(&self, out: &mut std::fmt::Formatter) -> std::fmt::Result {
        out.write_str(&self.message())
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_field_given_and_allowed() {
        let error =
            PolicyError::new("retries".into(), &Value::Number(-1.0), &["a whole number from 0 to 1000"]);
        assert_eq!(error.to_string(), "retry policy: retries is -1; allowed: a whole number from 0 to 1000");
    }
}
