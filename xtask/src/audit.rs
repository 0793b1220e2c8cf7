//! `cargo xtask audit`: what this depends on, and what is known of that.

use anyhow::{Context, Result, ensure};
use duct::{Expression, cmd};
use serde_json::Value;

use crate::project::root;
use crate::step::step;
use crate::{sbom, tools};

/// Runs all parts, the later ones too when one fails. Lock files tell most of it; known vulnerabilities are in databases
/// elsewhere. Where these cannot be reached, that is said, and is a failure only if `online`.
pub fn run(online: bool) -> Result<()> {
    let mut failed = Vec::new();
    let mut unreached = Vec::new();
    let deny = tools::cargo_deny()?;

    // Features and targets are those of deny.toml.
    let of_lock = cmd!(&deny, "--locked", "check", "licenses", "bans", "sources").dir(root());
    if step("cargo-deny (licences, duplicates, sources)", || succeed(&of_lock)).is_err() {
        failed.push("cargo-deny");
    }

    let database = cmd!(&deny, "fetch", "db").dir(root()).stderr_capture().unchecked().run()?;
    if database.status.success() {
        let advisories = cmd!(&deny, "--locked", "check", "advisories").dir(root());
        if step("cargo-deny (advisories)", || succeed(&advisories)).is_err() {
            failed.push("advisories on crates");
        }
    } else {
        unreached.push("advisories on crates (RustSec)");
    }

    match step("npm audit (the tools in package-lock.json)", npm_audit) {
        Ok(true) => {}
        Ok(false) => unreached.push("advisories on npm packages"),
        Err(error) => {
            eprintln!("error: {error:#}");
            failed.push("npm audit");
        }
    }

    match sbom::write() {
        Ok(file) => eprintln!("    {} lists what the package is built from", file.display()),
        Err(error) => {
            eprintln!("error: {error:#}");
            failed.push("bill of materials");
        }
    }

    if !unreached.is_empty() {
        eprintln!("\nNOT CHECKED, since the database could not be reached: {}", unreached.join("; "));
    }
    ensure!(failed.is_empty(), "these audits failed: {}", failed.join("; "));
    ensure!(!online || unreached.is_empty(), "the audit is not complete, and --online asks for all of it");
    Ok(())
}

fn succeed(command: &Expression) -> Result<()> {
    command.run().context("its message is above")?;
    Ok(())
}

/// Whether the database could be asked. These are tools, which see our own files only, so what is below "high" waits for
/// their next release.
fn npm_audit() -> Result<bool> {
    let output = cmd!("npm", "audit", "--package-lock-only", "--audit-level=high", "--json")
        .dir(root())
        .stdout_capture()
        .stderr_capture()
        .unchecked()
        .run()
        .context("could not start npm")?;
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let Some(counts) = counts(&report) else {
        eprintln!("    npm's database could not be reached");
        return Ok(false);
    };
    eprintln!("    known vulnerabilities: {counts}");
    ensure!(
        output.status.success(),
        "npm knows of vulnerabilities in the tools: `npm audit` names them, and what mends them"
    );
    Ok(true)
}

/// From npm's report; a failure to ask has no such part.
fn counts(report: &Value) -> Option<String> {
    let counts = report["metadata"]["vulnerabilities"].as_object()?;
    let words = counts.iter().map(|(level, count)| format!("{count} {level}"));
    Some(words.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::counts;
    use serde_json::json;

    #[test]
    fn a_report_is_told_from_a_failure_to_ask() {
        let report =
            json!({ "auditReportVersion": 2, "metadata": { "vulnerabilities": { "high": 1, "total": 1 } } });
        assert_eq!(counts(&report).as_deref(), Some("1 high, 1 total"));
        assert_eq!(counts(&json!({ "message": "405 Method Not Allowed", "statusCode": 405 })), None);
        assert_eq!(counts(&json!(null)), None);
    }
}
