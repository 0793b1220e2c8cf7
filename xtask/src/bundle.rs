//! JavaScript in one file: esbuild.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use duct::cmd;

use crate::npm;
use crate::project::NAME;

/// Old enough for Node 18 and for browsers of 2022.
const TARGET: &str = "--target=es2022";

/// What a bundle imports instead of holding it: bytes that runtimes compile themselves, and packages of which a
/// program must have one only, this one included.
const EXTERNAL: [&str; 5] = ["./core.wasm*", "./explain.wasm*", "./body.wasm*", NAME, "@opentelemetry/api"];

/// Packages of others that are in the bundles, with their licences and the bill of materials.
pub const BUNDLED: [&str; 1] = ["eventsource-parser"];

/// Bundles one entry of the folder into a file that imports nothing but, for some, what is [`EXTERNAL`]. `main`: what the main
/// entry is imported by.
pub fn bundle(stage: &Path, entry: &str, main: &str, format: &str, version: &str, out: &Path) -> Result<()> {
    let mut arguments = vec![
        entry.to_owned(),
        "--bundle".to_owned(),
        format!("--format={format}"),
        format!("--banner:js=// {NAME} {version}, made from Rust; the sources have the comments."),
        format!("--outfile={}", out.display()),
        "--log-level=warning".to_owned(),
        "--tree-shaking=true".to_owned(),
        // Names and lines stay as they are. Constants are put in where they are used, which applications' own bundlers cannot do
        // any more with what was bundled before.
        "--minify-syntax".to_owned(),
        TARGET.to_owned(),
    ];
    arguments.extend(EXTERNAL.map(|name| format!("--external:{name}")));
    if main != NAME {
        arguments.push(format!("--alias:{NAME}={main}"));
    }
    if format == "cjs" {
        // Adds the hint by which `import` sees the names that a CommonJS file exports.
        arguments.push("--platform=node".to_owned());
    }
    cmd(npm::bin("esbuild"), arguments)
        .dir(stage)
        .run()
        .with_context(|| format!("esbuild could not bundle {entry}; its message is above"))?;
    Ok(())
}

/// Bundles and minifies what an application gets that imports one function.
pub fn as_imported(package: &Path, name: &str, out: &Path) -> Result<()> {
    let entry = format!("export {{ {name} }} from \"./dist/index.js\";");
    cmd!(
        npm::bin("esbuild"),
        "--bundle",
        "--minify",
        "--format=esm",
        "--log-level=warning",
        TARGET,
        format!("--outfile={}", out.display())
    )
    .dir(package)
    .stdin_bytes(entry)
    .run()
    .context("esbuild could not bundle the package as an application would; its message is above")?;
    Ok(())
}

/// What a bundler keeps of a file that is imported and not used. `folder`: one to work in, outside of any package whose
/// package.json says that importing it has no effect.
pub fn unused(file: &Path, folder: &Path) -> Result<String> {
    fs::create_dir_all(folder)?;
    fs::copy(file, folder.join("unused.js"))?;
    let external = format!("--external:{NAME}");
    cmd!(npm::bin("esbuild"), "--bundle", "--minify", "--format=esm", "--log-level=warning", TARGET, external)
        .dir(folder)
        .stdin_bytes("import \"./unused.js\";")
        .read()
        // The main entry is looked at by itself.
        .map(|kept| kept.split_inclusive(';').filter(|statement| !is_import_of_main(statement)).collect())
        .context("esbuild could not read an entry; its message is above")
}

fn is_import_of_main(statement: &str) -> bool {
    let statement = statement.trim();
    let is_main = |name: &str| statement.ends_with(&format!("\"{name}\";"));
    statement.is_empty()
        || statement.starts_with("import") && (is_main(NAME) || is_main(&format!("{NAME}/no-wasm")))
}

/// Removes a folder's contents, or makes the folder.
pub fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("could not clear {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))
}
