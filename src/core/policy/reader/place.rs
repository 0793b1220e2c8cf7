//! A value and where it stands, for refusals.

use super::Read;
use crate::core::error::PolicyError;
use crate::core::policy::table::{Kind, Rule};
use crate::core::text::{alternatives, concat, push, push_number, push_whole};
use crate::core::value::Value;

/// A value, and the path by which refusals name it.
#[derive(Clone)]
pub(super) struct Place<'a> {
    /// What is there.
    pub value: &'a Value,
    path: String,
}

impl<'a> Place<'a> {
    /// What was written, as a whole.
    pub fn whole(value: &'a Value) -> Self {
        Place { value, path: String::new() }
    }

    /// The path of the entry `name`.
    pub fn path_of(&self, name: &str) -> String {
        let dot = if self.path.is_empty() { "" } else { "." };
        concat(&[&self.path, dot, name])
    }

    /// The entry `name`.
    pub fn entry(&self, name: &str, value: &'a Value) -> Self {
        Place { value, path: self.path_of(name) }
    }

    /// The member of this index.
    pub fn member(&self, index: usize, value: &'a Value) -> Self {
        let mut path = concat(&[&self.path, "["]);
        push_whole(&mut path, index as u64);
        push(&mut path, "]");
        Place { value, path }
    }

    /// Refuses it: this is what is allowed, in parts.
    pub fn refuse(&self, allowed: &[&str]) -> Read {
        Err(PolicyError::new(self.path.clone(), self.value, allowed))
    }

    /// Refuses what is no value of an option.
    pub fn refuse_option(&self, rule: &Rule) -> Read {
        if rule.allowed.is_empty() { self.refuse_scalar(rule) } else { self.refuse(&[rule.allowed]) }
    }

    /// Refuses a number or text of an option. Its kind says what is allowed, or else the option.
    pub fn refuse_scalar(&self, rule: &Rule) -> Read {
        match (rule.kind, rule.kind.allowed()) {
            (Kind::Number | Kind::Whole, kind) => {
                let mut allowed = String::from(kind);
                push_number(&mut allowed, rule.least);
                push(&mut allowed, " to ");
                push_number(&mut allowed, rule.most);
                self.refuse(&[&allowed])
            }
            (_, "") if rule.allowed.is_empty() => self.refuse(&[&alternatives(rule.words)]),
            (_, "") => self.refuse(&[rule.allowed]),
            (_, allowed) => self.refuse(&[allowed]),
        }
    }
}
