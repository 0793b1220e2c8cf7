//! The npm side: Node itself, the tools in node_modules.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::root;
use crate::step::step;

const OLDEST_NODE: u32 = 20;

/// The Node that users of today run, pinned by package-lock.json: `node_modules/node22`.
pub fn node22() -> Result<PathBuf> {
    let path = root().join("node_modules/node22/bin/node");
    ensure!(path.exists(), "node_modules/node22 has no Node in it; run `npm rebuild node22`");
    Ok(path)
}

/// A program that came with a package.
pub fn bin(name: &str) -> PathBuf {
    root().join("node_modules/.bin").join(name)
}

/// A package's folder.
pub fn folder(name: &str) -> PathBuf {
    root().join("node_modules").join(name)
}

/// Checks Node and installs what package-lock.json lists, unless that is there already.
pub fn ensure_packages() -> Result<()> {
    let version =
        cmd!("node", "--version").read().context("there is no `node` on PATH; install Node 20 or newer")?;
    ensure!(
        major(&version).is_some_and(|major| major >= OLDEST_NODE),
        "`node` on PATH is {version}; install Node {OLDEST_NODE} or newer"
    );
    let root = root();
    if up_to_date(&root.join("node_modules/.package-lock.json"), &root.join("package-lock.json")) {
        return Ok(());
    }
    // Not `npm ci`: it refuses a lock file without the binaries of platforms that a registry lacks.
    // This one installs the locked versions too, and writes no lock file.
    step("npm install (the tools in package-lock.json)", || {
        cmd!("npm", "install", "--no-save", "--no-audit", "--no-fund")
            .dir(&root)
            .run()
            .context("`npm install` failed; its message is above")?;
        Ok(())
    })
}

/// npm writes the first file when it has finished an installation.
fn up_to_date(installed: &Path, wanted: &Path) -> bool {
    let changed = |path: &Path| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    match (changed(installed), changed(wanted)) {
        (Some(installed), Some(wanted)) => installed >= wanted,
        _ => false,
    }
}

/// `v22.23.3` → 22
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node() {
        assert_eq!(major("v22.23.3\n"), Some(22));
        assert_eq!(major("node"), None);
    }

    #[test]
    fn what_was_never_installed_is_not_up_to_date() {
        let here = root().join("Cargo.toml");
        assert!(up_to_date(&here, &here));
        assert!(!up_to_date(&root().join("no such file"), &here));
    }
}
