//! Where things are, and which versions this checkout asks for.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use duct::cmd;
use serde_json::Value;

/// The crate and the npm package have one name.
pub const NAME: &str = "holdfast-fetch";
/// The name of the crate's library, and so of the files made from it.
pub const LIB: &str = "holdfast_fetch";
/// The one target that ships.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The repository's top folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// The cargo that runs us, so that a toolchain chosen on the command line (`cargo +stable`) holds for all steps.
pub fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// A setting for cargo, by which what it compiles from the folder `sources` tells nothing of this machine: panic messages name
/// source files, and would carry its folders to every visitor.
///
/// Of several prefixes that fit, the last one holds.
pub fn without_paths(sources: &Path) -> String {
    let home = std::env::var("CARGO_HOME")
        .map(PathBuf::from)
        .ok()
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let crates = home.map(|home| home.join("registry/src"));
    // Each registry has a folder of its own, with its address in the name.
    let registries = crates.iter().flat_map(|dir| std::fs::read_dir(dir).into_iter().flatten());
    let registries = registries.filter_map(|entry| Some(entry.ok()?.path()));
    let flags: Vec<String> = crates
        .clone()
        .into_iter()
        .chain(registries)
        .chain([sources.to_owned()])
        .map(|dir| format!("'--remap-path-prefix={}='", dir.display()))
        .collect();
    format!("target.{WASM}.rustflags=[{}]", flags.join(", "))
}

/// What `cargo metadata` knows of the workspace.
pub struct Metadata {
    /// The version in Cargo.toml: the only place that has one.
    pub version: String,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The address of the sources, if Cargo.toml has one that is not empty.
    pub repository: Option<String>,
}

pub fn metadata() -> Result<Metadata> {
    let text = cmd!(cargo(), "metadata", "--no-deps", "--format-version=1")
        .dir(root())
        .read()
        .context("`cargo metadata` failed")?;
    parse_metadata(&text).context("`cargo metadata` did not list the package holdfast-fetch")
}

fn parse_metadata(text: &str) -> Option<Metadata> {
    let value: Value = serde_json::from_str(text).ok()?;
    let package = value["packages"].as_array()?.iter().find(|package| package["name"] == NAME)?;
    Some(Metadata {
        version: package["version"].as_str()?.to_owned(),
        target: PathBuf::from(value["target_directory"].as_str()?),
        repository: package["repository"].as_str().filter(|address| !address.is_empty()).map(str::to_owned),
    })
}

/// The version of `package` in Cargo.lock.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    if !path.exists() {
        cmd!(cargo(), "generate-lockfile").dir(root()).run().context("could not make Cargo.lock")?;
    }
    let lock = std::fs::read_to_string(&path).context("could not read Cargo.lock")?;
    find_version(&lock, package)
        .map(str::to_owned)
        .with_context(|| format!("Cargo.lock has no package {package}; does Cargo.toml still ask for it?"))
}

fn find_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, entry) = lock.split_once(&format!("\nname = \"{package}\"\n"))?;
    entry.strip_prefix("version = \"")?.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n\
                        [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.99\"\n";

    #[test]
    fn a_version_is_found_by_the_whole_name() {
        assert_eq!(find_version(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(find_version(LOCK, "wasm-bindgen-macro"), Some("0.2.99"));
        assert_eq!(find_version(LOCK, "wasm"), None);
    }

    #[test]
    fn metadata_is_read_for_our_package() {
        let text = r#"{"packages":[{"name":"xtask","version":"0.0.0"},
            {"name":"holdfast-fetch","version":"1.2.3"}],"target_directory":"/t"}"#;
        let metadata = parse_metadata(text).unwrap();
        assert_eq!((metadata.version.as_str(), metadata.target.to_str()), ("1.2.3", Some("/t")));
        assert_eq!(metadata.repository, None);
        let empty = text.replace("1.2.3\"", "1.2.3\",\"repository\":\"\"");
        assert_eq!(parse_metadata(&empty).unwrap().repository, None);
        let public = text.replace("1.2.3\"", "1.2.3\",\"repository\":\"https://example.com/a/b\"");
        assert_eq!(parse_metadata(&public).unwrap().repository.as_deref(), Some("https://example.com/a/b"));
        assert!(parse_metadata(r#"{"packages":[],"target_directory":"/t"}"#).is_none());
    }
}
