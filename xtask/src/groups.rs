//! The groups of tests: what each runs, and what must be there first.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::ValueEnum;
use duct::{Expression, cmd};

use crate::idle::IdleConnections;
use crate::project::{WASM, cargo, root};
use crate::server::{Server, free_port};
use crate::{browsers, consumers, npm, package, page, rust, tools};

/// In the order in which they run: what is quick and near the heart comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Group {
    /// The crate natively: unit tests, test vectors, properties, documentation examples
    Core,
    /// The crate as wasm, in Node
    WasmNode,
    /// The crate as wasm, in Chromium
    WasmChromium,
    /// The crate as wasm, in Firefox
    WasmFirefox,
    /// The misbehaving server
    Server,
    /// The crate as Rust users have it: its native example, and what wasm-pack makes of it
    Rust,
    /// The packed tarball, installed as a user would
    Package,
    /// The package's types, as TypeScript projects of all kinds see them
    Types,
    /// The recipes of docs/recipes, with the libraries that they are for
    Recipes,
    /// The packed tarball in every runtime, bundler and framework of tests/consumers
    Consumers,
    /// The demo page, in Chromium
    Page,
    /// This program itself
    Xtask,
}

/// The port of the server that tests in browsers call. The address is compiled into them, so a fixed one saves a rebuild.
const PORT: u16 = 7504;

/// What must live while a group runs.
type Alive = Option<(Server, IdleConnections)>;

/// What the groups of a run have in common.
pub struct Shared {
    /// Only these of tests/consumers; all of them if this is empty.
    tools: Vec<String>,
    /// Built at most once.
    tarball: Option<PathBuf>,
}

impl Group {
    /// Its name on the command line and in the table.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Prepares the group and returns the command to run, with what must live until that has ended.
    pub fn command(self, shared: &mut Shared) -> Result<(Expression, Alive)> {
        match self {
            Group::Core => Ok((native("holdfast-fetch"), None)),
            Group::Xtask => Ok((native("xtask"), None)),
            Group::WasmNode => wasm(&[]),
            Group::WasmChromium => {
                wasm(&[("WASM_BINDGEN_USE_BROWSER", "1".into()), ("CHROMEDRIVER", browsers::chromedriver()?)])
            }
            Group::WasmFirefox => {
                let binary = format!("--binary={}", browsers::firefox()?.display());
                wasm(&[
                    ("WASM_BINDGEN_USE_BROWSER", "1".into()),
                    ("GECKODRIVER", tools::geckodriver()?),
                    ("GECKODRIVER_ARGS", binary.into()),
                ])
            }
            Group::Server => Ok((node_tests(&test_files(&root().join("server/test"))?)?, None)),
            Group::Rust => {
                let command = node_tests(&test_files(&root().join("tests/rust"))?)?;
                let (native, packed) = (rust::example()?, rust::wasm_pack()?);
                Ok((command.env("HOLDFAST_NATIVE", native).env("HOLDFAST_WASM_PACK", packed), None))
            }
            Group::Package => {
                let command = node_tests(&test_files(&root().join("tests/package"))?)?;
                let tarball = shared.tarball()?;
                let installed = package::install(&tarball)?;
                Ok((command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed), None))
            }
            Group::Types => {
                let source = root().join("tests/types");
                let command = node_tests(&test_files(&source)?)?;
                let installed = package::install_with(&source, &shared.tarball()?, "types")?;
                Ok((command.env("HOLDFAST_INSTALLED", installed), None))
            }
            Group::Recipes => {
                let source = root().join("tests/recipes");
                let command = node_tests(&test_files(&source)?)?;
                let tarball = shared.tarball()?;
                let installed = package::install_with(&source, &tarball, "recipes")?;
                let command = command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed);
                Ok((command.env("CHROME", browsers::chrome()?).env("FIREFOX", browsers::firefox()?), None))
            }
            Group::Consumers => {
                let command = node_tests(&consumers::test_files(&shared.tools)?)?;
                let command = command.env("HOLDFAST_TARBALL", shared.tarball()?);
                Ok((command.env("CHROME", browsers::chrome()?).env("FIREFOX", browsers::firefox()?), None))
            }
            Group::Page => {
                let command = node_tests(&test_files(&root().join("tests/page"))?)?;
                shared.tarball()?;
                page::build()?;
                Ok((command.env("CHROME", browsers::chrome()?), None))
            }
        }
    }
}

impl Shared {
    pub fn new(tools: Vec<String>) -> Shared {
        Shared { tools, tarball: None }
    }

    fn tarball(&mut self) -> Result<PathBuf> {
        if let Some(tarball) = &self.tarball {
            return Ok(tarball.clone());
        }
        Ok(self.tarball.insert(package::run()?).clone())
    }
}

fn native(package: &str) -> Expression {
    cmd!(cargo(), "test", "--package", package, "--no-fail-fast").dir(root())
}

/// wasm-bindgen's runner chooses where to run by these variables; those of another engine must not be around.
fn wasm(variables: &[(&str, PathBuf)]) -> Result<(Expression, Alive)> {
    tools::ensure_wasm_target()?;
    npm::ensure_packages()?;
    let runner = tools::wasm_bindgen()?.join("wasm-bindgen-test-runner");
    let server = Server::start(free_port(PORT)?)?;
    let mut command = cmd!(
        cargo(),
        "test",
        "--package",
        "holdfast-fetch",
        "--lib",
        "--tests",
        "--no-fail-fast",
        "--target",
        WASM
    )
    .dir(root())
    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
    .env("HOLDFAST_SERVER", &server.address);
    for name in ["WASM_BINDGEN_USE_BROWSER", "CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER"] {
        if variables.iter().all(|(wanted, _)| *wanted != name) {
            command = command.env_remove(name);
        }
    }
    for (name, value) in variables {
        command = command.env(name, value);
    }
    // The runner's own page, at an address known beforehand.
    let page = free_port(0)?;
    command = command
        .env("WASM_BINDGEN_TEST_ADDRESS", format!("127.0.0.1:{page}"))
        .env("WASM_BINDGEN_TEST_TIMEOUT", "60");
    let idle = IdleConnections::hold(page);
    Ok((command, Some((server, idle))))
}

fn node_tests(files: &[PathBuf]) -> Result<Expression> {
    npm::ensure_packages()?;
    let mut arguments: Vec<PathBuf> = vec!["--test".into(), "--test-reporter=spec".into()];
    arguments.extend_from_slice(files);
    Ok(cmd(npm::node22()?, arguments).dir(root()))
}

fn test_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let shown = dir.strip_prefix(root()).unwrap_or(dir).display();
    let entries = std::fs::read_dir(dir).ok().into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.js"));
    ensure!(!files.is_empty(), "there are no files {shown}/*.test.js");
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_have_the_names_of_the_command_line() {
        let names: Vec<String> = Group::value_variants().iter().map(|group| group.name()).collect();
        assert_eq!(
            names,
            [
                "core",
                "wasm-node",
                "wasm-chromium",
                "wasm-firefox",
                "server",
                "rust",
                "package",
                "types",
                "recipes",
                "consumers",
                "page",
                "xtask"
            ]
        );
    }

    #[test]
    fn a_group_without_files_is_an_error() {
        for dir in ["no such folder", "xtask/src"] {
            let error = test_files(&root().join(dir)).unwrap_err();
            assert_eq!(error.to_string(), format!("there are no files {dir}/*.test.js"));
        }
    }
}
