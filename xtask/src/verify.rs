//! `cargo xtask verify`: is the WebAssembly in a package what these sources make?
//!
//! It is compiled anew, in a folder of another name and depth, by what Cargo.lock, package-lock.json and rust-toolchain.toml pin.
//! What comes of it must be what the tarball holds, byte for byte: as files, and as text inside the entries.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::bundle::empty;
use crate::entries::copy;
use crate::modules::{self, MODULES};
use crate::packing::pack;
use crate::project::root;
use crate::step::step;
use crate::{npm, package, tools};

/// What is no source: cargo, npm, this program and git have made it.
const MADE: [&str; 4] = ["target", "node_modules", "pkg", ".git"];

pub fn run(tarball: Option<PathBuf>) -> Result<()> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    built(&tarball.map_or_else(package::run, Ok)?)
}

/// Fails if the tarball holds other WebAssembly than these sources make.
pub fn built(tarball: &Path) -> Result<()> {
    step("verify: the package's WebAssembly is what these sources make", || {
        let folder = std::env::temp_dir().join(format!("holdfast-verify-{}", std::process::id()));
        let outcome = compared(tarball, &folder);
        fs::remove_dir_all(&folder).ok();
        outcome
    })
}

fn compared(tarball: &Path, folder: &Path) -> Result<()> {
    let (sources, out) = (folder.join("sources"), folder.join("modules"));
    for folder in [&sources, &out] {
        empty(folder)?;
    }
    for entry in fs::read_dir(root())? {
        let (from, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if MADE.iter().any(|made| name == *made) {
            continue;
        }
        let to = sources.join(name);
        if from.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    modules::build(&sources, &folder.join("built"), &out)?;
    cmd!("tar", "-xzf", tarball, "-C", folder)
        .run()
        .with_context(|| format!("could not unpack {}", tarball.display()))?;
    // npm packs everything into a folder of this name.
    same(&out, &folder.join("package/dist"))
}

fn same(made: &Path, dist: &Path) -> Result<()> {
    for module in MODULES {
        let name = module.file();
        let bytes = fs::read(made.join(&name))?;
        let there = fs::read(dist.join(&name)).with_context(|| format!("the package has no dist/{name}"))?;
        ensure!(bytes == there, "dist/{name} is not what these sources make");
        let text = pack(&bytes);
        for holder in module.holders {
            let entry = fs::read_to_string(dist.join(holder))
                .with_context(|| format!("the package has no dist/{holder}"))?;
            ensure!(entry.contains(&text), "dist/{holder} holds another {name} than these sources make");
        }
        eprintln!("    dist/{name}, {} bytes, also as text: the same", bytes.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package of modules with these bytes, and what the sources make.
    fn judged(name: &str, packed: &[u8], made: &[u8]) -> Result<(), String> {
        let folder = root().join("target/tmp").join(name);
        let (out, dist) = (folder.join("modules"), folder.join("dist"));
        for folder in [&out, &dist] {
            empty(folder).unwrap();
        }
        for module in MODULES {
            fs::write(out.join(module.file()), made).unwrap();
            fs::write(dist.join(module.file()), packed).unwrap();
            for holder in module.holders {
                fs::write(dist.join(holder), format!("const text = \"{}\";", pack(packed))).unwrap();
            }
        }
        same(&out, &dist).map_err(|error| error.to_string())
    }

    #[test]
    fn other_bytes_are_noticed() {
        assert_eq!(judged("verify-same", b"retries", b"retries"), Ok(()));
        let error = judged("verify-other", b"retries", b"retried").unwrap_err();
        assert_eq!(error, "dist/core.wasm is not what these sources make");
    }
}
