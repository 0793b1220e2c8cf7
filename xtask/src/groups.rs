//! The groups of tests: what each runs, and what must be there first.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::ValueEnum;
use duct::{Expression, cmd};

use crate::engines::{Engine, Variable};
use crate::prepared::Prepared;
use crate::project::{cargo, root};
use crate::{browsers, consumers, fleet, npm, package, page, rust, wasm_tests};

/// In the order in which they run: what is quick and near the heart comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Group {
    /// The crate natively: unit tests, test vectors, properties, documentation examples
    Core,
    /// The crate as wasm, in Node
    WasmNode,
    /// The crate as wasm, in pages and workers of Chromium
    WasmChromium,
    /// The crate as wasm, in pages and workers of Firefox
    WasmFirefox,
    /// The crate as wasm, in pages and workers of WebKitGTK
    WasmWebkit,
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
    /// The package where engines differ, in pages and workers of Chromium
    EngineChromium,
    /// The package where engines differ, in pages and workers of Firefox
    EngineFirefox,
    /// The package where engines differ, in pages and workers of WebKitGTK
    EngineWebkit,
    /// The fleet simulator as wasm: it repeats the native runs, in Node and all three engines
    Simulator,
    /// The site's pages, in Chromium
    PageChromium,
    /// The site's pages, in Firefox
    PageFirefox,
    /// The site's pages, in WebKitGTK
    PageWebkit,
    /// This program itself
    Xtask,
}

/// What the groups of a run have in common.
pub struct Shared {
    /// Only these of tests/consumers; all of them if this is empty.
    tools: Vec<String>,
    /// Built at most once.
    tarball: Option<PathBuf>,
    page_is_built: bool,
    /// Name and version of the browsers that were asked.
    described: HashMap<Engine, (String, String)>,
}

impl Group {
    /// Its name on the command line and in the table.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// The engine whose row in the table of platforms this is.
    pub fn engine(self) -> Option<Engine> {
        match self {
            Group::WasmChromium | Group::EngineChromium | Group::PageChromium => Some(Engine::Chromium),
            Group::WasmFirefox | Group::EngineFirefox | Group::PageFirefox => Some(Engine::Firefox),
            Group::WasmWebkit | Group::EngineWebkit | Group::PageWebkit => Some(Engine::Webkit),
            _ => None,
        }
    }

    /// Does what must be done before the group can run.
    pub fn prepare(self, shared: &mut Shared) -> Result<Prepared> {
        match self {
            Group::Core => Ok(native("holdfast-fetch").into()),
            Group::Xtask => Ok(native("xtask").into()),
            Group::WasmNode => wasm_tests::prepare(None),
            Group::WasmChromium => wasm_tests::prepare(Some(Engine::Chromium)),
            Group::WasmFirefox => wasm_tests::prepare(Some(Engine::Firefox)),
            Group::WasmWebkit => wasm_tests::prepare(Some(Engine::Webkit)),
            Group::Server => Ok(node_tests(&test_files(&root().join("server/test"))?)?.into()),
            Group::Rust => {
                let command = node_tests(&test_files(&root().join("tests/rust"))?)?;
                let command =
                    command.env("HOLDFAST_NATIVE", rust::example()?).env("HOLDFAST_YEW", rust::yew()?);
                Ok(command
                    .env("HOLDFAST_WASM_PACK", rust::wasm_pack()?)
                    .env("CHROME", browsers::chrome()?)
                    .into())
            }
            Group::Package => {
                let command = node_tests(&test_files(&root().join("tests/package"))?)?;
                let tarball = shared.tarball()?;
                let installed = package::install(&tarball)?;
                Ok(command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed).into())
            }
            Group::Types => {
                let source = root().join("tests/types");
                let command = node_tests(&test_files(&source)?)?;
                let installed = package::install_with(&source, &shared.tarball()?, "types")?;
                Ok(command.env("HOLDFAST_INSTALLED", installed).into())
            }
            Group::Recipes => {
                let source = root().join("tests/recipes");
                let command = node_tests(&test_files(&source)?)?;
                let tarball = shared.tarball()?;
                let installed = package::install_with(&source, &tarball, "recipes")?;
                let command = command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed);
                Ok(in_all_engines(command)?.into())
            }
            Group::Consumers => {
                let command = node_tests(&consumers::test_files(&shared.tools)?)?;
                let command = command.env("HOLDFAST_TARBALL", shared.tarball()?);
                Ok(in_all_engines(command)?.into())
            }
            Group::Simulator => {
                let command = node_tests(&test_files(&root().join("tests/simulator"))?)?;
                fleet::build()?;
                Ok(in_all_engines(command)?.into())
            }
            Group::EngineChromium => where_engines_differ(Engine::Chromium, shared),
            Group::EngineFirefox => where_engines_differ(Engine::Firefox, shared),
            Group::EngineWebkit => where_engines_differ(Engine::Webkit, shared),
            Group::PageChromium => pages(Engine::Chromium, shared),
            Group::PageFirefox => pages(Engine::Firefox, shared),
            Group::PageWebkit => pages(Engine::Webkit, shared),
        }
    }
}

impl Shared {
    pub fn new(tools: Vec<String>) -> Shared {
        Shared { tools, tarball: None, page_is_built: false, described: HashMap::new() }
    }

    fn tarball(&mut self) -> Result<PathBuf> {
        if let Some(tarball) = &self.tarball {
            return Ok(tarball.clone());
        }
        Ok(self.tarball.insert(package::run()?).clone())
    }

    /// Starts a browser to ask it for its name and version, once.
    pub fn describe(&mut self, engine: Engine) -> Result<(String, String)> {
        if let Some(known) = self.described.get(&engine) {
            return Ok(known.clone());
        }
        Ok(self.described.entry(engine).or_insert(engine.describe()?).clone())
    }

    fn page(&mut self) -> Result<()> {
        self.tarball()?;
        if !self.page_is_built {
            page::build()?;
            self.page_is_built = true;
        }
        Ok(())
    }
}

fn native(package: &str) -> Expression {
    cmd!(cargo(), "test", "--package", package, "--no-fail-fast").dir(root())
}

fn where_engines_differ(engine: Engine, shared: &mut Shared) -> Result<Prepared> {
    shared.tarball()?;
    let command = node_tests(&test_files(&root().join("tests/engines"))?)?;
    in_engine(engine, command, "the package where engines differ, in a page and in workers")
}

fn pages(engine: Engine, shared: &mut Shared) -> Result<Prepared> {
    shared.page()?;
    let files = test_files(&root().join("tests/page"))?;
    // They wait more than they compute: for a browser that starts, and for the time that a retry takes.
    let command = node_tests_with(&["--test-concurrency=2"], &files)?;
    in_engine(engine, command, "the site's pages")
}

fn in_engine(engine: Engine, command: Expression, what: &str) -> Result<Prepared> {
    let command = with(command, [engine.program()?]).env("ENGINE", engine.name());
    Ok(Prepared::of(what, command))
}

fn in_all_engines(command: Expression) -> Result<Expression> {
    let programs = Engine::ALL.map(Engine::program);
    Ok(with(command, programs.into_iter().collect::<Result<Vec<_>>>()?))
}

fn with(command: Expression, variables: impl IntoIterator<Item = Variable>) -> Expression {
    variables.into_iter().fold(command, |command, (name, value)| command.env(name, value))
}

fn node_tests(files: &[PathBuf]) -> Result<Expression> {
    node_tests_with(&[], files)
}

fn node_tests_with(flags: &[&str], files: &[PathBuf]) -> Result<Expression> {
    npm::ensure_packages()?;
    let mut arguments: Vec<PathBuf> = vec!["--test".into(), "--test-reporter=spec".into()];
    arguments.extend(flags.iter().map(PathBuf::from));
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
                "wasm-webkit",
                "server",
                "rust",
                "package",
                "types",
                "recipes",
                "consumers",
                "engine-chromium",
                "engine-firefox",
                "engine-webkit",
                "simulator",
                "page-chromium",
                "page-firefox",
                "page-webkit",
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
