//! The groups of tests: what each runs, and what must be there first.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use duct::Expression;

use crate::engines::{Engine, Variable};
use crate::modules::BODY;
use crate::prepared::Prepared;
use crate::project::{metadata, root};
use crate::step::step;
use crate::{entry_tests, fleet, native_tests, node_tests, package, page, rust, tools, wasm_tests};

/// Of tests/page, what is enough at each change for an engine in which the rest is not run.
const PAGE_SMOKE: &str = "smoke.test.js";
/// Of tests/rust, what needs no program that takes minutes to build.
const NATIVE_EXAMPLE: &str = "native-example.test.js";

/// In the order in which they run: what is quick and near the heart comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Group {
    /// The core natively: unit tests, test vectors, properties, documentation examples
    Core,
    /// The circuit breaker under a model checker, and the fleet simulator, natively
    Model,
    /// The crate as wasm, in Node
    WasmNode,
    /// The crate as wasm, in a page of Chromium; with --all in its workers too
    WasmChromium,
    /// The crate as wasm, in a page and workers of Firefox; runs with --all
    WasmFirefox,
    /// The crate as wasm, in a page and workers of WebKitGTK; runs with --all
    WasmWebkit,
    /// The misbehaving server
    Server,
    /// The package's reader of policies, held to the crate's and to the schema
    Reader,
    /// The package's shell, module by module, with what it imports
    Shell,
    /// The crate as Rust users have it: its native example; with --all also what wasm-pack makes of it
    Rust,
    /// The packed tarball, installed as a user would
    Package,
    /// The same tests on the entry without WebAssembly, as far as they are about it; with --all also the slow ones
    NoWasm,
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
    /// The site's pages, in Firefox: that each does its main thing; with --all everything
    PageFirefox,
    /// The site's pages, in WebKitGTK: that each does its main thing; with --all everything
    PageWebkit,
    /// This program itself
    Xtask,
}

/// What of the groups runs.
#[derive(Default)]
pub struct Choice {
    /// Everything, instead of what is worth its time at each change.
    pub all: bool,
    /// Only files, or tests, with one of these in their name.
    pub files: Vec<String>,
}

impl Choice {
    /// The files that were asked for, or this one if neither files nor everything was.
    fn parts(&self, usual: &str) -> Vec<String> {
        if self.all || !self.files.is_empty() { self.files.clone() } else { vec![usual.to_owned()] }
    }
}

/// What the groups of a run have in common.
pub struct Shared {
    choice: Choice,
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

    /// Whether it runs where neither groups nor the whole matrix are asked for.
    pub fn by_default(self) -> bool {
        !matches!(self, Group::WasmFirefox | Group::WasmWebkit)
    }

    /// Does what must be done before the group can run.
    pub fn prepare(self, shared: &mut Shared) -> Result<Prepared> {
        match self {
            Group::Core => Ok(native_tests::core(&shared.choice.files)),
            Group::Model => Ok(native_tests::model(&shared.choice.files)),
            Group::Xtask => Ok(native_tests::xtask(&shared.choice.files)),
            Group::WasmNode => wasm_tests::prepare(None, &shared.choice),
            Group::WasmChromium => wasm_tests::prepare(Some(Engine::Chromium), &shared.choice),
            Group::WasmFirefox => wasm_tests::prepare(Some(Engine::Firefox), &shared.choice),
            Group::WasmWebkit => wasm_tests::prepare(Some(Engine::Webkit), &shared.choice),
            Group::Server => Ok(shared.node_tests("server/test")?.into()),
            Group::Reader => Ok(shared.node_tests("tests/reader")?.into()),
            Group::Shell => shell(shared),
            Group::Rust => {
                let files = node_tests::files("tests/rust", &shared.choice.parts(NATIVE_EXAMPLE))?;
                let command = node_tests::command(&files)?;
                Ok(with(command, rust::built_for(&files)?).into())
            }
            Group::Package => {
                let command = shared.node_tests("tests/package")?;
                let tarball = shared.tarball()?;
                let installed = package::install(&tarball)?;
                Ok(command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed).into())
            }
            Group::NoWasm => {
                let Choice { all, files } = &shared.choice;
                let command = node_tests::command(&entry_tests::files(*all, files)?)?;
                let tarball = shared.tarball()?;
                let installed = package::install(&tarball)?;
                let command = command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed);
                Ok(command.env("HOLDFAST_ENTRY", entry_tests::ENTRY).into())
            }
            Group::Types => {
                let command = shared.node_tests("tests/types")?;
                let source = root().join("tests/types");
                let installed = package::install_with(&source, &shared.tarball()?, "types")?;
                Ok(command.env("HOLDFAST_INSTALLED", installed).into())
            }
            Group::Recipes => {
                let command = shared.node_tests("tests/recipes")?;
                let tarball = shared.tarball()?;
                let installed = package::install_with(&root().join("tests/recipes"), &tarball, "recipes")?;
                let command = command.env("HOLDFAST_TARBALL", tarball).env("HOLDFAST_INSTALLED", installed);
                Ok(in_all_engines(command)?.into())
            }
            Group::Consumers => {
                let command = node_tests::command(&node_tests::consumers(&shared.choice.files)?)?;
                let command = command.env("HOLDFAST_TARBALL", shared.tarball()?);
                Ok(in_all_engines(command)?.into())
            }
            Group::Simulator => {
                let command = shared.node_tests("tests/simulator")?;
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
    pub fn new(choice: Choice) -> Shared {
        Shared { choice, tarball: None, page_is_built: false, described: HashMap::new() }
    }

    fn node_tests(&self, folder: &str) -> Result<Expression> {
        node_tests::command(&node_tests::files(folder, &self.choice.files)?)
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

/// The shell, and of what it runs on the module that is not in the package yet.
fn shell(shared: &Shared) -> Result<Prepared> {
    let files = node_tests::files("tests/shell", &shared.choice.files)?;
    let mut command = node_tests::command(&files)?;
    let on_bodies =
        |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("bodies-"));
    if files.iter().any(on_bodies) {
        tools::ensure_wasm_target()?;
        let out = root().join("target/modules");
        std::fs::create_dir_all(&out)?;
        let wasm = step("cargo build and wasm-opt (the module that continues bodies)", || {
            BODY.build(&root(), &metadata()?.target, &out)
        })?;
        command = command.env("HOLDFAST_BODY_SCRIPT", BODY.translate(&wasm)?).env("HOLDFAST_BODY", wasm);
    }
    Ok(command.into())
}

fn where_engines_differ(engine: Engine, shared: &mut Shared) -> Result<Prepared> {
    shared.tarball()?;
    let command = shared.node_tests("tests/engines")?;
    in_engine(engine, command, "the package where engines differ, in a page and in workers")
}

fn pages(engine: Engine, shared: &mut Shared) -> Result<Prepared> {
    shared.page()?;
    let choice = &shared.choice;
    let parts = if engine == Engine::Chromium { choice.files.clone() } else { choice.parts(PAGE_SMOKE) };
    let what = if parts == [PAGE_SMOKE] {
        "each of the site's pages does its main thing"
    } else {
        "the site's pages"
    };
    in_engine(engine, node_tests::command(&node_tests::files("tests/page", &parts)?)?, what)
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
                "model",
                "wasm-node",
                "wasm-chromium",
                "wasm-firefox",
                "wasm-webkit",
                "server",
                "reader",
                "shell",
                "rust",
                "package",
                "no-wasm",
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
}
