//! `cargo xtask package`: the npm package, as a folder and as the tarball that npm would publish.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::bundle::{BUNDLED, as_imported, empty, unused};
use crate::manifest::{SCHEMA, stamped};
use crate::project::{Metadata, NAME, metadata, root};
use crate::step::step;
use crate::{declarations, entries, modules, npm, sizes, tools};

/// What npm and people expect at the top of a package.
const TOP_FILES: [&str; 5] = ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// Of docs, what is for those who make releases, and links to files that only the repository has.
const OURS: [&str; 1] = ["releasing.md"];

/// Builds everything and returns the path of the tarball.
pub fn run() -> Result<PathBuf> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let metadata = metadata()?;
    let package = root().join("pkg");
    let dist = package.join("dist");

    empty(&package)?;
    fs::create_dir_all(&dist)?;
    fill(&dist, &metadata)?;
    complete(&package, &metadata)?;
    step("the types declare what is exported", || declarations::are_exported(&package))?;
    let tarball = step("npm pack", || pack(&package, &metadata.version))?;
    step("sizes", || weigh(&package))?;
    eprintln!("    {} is ready; `npm install {}` installs it", tarball.display(), package.display());
    Ok(tarball)
}

fn fill(dist: &Path, metadata: &Metadata) -> Result<()> {
    let built = root().join("target/modules");
    step("cargo build and wasm-opt (modules that import nothing)", || {
        modules::build(&root(), &metadata.target, &built)
    })?;
    step("esbuild and wasm2js (pkg/dist)", || entries::fill(&built, dist, &metadata.version))?;
    step("importing does nothing", || without_effects(dist))?;
    step("types (pkg/dist/*.d.ts)", || declarations::write(dist))
}

/// What a program pays for, by what it imports.
fn weigh(package: &Path) -> Result<()> {
    let dist = package.join("dist");
    let imported = |name: &str| -> Result<PathBuf> {
        let file = root().join(format!("target/package/{name}.min.js"));
        as_imported(package, name, &file)?;
        Ok(file)
    };
    sizes::print(&[
        ("core.wasm", dist.join("core.wasm")),
        ("explain.wasm", dist.join("explain.wasm")),
        ("body.wasm", dist.join("body.wasm")),
        ("index.js", dist.join("index.js")),
        ("body.js", dist.join("body.js")),
        ("no-wasm.js", dist.join("no-wasm.js")),
        ("import { fetchWithRetry }, minified", imported("fetchWithRetry")?),
        ("import { RetryError }, minified", imported("RetryError")?),
    ])
}

/// Fails if importing an entry does anything: a bundler would keep that for whoever imports the least of it.
fn without_effects(dist: &Path) -> Result<()> {
    for entry in ["index.js", "no-wasm.js", "body.js", "no-wasm-body.js"] {
        let kept = unused(&dist.join(entry), &root().join("target/package"))?;
        ensure!(kept.is_empty(), "importing dist/{entry} does something: {kept}");
    }
    Ok(())
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

/// Adds what is in the package beside `dist`.
fn complete(package: &Path, metadata: &Metadata) -> Result<()> {
    let template = root().join("pkg-template");
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
    // They ask for no more than that their licence goes along.
    for name in BUNDLED {
        fs::copy(npm::folder(name).join("LICENSE"), package.join(format!("LICENSE-{name}")))
            .with_context(|| format!("{name} has no LICENSE"))?;
    }
    copy_pages(&root().join("docs"), &package.join("docs"))
}

/// The pages that README leads to, so that its links work in `node_modules` too.
fn copy_pages(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("there is no {}", from.display()))? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_pages(&path, &target)?;
        } else if !OURS.iter().any(|name| entry.file_name() == *name) {
            fs::copy(&path, target)?;
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
