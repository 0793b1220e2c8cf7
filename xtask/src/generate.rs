//! `cargo xtask generate`: everything that is written from the table of options and from the codes.

mod body_codes;
mod cells;
mod codes;
mod docs;
mod interfaces;
mod notation;
mod numbers;
mod policies;
mod prose;
mod rows;
mod schema;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::npm;
use crate::project::root;

pub use policies::print as print_policies;

/// What is written, and where.
fn files() -> Vec<(&'static str, String)> {
    vec![
        ("pkg-template/src/generated/codes.ts", codes::source()),
        ("pkg-template/src/generated/body-codes.ts", body_codes::source()),
        ("pkg-template/src/generated/cells.ts", cells::source()),
        ("pkg-template/src/generated/numbers.ts", numbers::source()),
        ("pkg-template/src/generated/options-table.ts", rows::policy()),
        ("pkg-template/src/generated/keep-alive-table.ts", rows::keep_alive()),
        ("pkg-template/src/generated/options.ts", interfaces::source()),
        ("pkg-template/policy.schema.json", schema::source()),
        ("docs/options.md", docs::source()),
    ]
}

/// Writes all of it.
pub fn run() -> Result<()> {
    for (name, source) in files() {
        let path = root().join(name);
        let folder = path.parent().context("a file has a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, formatted(name, &source)?).with_context(|| format!("could not write {name}"))?;
    }
    Ok(())
}

/// Fails if any of it would be written otherwise.
pub fn is_up_to_date() -> Result<()> {
    let mut differ = Vec::new();
    for (name, source) in files() {
        let there = fs::read_to_string(root().join(name)).unwrap_or_default();
        if there != formatted(name, &source)? {
            differ.push(name);
        }
    }
    ensure!(differ.is_empty(), "{} differ from what `cargo xtask generate` writes", differ.join(", "));
    Ok(())
}

/// As Biome would have it, which the checks ask of all TypeScript and JSON.
fn formatted(name: &str, source: &str) -> Result<String> {
    if Path::new(name).extension().is_some_and(|kind| kind == "md") {
        return Ok(source.to_owned());
    }
    let formatted = cmd!(npm::bin("biome"), "format", format!("--stdin-file-path={name}"))
        .dir(root())
        .stdin_bytes(source)
        .stdout_capture()
        .run()
        .with_context(|| format!("biome cannot read {name}"))?;
    Ok(String::from_utf8(formatted.stdout)?)
}

/// How a generated file begins.
fn heading(from: &str) -> String {
    format!("// Made by `cargo xtask generate` from {from}.\n")
}
