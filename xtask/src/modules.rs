//! The package's WebAssembly: the crate, compiled several times, as modules that import nothing.
//!
//! | module | feature | what |
//! |---|---|---|
//! | `core.wasm` | `npm` | decides: what every call needs |
//! | `explain.wasm` | `npm-explain` | tells of a policy: what few programs ask |
//! | `body.wasm` | `npm-body` | continues bodies that broke: the entry `holdfast-fetch/body` |

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::kept::unless_kept;
use crate::project::{LIB, NAME, WASM, cargo, without_paths};
use crate::traps::trapping_at_once;
use crate::{no_wasm, npm};

/// A module, and the crate's feature that makes it.
#[derive(Clone, Copy)]
pub struct Module {
    pub name: &'static str,
    feature: &'static str,
    /// The files of the package that hold it as text.
    pub holders: [&'static str; 2],
}

const MAIN: [&str; 2] = ["index.js", "index.cjs"];

/// What bodies are continued by.
pub const BODY: Module = Module { name: "body", feature: "npm-body", holders: ["body.js", "body.cjs"] };

/// All that are built.
pub const MODULES: [Module; 3] = [
    Module { name: "core", feature: "npm", holders: MAIN },
    Module { name: "explain", feature: "npm-explain", holders: MAIN },
    BODY,
];

impl Module {
    /// Its file, in the package and before.
    pub fn file(self) -> String {
        format!("{}.wasm", self.name)
    }

    /// Compiles it, as [`build`] does all of them, and returns its file.
    pub fn build(self, sources: &Path, target: &Path, out: &Path) -> Result<PathBuf> {
        let raw = compile(self, sources, target)?;
        let wasm = out.join(self.file());
        let code = [include_str!("modules.rs"), include_str!("traps.rs")];
        unless_kept(&fs::read(&raw)?, &code, &wasm, || shrink(&raw, &wasm))?;
        let bytes = fs::read(&wasm)?;
        ensure!(
            imports(&bytes).with_context(|| format!("{} is no WebAssembly", wasm.display()))? == 0,
            "{} imports something; what the core needs, it must be told",
            self.file()
        );
        Ok(wasm)
    }

    /// The file with its translation to JavaScript, beside it.
    pub fn translate(self, wasm: &Path) -> Result<PathBuf> {
        let script = wasm.with_file_name(format!("{}-script.js", self.name));
        unless_kept(&fs::read(wasm)?, &[include_str!("no_wasm.rs")], &script, || {
            Ok(fs::write(&script, no_wasm::translated(wasm)?)?)
        })?;
        Ok(script)
    }
}

/// Compiles the sources in the folder `sources` by way of `target`, and writes the modules into `out`. Neither folder
/// leaves a trace in them.
pub fn build(sources: &Path, target: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    for module in MODULES {
        module.build(sources, target, out)?;
    }
    Ok(())
}

fn compile(module: Module, sources: &Path, target: &Path) -> Result<PathBuf> {
    // One for each: in one for both, each would undo what cargo remembers of the other.
    let target = target.join(module.feature);
    let mut cargo = cmd!(
        cargo(),
        "build",
        "--release",
        "--locked",
        "--lib",
        "--package",
        NAME,
        "--no-default-features",
        "--features",
        module.feature,
        "--target",
        WASM,
        "--target-dir",
        &target,
        "--config",
        without_paths(sources)
    )
    .dir(sources);
    // Flags of the environment would replace those that are given here.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS"] {
        cargo = cargo.env_remove(name);
    }
    cargo.run().with_context(|| format!("the {} did not compile; cargo's message is above", module.name))?;
    Ok(target.join(WASM).join("release").join(format!("{LIB}.wasm")))
}

/// What wasm-opt does, in this order.
///
/// More rounds, other passes and other levels move less than one part in a hundred. One that would save as much is not used:
/// `--traps-never-happen` takes out the checks that end a call where memory is short.
const PASSES: [&str; 10] = [
    // Addresses below 1024 are the far end of the stack.
    "--low-memory-unused",
    "-Oz",
    // Blocks and branches are found anew, and fewer: LLVM's are those of another kind of machine.
    "--flatten",
    "--rereloop",
    // What one round inlines and merges leaves something for another one.
    "-Oz",
    "-Oz",
    // Functions of one module of the crate have more in common than functions of one size.
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

fn shrink(raw: &Path, wasm: &Path) -> Result<()> {
    // The text form does not say which features the wasm was built for, so these come first.
    let printed = wasm_opt([raw.as_os_str(), "--print-features".as_ref(), "--print".as_ref()])?;
    let (features, text) = printed.split_once("(module").context("wasm-opt printed no module")?;
    let wat = wasm.with_extension("wat");
    fs::write(&wat, trapping_at_once(&format!("(module{text}"))?)?;
    let features = features.split_whitespace().map(OsStr::new);
    let files = [wat.as_os_str(), "--output".as_ref(), wasm.as_os_str()];
    wasm_opt(features.chain(PASSES.map(OsStr::new)).chain(files))?;
    fs::remove_file(wat)?;
    Ok(())
}

/// Runs wasm-opt, and returns what it prints. Always npm's: versions differ in what they make.
pub fn wasm_opt<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<String> {
    let done = cmd(npm::bin("wasm-opt"), arguments).stdout_capture().stderr_capture().unchecked().run()?;
    ensure!(done.status.success(), "wasm-opt failed: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8(done.stdout)?)
}

/// How many things a module imports. `None`: these are no module's bytes.
pub fn imports(wasm: &[u8]) -> Option<u32> {
    const IMPORTS: u8 = 2;
    let mut rest = wasm.strip_prefix(b"\0asm\x01\0\0\0")?;
    while let Some((&kind, after)) = rest.split_first() {
        let (length, after) = number(after)?;
        let (section, after) = after.split_at_checked(length as usize)?;
        if kind == IMPORTS {
            return Some(number(section)?.0);
        }
        rest = after;
    }
    Some(0)
}

/// A number at the beginning of `bytes`, seven bits a byte, and what comes after it.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        number |= u32::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn imports_are_counted() {
        assert_eq!(imports(EMPTY), Some(0));
        // A type, `() -> ()`, and a memory.
        let none = [EMPTY, &[1, 4, 1, 0x60, 0, 0, 5, 3, 1, 0, 1]].concat();
        assert_eq!(imports(&none), Some(0));
        // A function `b` of the module `a`.
        let one = [EMPTY, &[1, 4, 1, 0x60, 0, 0, 2, 7, 1, 1, b'a', 1, b'b', 0, 0]].concat();
        assert_eq!(imports(&one), Some(1));
    }

    #[test]
    fn what_is_no_module_has_no_imports_to_count() {
        for bytes in [&b""[..], b"\0asm", b"\0asm\x02\0\0\0", &[EMPTY, &[1, 200]].concat()] {
            assert_eq!(imports(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn numbers_of_several_bytes_are_read() {
        assert_eq!(number(&[0xe5, 0x8e, 0x26, 7]), Some((624_485, &[7][..])));
        assert_eq!(number(&[0x80]), None);
    }
}
