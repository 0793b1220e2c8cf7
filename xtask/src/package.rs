//! `cargo xtask package`: the npm package, as a folder and as the tarball that npm would publish.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duct::cmd;

use crate::bundle::{as_imported, bundle, empty, gather};
use crate::manifest::{SCHEMA, stamped};
use crate::project::{Metadata, NAME, metadata, root};
use crate::step::step;
use crate::{npm, sizes, surface, tools};

/// What npm and people expect at the top of a package.
const TOP_FILES: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// Builds everything and returns the path of the tarball.
pub fn run() -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let metadata = metadata()?;
    let package = root().join("pkg");

    surface_is_declared()?;
    let stage = gather(&metadata)?;
    step("esbuild (pkg/dist)", || fill(&package, &stage, &metadata))?;
    let tarball = step("npm pack", || pack(&package, &metadata.version))?;
    step("sizes", || {
        let application = root().join("target/package/fetchWithRetry.min.js");
        as_imported(&package, "fetchWithRetry", &application)?;
        sizes::print(&[
            ("core.wasm", package.join("dist/core.wasm")),
            ("index.js", package.join("dist/index.js")),
            ("import { fetchWithRetry }, minified", application),
        ])
    })?;
    eprintln!("    {} is ready; `npm install {}` installs it", tarball.display(), package.display());
    Ok(tarball)
}

/// Installs the tarball into target/installed as a user would, and returns that folder.
pub fn install(tarball: &Path) -> Result<PathBuf> {
    let dir = root().join("target/installed");
    step("npm install (the tarball, into target/installed)", || {
        empty(&dir)?;
        fs::write(dir.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
        install_into(&dir, tarball)
    })?;
    Ok(dir)
}

/// The same into target/`name`, with what the package.json of the folder `source` asks for. What is there already stays.
pub fn install_with(source: &Path, tarball: &Path, name: &str) -> Result<PathBuf> {
    let dir = root().join("target").join(name);
    step(&format!("npm install (the tarball and {name}, into target/{name})"), || {
        fs::create_dir_all(&dir)?;
        for file in ["package.json", "package-lock.json"] {
            fs::copy(source.join(file), dir.join(file))
                .with_context(|| format!("{} has no {file}", source.display()))?;
        }
        install_into(&dir, tarball)
    })?;
    Ok(dir)
}

fn install_into(dir: &Path, tarball: &Path) -> Result<()> {
    cmd!("npm", "install", "--no-audit", "--no-fund", tarball)
        .dir(dir)
        .run()
        .context("npm could not install the tarball; its message is above")?;
    Ok(())
}

fn surface_is_declared() -> Result<()> {
    let read = |name: &str| {
        fs::read_to_string(root().join("pkg-template").join(name))
            .with_context(|| format!("pkg-template has no {name}"))
    };
    let (types, api) = (read("index.d.ts")?, read("api.js")?);
    for entry in ["index.js", "workerd.js", "edge-light.js"] {
        surface::same(&types, &[&api, &read(entry)?])?;
    }
    surface::same(&read("opentelemetry.d.ts")?, &[&read("opentelemetry.js")?])
}

fn fill(package: &Path, stage: &Path, metadata: &Metadata) -> Result<()> {
    let dist = package.join("dist");
    empty(package)?;
    for (entry, format, out) in [
        ("index.js", "esm", "index.js"),
        ("index.js", "cjs", "index.cjs"),
        ("workerd.js", "esm", "workerd.js"),
        ("edge-light.js", "esm", "edge-light.js"),
        ("opentelemetry.js", "esm", "opentelemetry.js"),
        ("opentelemetry.js", "cjs", "opentelemetry.cjs"),
    ] {
        bundle(stage, entry, format, &metadata.version, &dist.join(out))?;
    }
    fs::copy(stage.join("core.wasm"), dist.join("core.wasm"))?;

    let template = root().join("pkg-template");
    for entry in ["index", "opentelemetry"] {
        let types = template.join(entry).with_extension("d.ts");
        for kind in ["d.ts", "d.cts"] {
            fs::copy(&types, dist.join(entry).with_extension(kind))
                .with_context(|| format!("there is no {}", types.display()))?;
        }
    }
    let schema = template.join(SCHEMA);
    if schema.exists() {
        fs::copy(&schema, package.join(SCHEMA))?;
    }
    let manifest =
        fs::read_to_string(template.join("package.json")).context("pkg-template has no package.json")?;
    fs::write(package.join("package.json"), stamped(&manifest, metadata, schema.exists())?)?;
    for name in TOP_FILES {
        let file = root().join(name);
        if file.exists() {
            fs::copy(file, package.join(name))?;
        }
    }
    Ok(())
}

fn pack(package: &Path, version: &str) -> Result<PathBuf> {
    let dir = root().join("target/package");
    fs::create_dir_all(&dir)?;
    cmd!("npm", "pack", package, "--pack-destination", &dir, "--silent")
        .stdout_null()
        .run()
        .context("`npm pack` failed; its message is above")?;
    Ok(dir.join(format!("{NAME}-{version}.tgz")))
}
