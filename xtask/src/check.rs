//! `cargo xtask check`: everything that can be judged without running the code.

use anyhow::{Context, Result, ensure};
use duct::{Expression, cmd};

use crate::manifest::SCHEMA;
use crate::project::{NAME, WASM, cargo, root};
use crate::step::{headline, step};
use crate::{circles, generate, npm, package, reference, tools, verify};

/// Runs all checks, the later ones too when one fails, and names those that failed.
pub fn run() -> Result<()> {
    npm::ensure_packages()?;
    tools::ensure_wasm_target()?;
    tools::ensure_lints()?;
    let mut failed = Vec::new();
    for (name, command) in of_sources() {
        if step(name, || succeed(&command)).is_err() {
            failed.push(name);
        }
    }
    if step("what is generated is up to date", generate::is_up_to_date).inspect_err(report).is_err() {
        failed.push("generated files");
    }
    if step("no circles between the crate's files", || circles::none_in(&root().join("src")))
        .inspect_err(report)
        .is_err()
    {
        failed.push("circles");
    }
    if step("the API reference is up to date", reference::is_up_to_date).inspect_err(report).is_err() {
        failed.push("API reference");
    }
    headline("the package's shape");
    match package::run() {
        Err(error) => {
            report(&error);
            failed.push("package");
        }
        Ok(tarball) => {
            for (name, command) in of_tarball(&tarball) {
                if step(name, || succeed(&command)).is_err() {
                    failed.push(name);
                }
            }
            if verify::built(&tarball).inspect_err(report).is_err() {
                failed.push("verify");
            }
        }
    }
    ensure!(failed.is_empty(), "these checks failed: {}", failed.join("; "));
    eprintln!("\nall checks passed");
    Ok(())
}

fn report(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}

fn of_sources() -> Vec<(&'static str, Expression)> {
    let mut checks = vec![
        ("rustfmt", cmd!(cargo(), "fmt", "--all", "--check")),
        ("clippy", cmd!(cargo(), "clippy", "--workspace", "--all-targets", "--", "-Dwarnings")),
        (
            "clippy for wasm32",
            cmd!(cargo(), "clippy", "--lib", "--test=web", "--target", WASM, "--", "-Dwarnings"),
        ),
        (
            "clippy for the simulator in wasm32",
            cmd!(cargo(), "clippy", "--lib", "--features=fleet", "--target", WASM, "--", "-Dwarnings"),
        ),
        ("clippy for the npm core", of_module("npm")),
        ("clippy for the npm core's explanations", of_module("npm-explain")),
        ("clippy for the npm core's bodies", of_module("npm-body")),
        ("rustdoc", cmd!(cargo(), "doc", "--no-deps", "--workspace").env("RUSTDOCFLAGS", "-Dwarnings")),
        (
            "rustdoc for wasm32",
            cmd!(cargo(), "doc", "--no-deps", "--target", WASM).env("RUSTDOCFLAGS", "-Dwarnings"),
        ),
        ("cargo package (the crate builds from what is packed)", packed(&[])),
        ("cargo package for wasm32", packed(&["--target", WASM])),
        (
            "biome (JavaScript, TypeScript, JSON)",
            cmd!(npm::bin("biome"), "check", "--error-on-warnings", "--max-diagnostics=200"),
        ),
    ];
    checks.push(("200,000 random policies are read alike by crate and package", random_policies()));
    checks.push(("tsc on the package", cmd!(npm::bin("tsc"), "--project", "pkg-template")));
    if root().join("www/tsconfig.json").exists() {
        checks.push(("tsc on the page", cmd!(npm::bin("tsc"), "--project", "www")));
    }
    checks
}

fn of_tarball(tarball: &std::path::Path) -> Vec<(&'static str, Expression)> {
    vec![
        ("publint", cmd!(npm::bin("publint"), "run", tarball, "--strict")),
        (
            "attw (are the types wrong?)",
            cmd!(
                npm::bin("attw"),
                tarball,
                "--no-definitely-typed",
                "--exclude-entrypoints",
                "core.wasm",
                SCHEMA
            ),
        ),
    ]
}

/// The tests read some of them; here are all.
fn random_policies() -> Expression {
    let test = "tests/reader/agrees-with-the-crate.test.js";
    cmd!("node", "--test", "--test-reporter=dot", test).env("HOLDFAST_POLICIES", "200000")
}

/// The crate as a module that imports nothing.
fn of_module(feature: &str) -> Expression {
    cmd!(
        cargo(),
        "clippy",
        "--lib",
        "--no-default-features",
        "--features",
        feature,
        "--target",
        WASM,
        "--",
        "-Dwarnings"
    )
}

fn packed(target: &[&str]) -> Expression {
    let arguments = ["package", "--package", NAME, "--allow-dirty", "--locked", "--quiet"];
    cmd(cargo(), arguments.iter().chain(target))
}

fn succeed(command: &Expression) -> Result<()> {
    command.dir(root()).run().context("its message is above")?;
    Ok(())
}
