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

#[cfg(test)]
mod tests {
    use crate::project::root;

    /// The compiler does not miss a file that no `mod` names, and its tests would never run.
    #[test]
    fn each_file_of_a_binary_of_tests_is_in_it() {
        for binary in ["core", "fleet", "breaker_model", "web"] {
            let folder = root().join("tests").join(binary);
            let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                if path.extension().is_some_and(|ending| ending == "rs") && name != "main" {
                    assert!(
                        main.contains(&format!("mod {name};")),
                        "tests/{binary}/main.rs does not have {name}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_file_is_left_beside_them() {
        for entry in root().join("tests").read_dir().unwrap() {
            let path = entry.unwrap().path();
            assert!(path.is_dir(), "{} is in no binary of tests", path.display());
        }
    }
}
