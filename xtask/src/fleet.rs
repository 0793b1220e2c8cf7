//! The fleet simulator for browsers: a module of its own, built for speed, into target/simulator.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duct::cmd;

use crate::bundle::empty;
use crate::project::{LIB, NAME, WASM, cargo, metadata, root, without_paths};
use crate::step::step;
use crate::{npm, tools};

/// Builds what is out of date, and returns the folder: `simulator.js`, `simulator_bg.wasm`.
pub fn build() -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let bindgen = tools::wasm_bindgen()?.join("wasm-bindgen");
    let metadata = metadata()?;
    let out = root().join("target/simulator");
    step("cargo build (the simulator, for wasm32)", || {
        cmd!(
            cargo(),
            "build",
            "--profile=fleet",
            "--lib",
            "--package",
            NAME,
            "--features=fleet",
            "--target",
            WASM,
            "--config",
            without_paths(&root())
        )
        .dir(root())
        .run()
        .context("the simulator did not compile; cargo's message is above")?;
        Ok(())
    })?;
    let built = metadata.target.join(WASM).join("fleet").join(format!("{LIB}.wasm"));
    let wasm = out.join("simulator_bg.wasm");
    if !is_newer(&wasm, &built) {
        step("wasm-bindgen and wasm-opt -O3 (the simulator)", || finish(&bindgen, &built, &wasm, &out))?;
    }
    Ok(out)
}

fn finish(bindgen: &Path, built: &Path, wasm: &Path, out: &Path) -> Result<()> {
    empty(out)?;
    cmd!(bindgen, "--target", "web", "--no-typescript", "--out-dir", out, "--out-name", "simulator", built)
        .run()
        .context("wasm-bindgen failed; its message is above")?;
    // Its final name is given last, so that a build that broke off is begun again.
    let (raw, optimised) = (out.join("raw.wasm"), out.join("optimised.wasm"));
    fs::rename(wasm, &raw)?;
    cmd!(npm::bin("wasm-opt"), &raw, "-O3", "--strip-debug", "--strip-producers", "--output", &optimised)
        .run()
        .context("wasm-opt failed; its message is above")?;
    fs::remove_file(&raw)?;
    fs::rename(&optimised, wasm)?;
    Ok(())
}

fn is_newer(this: &Path, than: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
    match (changed(this), changed(than)) {
        (Some(this), Some(than)) => this >= than,
        _ => false,
    }
}
