//! The crate as Rust users have it: its native example, its example in Yew, and what wasm-pack makes of it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use duct::cmd;

use crate::engines::Variable;
use crate::project::{NAME, WASM, cargo, metadata, root};
use crate::step::step;
use crate::{browsers, tools};

/// The targets that are documented, and tested.
const TARGETS: [&str; 3] = ["nodejs", "bundler", "web"];

/// Builds what these files of tests/rust run.
pub fn built_for(files: &[PathBuf]) -> Result<Vec<Variable>> {
    let is_there = |name: &str| files.iter().any(|file| file.ends_with(name));
    let mut programs = Vec::new();
    if is_there("native-example.test.js") {
        programs.push(("HOLDFAST_NATIVE", example()?));
    }
    if is_there("wasm-pack.test.js") {
        programs.push(("HOLDFAST_WASM_PACK", wasm_pack()?));
    }
    if is_there("yew.test.js") {
        programs.push(("HOLDFAST_YEW", yew()?));
    }
    if is_there("wasm-pack.test.js") || is_there("yew.test.js") {
        programs.push(("CHROME", browsers::chrome()?));
    }
    Ok(programs)
}

/// Builds examples/native and returns its path.
fn example() -> Result<PathBuf> {
    step("cargo build (the native example)", || {
        cmd!(cargo(), "build", "--package", NAME, "--example", "native")
            .dir(root())
            .run()
            .context("the native example did not compile; cargo's message is above")?;
        Ok(metadata()?.target.join("debug/examples/native"))
    })
}

/// Runs `wasm-pack build` for each target, and returns the folder that holds a folder for each.
fn wasm_pack() -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    let wasm_pack = tools::wasm_pack()?;
    // It takes the wasm-bindgen that is on PATH, if that has the right version; else it would download one.
    let mut path = vec![tools::wasm_bindgen()?];
    path.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let path = std::env::join_paths(path)?;
    let out = metadata()?.target.join("wasm-pack");
    for target in TARGETS {
        step(&format!("wasm-pack build --target {target}"), || {
            // Unoptimized: the tests for wasm are built so too, and share what is compiled.
            let out = out.join(target);
            cmd!(&wasm_pack, "build", "--dev", "--mode", "no-install", "--target", target, "--out-dir", out)
                .dir(root())
                .env("PATH", &path)
                .run()
                .context("wasm-pack failed; its message is above")?;
            Ok(())
        })?;
    }
    Ok(out)
}

/// Builds examples/yew, and returns the folder with the page.
fn yew() -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    let source = root().join("examples/yew");
    let target = metadata()?.target.join("yew");
    let page = target.join("page");
    step("cargo build (the example in Yew)", || {
        cmd!(cargo(), "build", "--target", WASM, "--target-dir", &target)
            .dir(&source)
            .run()
            .context("the example in Yew did not compile; cargo's message is above")?;
        let name = "holdfast-example-yew";
        let wasm = target.join(WASM).join("debug").join(name).with_extension("wasm");
        cmd!(tools::wasm_bindgen()?.join("wasm-bindgen"), wasm, "--target", "web", "--out-dir", &page)
            .run()
            .context("wasm-bindgen failed; its message is above")?;
        fs::copy(source.join("index.html"), page.join("index.html"))?;
        Ok(())
    })?;
    Ok(page)
}
