//! From TypeScript and WebAssembly to the files that programs import.
//!
//! Each entry is bundled from a folder of its own: pkg-template/src, with the one way to WebAssembly that the entry is for in
//! the place of `module.ts` and its like, and with what is built in `built/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::bundle::{bundle, empty};
use crate::kept::unless_kept;
use crate::modules::{MODULES, wasm_opt};
use crate::packing::{LOWEST, pack};
use crate::project::{NAME, root};

/// A way to get WebAssembly, and what is bundled with it: the entry, its format, the file in the package.
struct Variant {
    name: &'static str,
    /// What its other entries import for the main one, whose state they share.
    main: &'static str,
    files: &'static [(&'static str, &'static str, &'static str)],
}

const VARIANTS: [Variant; 4] = [
    // As text inside the file.
    Variant {
        name: "inline",
        main: NAME,
        files: &[
            ("index.ts", "esm", "index.js"),
            ("index.ts", "cjs", "index.cjs"),
            ("opentelemetry.ts", "esm", "opentelemetry.js"),
            ("opentelemetry.ts", "cjs", "opentelemetry.cjs"),
            ("body.ts", "esm", "body.js"),
            ("body.ts", "cjs", "body.cjs"),
        ],
    },
    // As files beside it, which these platforms compile when a program is deployed.
    Variant {
        name: "workerd",
        main: NAME,
        files: &[("index.ts", "esm", "workerd.js"), ("body.ts", "esm", "body-workerd.js")],
    },
    Variant {
        name: "edge-light",
        main: NAME,
        files: &[("index.ts", "esm", "edge-light.js"), ("body.ts", "esm", "body-edge-light.js")],
    },
    // Not at all: as JavaScript.
    Variant {
        name: "no-wasm",
        main: "holdfast-fetch/no-wasm",
        files: &[
            ("index.ts", "esm", "no-wasm.js"),
            ("index.ts", "cjs", "no-wasm.cjs"),
            ("body.ts", "esm", "no-wasm-body.js"),
            ("body.ts", "cjs", "no-wasm-body.cjs"),
        ],
    },
];

/// What unpack.wat has room for behind its table.
const UNPACKED: usize = 4 * 65_536 - 384;

/// The modules of pkg-template/src whose place a variant takes.
const REPLACED: [&str; 3] = ["module", "explain-module", "body-module"];

/// Bundles every entry into `dist`. `modules`: the folder with the modules of WebAssembly.
pub fn fill(modules: &Path, dist: &Path, version: &str) -> Result<()> {
    let stages = modules.join("stages");
    empty(&stages)?;
    let built = stages.join("built");
    fs::create_dir_all(&built)?;
    fs::write(built.join("unpacker.js"), unpacker(modules)?)?;
    for module in MODULES {
        let wasm = modules.join(module.file());
        let bytes = fs::read(&wasm)?;
        fs::copy(&wasm, dist.join(module.file()))?;
        fs::write(built.join(format!("{}-text.js", module.name)), as_text(&bytes)?)?;
        fs::copy(module.translate(&wasm)?, built.join(format!("{}-script.js", module.name)))?;
    }
    let sources = sources();
    for Variant { name, main, files } in VARIANTS {
        let stage = stages.join(name);
        copy(&sources, &stage)?;
        copy(&built, &stage.join("built"))?;
        for replaced in REPLACED {
            fs::copy(sources.join(format!("{replaced}.{name}.ts")), stage.join(format!("{replaced}.ts")))
                .with_context(|| format!("pkg-template/src has no {replaced}.{name}.ts"))?;
        }
        for (entry, format, out) in files {
            bundle(&stage, entry, main, format, version, &dist.join(out))?;
        }
    }
    Ok(())
}

/// The package's TypeScript.
pub fn sources() -> PathBuf {
    root().join("pkg-template/src")
}

/// The module that unpacks the others, small enough to be written out.
fn unpacker(folder: &Path) -> Result<String> {
    const SOURCE: &str = include_str!("unpack.wat");
    let (text, wasm) = (folder.join("unpack.wat"), folder.join("unpack.wasm"));
    unless_kept(SOURCE.as_bytes(), &[], &wasm, || {
        fs::write(&text, SOURCE)?;
        wasm_opt([text.as_os_str(), "-Oz".as_ref(), "--output".as_ref(), wasm.as_os_str()]).map(drop)
    })?;
    let lowest = String::from_utf8_lossy(LOWEST);
    Ok(format!("export const unpacker = {:?};\nexport const lowest = \"{lowest}\";\n", fs::read(wasm)?))
}

/// What `unpack.ts` makes the bytes of.
fn as_text(wasm: &[u8]) -> Result<String> {
    let text = pack(wasm);
    ensure!(text.len() <= UNPACKED, "the unpacker's memory has no room for {} characters", text.len());
    Ok(format!("export const length = {};\nexport const text =\n  \"{text}\";\n", wasm.len()))
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("there is no {}", from.display()))? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &there)?;
        } else {
            fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}
