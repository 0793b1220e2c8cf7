//! A module of WebAssembly as JavaScript, for where there is none: binaryen's translation, as one function that makes an
//! instance.
//!
//! What wasm2js writes does its work when it is imported, and once. Here all of it becomes the body of a function, so that
//! importing costs nothing, and an instance that is spoilt can be replaced.

use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context, Result};
use duct::cmd;

use crate::modules::wasm_opt;
use crate::npm;

/// A module does not say which features it was built for once it is finished. Those two are what one pass cannot do.
const FEATURES: [&str; 3] = ["--all-features", "--disable-memory64", "--disable-multimemory"];

/// Makes simpler operations of those that wasm2js does not know.
const PASSES: [&str; 4] =
    ["--llvm-memory-copy-fill-lowering", "--signext-lowering", "--llvm-nontrapping-fptoint-lowering", "-Oz"];

/// Translates the file `wasm` into a module that exports the function `instance`.
pub fn translated(wasm: &Path) -> Result<String> {
    let lowered = wasm.with_extension("lowered.wasm");
    let files = [wasm.as_os_str(), "--output".as_ref(), lowered.as_os_str()];
    wasm_opt(files.into_iter().chain(FEATURES.map(OsStr::new)).chain(PASSES.map(OsStr::new)))?;
    let script = cmd!(npm::bin("wasm2js"), &lowered, "-Oz").stderr_null().read().context("wasm2js failed")?;
    let factory = factory(&script)?;
    cmd!(npm::bin("esbuild"), "--minify", "--format=esm", "--log-level=warning")
        .stdin_bytes(factory)
        .read()
        .context("esbuild could not read what wasm2js wrote; its message is above")
}

/// Makes a function of what wasm2js writes: declarations, an instance, an export for each of the instance's.
fn factory(script: &str) -> Result<String> {
    const INSTANCE: &str = "\nvar retasmFunc = asmFunc({\n});\n";
    let (declarations, exports) = script
        .split_once(INSTANCE)
        .context("wasm2js wrote no instance without imports; is binaryen still version 132?")?;
    let known = |line: &str| line.is_empty() || line.starts_with("export var ");
    anyhow::ensure!(exports.lines().all(known), "wasm2js wrote more than exports after the instance");
    Ok(format!("export function instance() {{\n{declarations}\nreturn asmFunc({{}});\n}}\n"))
}

#[cfg(test)]
mod tests {
    use super::factory;

    #[test]
    fn importing_does_nothing() {
        let script = "\n  var bufferView;\nfunction asmFunc(imports) {\n return {};\n}\n\nvar retasmFunc = asmFunc({\n});\n\
                      export var memory = retasmFunc.memory;\n";
        let expected = "export function instance() {\n\n  var bufferView;\nfunction asmFunc(imports) {\n return {};\n}\n\
                        \nreturn asmFunc({});\n}\n";
        assert_eq!(factory(script).unwrap(), expected);
    }

    #[test]
    fn what_is_unknown_stops_the_build() {
        assert!(factory("var retasmFunc = asmFunc({\n  \"a\": a,\n});\n").is_err());
        assert!(factory("\nvar retasmFunc = asmFunc({\n});\nstart();\n").is_err());
    }
}
