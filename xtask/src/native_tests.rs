//! Tests that run natively.

use std::ffi::OsString;

use duct::cmd;

use crate::prepared::{Prepared, Run};
use crate::project::{NAME, cargo, root};

/// The core: unit tests, its behaviours, and the documentation's examples.
pub fn core(parts: &[String]) -> Prepared {
    let mut runs = vec![cargo_test(NAME, &["--lib", "--test=core"], parts, "tests")];
    if parts.is_empty() {
        runs.push(cargo_test(NAME, &["--doc"], parts, "documentation"));
    }
    Prepared::several(runs)
}

/// What computes for long: the circuit breaker's state space, and fleets of clients.
pub fn model(parts: &[String]) -> Prepared {
    Prepared::several(vec![cargo_test(NAME, &["--test=breaker_model", "--test=fleet"], parts, "")])
}

pub fn xtask(parts: &[String]) -> Prepared {
    Prepared::several(vec![cargo_test("xtask", &[], parts, "")])
}

/// Of the tests only those that have one of `parts` in their name: a behaviour's file is its module.
fn cargo_test(package: &str, targets: &[&str], parts: &[String], what: &str) -> Run {
    let mut words: Vec<OsString> = ["test", "--package", package, "--no-fail-fast"].map(Into::into).to_vec();
    words.extend(targets.iter().map(OsString::from));
    if !parts.is_empty() {
        words.push("--".into());
        words.extend(parts.iter().map(OsString::from));
    }
    Run { command: cmd(cargo(), words).dir(root()), what: what.to_owned() }
}
