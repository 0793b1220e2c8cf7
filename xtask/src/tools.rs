//! The Rust side: the wasm target, and programs that cargo builds once into a cache.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::project::{WASM, cargo, locked_version, root};
use crate::step::step;

const GECKODRIVER: &str = "0.37.1";
const WASM_PACK: &str = "0.15.1";
const CARGO_DENY: &str = "0.20.2";
const CARGO_CYCLONEDX: &str = "0.5.9";

/// The standard library for wasm, from rustup if it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let dir = cmd!("rustc", "--print", "target-libdir", "--target", WASM).dir(root()).read();
    if dir.is_ok_and(|dir| Path::new(&dir).exists()) {
        return Ok(());
    }
    step("rustup target add wasm32-unknown-unknown", || {
        cmd!("rustup", "target", "add", WASM).dir(root()).run().context(
            "Rust has no target wasm32-unknown-unknown, and rustup could not add it; install Rust with rustup",
        )?;
        Ok(())
    })
}

/// The formatter and the linter, which a minimal Rust does not have.
pub fn ensure_lints() -> Result<()> {
    let there = |tool: &str| cmd!(cargo(), tool, "--version").stdout_null().stderr_null().unchecked().run();
    if there("fmt")?.status.success() && there("clippy")?.status.success() {
        return Ok(());
    }
    step("rustup component add rustfmt clippy", || {
        cmd!("rustup", "component", "add", "rustfmt", "clippy").dir(root()).run().context(
            "Rust has no rustfmt or no clippy, and rustup could not add them; install Rust with rustup",
        )?;
        Ok(())
    })
}

/// Folder with `wasm-bindgen` and `wasm-bindgen-test-runner`, of the very version that the crate is built with.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    // Not --locked: the lock file in 0.2.130 asks for a package that was withdrawn.
    installed("wasm-bindgen-cli", &version, "wasm-bindgen-test-runner", &["--debug"])
}

/// The driver for Firefox: GECKODRIVER, or one built by cargo.
pub fn geckodriver() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("GECKODRIVER") {
        return Ok(path.into());
    }
    Ok(installed("geckodriver", GECKODRIVER, "geckodriver", &["--debug", "--locked"])?.join("geckodriver"))
}

/// What many Rust projects build their wasm with. Ours is built without.
pub fn wasm_pack() -> Result<PathBuf> {
    Ok(installed("wasm-pack", WASM_PACK, "wasm-pack", &["--debug", "--locked"])?.join("wasm-pack"))
}

/// What judges dependencies by deny.toml.
pub fn cargo_deny() -> Result<PathBuf> {
    Ok(installed("cargo-deny", CARGO_DENY, "cargo-deny", &["--debug", "--locked"])?.join("cargo-deny"))
}

/// What lists them.
pub fn cargo_cyclonedx() -> Result<PathBuf> {
    let name = "cargo-cyclonedx";
    Ok(installed(name, CARGO_CYCLONEDX, name, &["--debug", "--locked"])?.join(name))
}

/// The `bin` folder of a crate that is installed into the cache, if it is not there already.
fn installed(name: &str, version: &str, program: &str, options: &[&str]) -> Result<PathBuf> {
    let home = cache()?.join(format!("{name}-{version}"));
    let bin = home.join("bin");
    if bin.join(program).exists() {
        return Ok(bin);
    }
    step(&format!("cargo install {name} {version} into {} (once, some minutes)", home.display()), || {
        let mut arguments =
            vec!["install".into(), format!("{name}@{version}"), "--root".into(), home.display().to_string()];
        arguments.extend(options.iter().map(|option| (*option).to_owned()));
        // Away from this workspace, whose target folder and flags are none of its business.
        cmd(cargo(), arguments)
            .dir(std::env::temp_dir())
            .env_remove("CARGO_TARGET_DIR")
            .run()
            .with_context(|| format!("cargo could not install {name} {version}; its message is above"))?;
        ensure!(bin.join(program).exists(), "{name} {version} was installed but has no program {program}");
        Ok(bin)
    })
}

fn cache() -> Result<PathBuf> {
    let base = match std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => std::env::home_dir().context("there is no home folder; set XDG_CACHE_HOME")?.join(".cache"),
    };
    Ok(base.join("holdfast/tools"))
}
