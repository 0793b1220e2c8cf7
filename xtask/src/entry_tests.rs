//! The package's tests on its entry without WebAssembly: which of them it passes as it is, and which are not about it.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use crate::node_tests;

/// How a user imports that entry.
pub const ENTRY: &str = "holdfast-fetch/no-wasm";

/// They watch WebAssembly, or take it away: how it is unpacked and started, what it imports, what is called while it runs, what
/// becomes of an instance that trapped.
const ABOUT_WASM: [&str; 6] = [
    "imports-nothing",
    "no-callers-code-inside-the-core",
    "starts-at-first-use",
    "survives-a-trap",
    "unpacks-anywhere",
    "without-webassembly",
];

/// They read the tarball's files, whatever is imported.
const ABOUT_FILES: [&str; 3] =
    ["has-no-dependencies", "loads-as-esm-and-cjs", "tells-nothing-of-the-machine"];

/// That entry shares policies, budgets and its core with the main one.
const ABOUT_OPENTELEMETRY: &str = "opentelemetry-";

/// What takes longest, and hardly depends on what the core is made of. Runs with --all.
const SLOW: [&str; 6] = [
    "credentials-stay-at-home",
    "long-lived-signals",
    "readme",
    "sharing-docs",
    "survives-endless-recursion",
    "wrapped-global-fetch",
];

/// The files of tests/package that run on that entry: of all, or of those that were asked for.
pub fn files(all: bool, parts: &[String]) -> Result<Vec<PathBuf>> {
    let mut files = node_tests::files("tests/package", parts)?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = name.trim_end_matches(".test.js");
        let is_about_another = ABOUT_WASM.contains(&name)
            || ABOUT_FILES.contains(&name)
            || name.starts_with(ABOUT_OPENTELEMETRY);
        !is_about_another && (all || !parts.is_empty() || !SLOW.contains(&name))
    });
    ensure!(!files.is_empty(), "no file with {} in its name is for {ENTRY}", parts.join(" or "));
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_that_of_a_file() {
        let all = node_tests::files("tests/package", &[]).unwrap();
        for name in ABOUT_WASM.iter().chain(&ABOUT_FILES).chain(&SLOW) {
            let file = format!("tests/package/{name}.test.js");
            assert!(all.iter().any(|path| path.ends_with(&file)), "{file}");
        }
    }

    #[test]
    fn slow_ones_run_where_all_or_they_are_asked_for() {
        let readme = |files: Vec<PathBuf>| files.iter().any(|path| path.ends_with("readme.test.js"));
        assert!(!readme(files(false, &[]).unwrap()));
        assert!(readme(files(true, &[]).unwrap()));
        assert!(readme(files(false, &["readme".to_owned()]).unwrap()));
    }

    #[test]
    fn what_is_about_another_entry_is_an_error_that_says_so() {
        let error = files(true, &["opentelemetry".to_owned()]).unwrap_err().to_string();
        assert_eq!(error, "no file with opentelemetry in its name is for holdfast-fetch/no-wasm");
    }
}
